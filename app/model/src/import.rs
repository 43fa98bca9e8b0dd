//! Spreadsheets: the rules by which their rows become divisions, centers, rooms and staff, and back. No I/O.
