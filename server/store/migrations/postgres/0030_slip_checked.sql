-- A slip for whoever has shown at the counter that the phone is theirs: it signs in for as long as a code does.
-- Types: see migrations/README.md. Constraints carry the same names as in ../sqlite: the code maps names to fields.

ALTER TABLE resident_slip ADD COLUMN checked BOOLEAN NOT NULL DEFAULT FALSE;
