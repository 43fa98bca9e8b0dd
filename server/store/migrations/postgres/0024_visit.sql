-- Somebody whom a slip of the counter signs in stays so for a day only: the phone was never shown to be theirs. Types: see
-- migrations/README.md.
ALTER TABLE resident_session ADD COLUMN ends_at BIGINT;

-- The counter prints a limited number of slips an hour.
CREATE INDEX resident_slip_made_by_idx ON resident_slip (made_by, expires_at);

-- Rooms in which one says "I am here" at the door only, by the code on its poster.
ALTER TABLE room_rule ADD COLUMN at_door BOOLEAN NOT NULL DEFAULT FALSE;

-- When the round of the jobs that releases bookings and finishes them was last through. While nobody could check in, because the
-- server did not run, nobody has missed anything.
CREATE TABLE job_round (
    job TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    CONSTRAINT job_round_pkey PRIMARY KEY (job)
);
