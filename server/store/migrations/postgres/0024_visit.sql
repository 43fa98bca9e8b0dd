-- Somebody whom a slip of the counter signs in stays so for a day only: the phone was never shown to be theirs. Types: see
-- migrations/README.md.
ALTER TABLE resident_session ADD COLUMN ends_at BIGINT;

-- The counter prints a limited number of slips an hour.
CREATE INDEX resident_slip_made_by_idx ON resident_slip (made_by, expires_at);

-- Rooms in which one says "I am here" at the door only, by the code on its poster.
ALTER TABLE room_rule ADD COLUMN at_door BOOLEAN NOT NULL DEFAULT FALSE;

-- When the round of the jobs that releases and finishes bookings began last; and the times in which none did, because no server
-- ran. Whoever could not check in then has missed nothing.
CREATE TABLE job_round (
    job TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    CONSTRAINT job_round_pkey PRIMARY KEY (job)
);
CREATE TABLE job_gap (
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    CONSTRAINT job_gap_pkey PRIMARY KEY (from_at),
    CONSTRAINT job_gap_until_check CHECK (until_at > from_at)
);
