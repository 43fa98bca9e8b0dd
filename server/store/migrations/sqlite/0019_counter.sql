-- What the counter was lacking: the notice that a case began with, the lines of a paper book that became cases, who is on duty.
-- Types: see migrations/README.md. Constraints carry the same names as in ../postgres: the code maps names to fields.

-- The one-time notice that the resident came with: what it listed is what the first notice has listed, whatever the matter says by now.
ALTER TABLE service_case ADD COLUMN notice_id BIGINT CONSTRAINT service_case_notice_fkey REFERENCES matter_notice (id);

-- What a counter that worked on paper calls a case in its own book: a line becomes one case, however often the sheet comes in.
-- 'content' is a mark of what the line said, so that one that says something else by now is told from a repeat; empty once whose case
-- it is was erased.
CREATE TABLE case_reference (
    center_id BIGINT NOT NULL,
    reference TEXT NOT NULL,
    case_id BIGINT NOT NULL,
    content TEXT NOT NULL,
    CONSTRAINT case_reference_pkey PRIMARY KEY (center_id, reference),
    CONSTRAINT case_reference_case_key UNIQUE (case_id),
    CONSTRAINT case_reference_center_fkey FOREIGN KEY (center_id) REFERENCES center (id),
    CONSTRAINT case_reference_case_fkey FOREIGN KEY (case_id) REFERENCES service_case (id),
    CONSTRAINT case_reference_reference_check CHECK (reference <> '')
);

-- Who is on duty 值班 at a center: on a local day, between two minutes of it. 'staff_id' where the person has an account; the name is
-- what the public is shown, the telephone too.
CREATE TABLE duty_shift (
    id BIGINT NOT NULL,
    center_id BIGINT NOT NULL,
    day TEXT NOT NULL,
    from_minute BIGINT NOT NULL,
    to_minute BIGINT NOT NULL,
    staff_id BIGINT,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    CONSTRAINT duty_shift_pkey PRIMARY KEY (id),
    CONSTRAINT duty_shift_center_fkey FOREIGN KEY (center_id) REFERENCES center (id),
    CONSTRAINT duty_shift_staff_fkey FOREIGN KEY (staff_id) REFERENCES staff (id),
    CONSTRAINT duty_shift_minute_check CHECK (0 <= from_minute AND from_minute < to_minute AND to_minute <= 1440
        AND from_minute % 15 = 0 AND to_minute % 15 = 0),
    CONSTRAINT duty_shift_name_check CHECK (name <> '')
);
CREATE INDEX duty_shift_center_idx ON duty_shift (center_id, day, from_minute);

-- Nobody is on duty twice at once: the quarters of an hour that a person is taken for. 'person' is their account, or for who has none
-- their name at the center.
CREATE TABLE duty_slot (
    person TEXT NOT NULL,
    day TEXT NOT NULL,
    slot BIGINT NOT NULL,
    shift_id BIGINT NOT NULL,
    CONSTRAINT duty_slot_pkey PRIMARY KEY (person, day, slot),
    CONSTRAINT duty_slot_shift_fkey FOREIGN KEY (shift_id) REFERENCES duty_shift (id)
);
CREATE INDEX duty_slot_shift_idx ON duty_slot (shift_id);
