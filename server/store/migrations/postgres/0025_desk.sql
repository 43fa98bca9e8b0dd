-- A request for a private room says with whom, for the mediator alone. Types: see migrations/README.md.
ALTER TABLE booking ADD COLUMN with_whom TEXT NOT NULL DEFAULT '';
ALTER TABLE booking_wait ADD COLUMN with_whom TEXT NOT NULL DEFAULT '';
