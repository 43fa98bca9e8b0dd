-- Duty shifts: who is at a center in which part of which day. Types: see migrations/README.md.

-- What a center has said of its duty shifts; one that has said nothing has no row.
CREATE TABLE duty_plan (
    center_id BIGINT NOT NULL,
    show_names BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    CONSTRAINT duty_plan_pkey PRIMARY KEY (center_id),
    CONSTRAINT duty_plan_center_fkey FOREIGN KEY (center_id) REFERENCES center (id)
);

-- The weekly rota. `person` says who it is, the same for the same person (`model::duty::Person::key`).
CREATE TABLE duty_rota (
    center_id BIGINT NOT NULL,
    weekday BIGINT NOT NULL,
    shift TEXT NOT NULL,
    person TEXT NOT NULL,
    staff_id BIGINT,
    name TEXT NOT NULL,
    holidays BOOLEAN NOT NULL,
    CONSTRAINT duty_rota_pkey PRIMARY KEY (center_id, weekday, shift, person),
    CONSTRAINT duty_rota_center_fkey FOREIGN KEY (center_id) REFERENCES center (id),
    CONSTRAINT duty_rota_staff_fkey FOREIGN KEY (staff_id) REFERENCES staff (id),
    CONSTRAINT duty_rota_weekday_check CHECK (weekday BETWEEN 0 AND 6),
    CONSTRAINT duty_rota_shift_check CHECK (shift IN ('morning', 'noon_duty', 'afternoon', 'evening_duty')),
    CONSTRAINT duty_rota_person_check CHECK ((staff_id IS NULL) = (name <> ''))
);

CREATE TABLE duty (
    id BIGINT NOT NULL,
    center_id BIGINT NOT NULL,
    day TEXT NOT NULL,
    shift TEXT NOT NULL,
    start_minute BIGINT NOT NULL,
    end_minute BIGINT NOT NULL,
    staff_id BIGINT,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    note TEXT NOT NULL,
    beyond BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    CONSTRAINT duty_pkey PRIMARY KEY (id),
    CONSTRAINT duty_center_fkey FOREIGN KEY (center_id) REFERENCES center (id),
    CONSTRAINT duty_staff_fkey FOREIGN KEY (staff_id) REFERENCES staff (id),
    CONSTRAINT duty_shift_check CHECK (shift IN ('morning', 'noon_duty', 'afternoon', 'evening_duty')),
    CONSTRAINT duty_times_check CHECK (start_minute >= 0 AND end_minute <= 1440 AND end_minute - start_minute >= 15),
    CONSTRAINT duty_person_check CHECK ((staff_id IS NULL) = (name <> ''))
);
CREATE INDEX duty_center_idx ON duty (center_id, day);
CREATE INDEX duty_staff_idx ON duty (staff_id, day);
CREATE INDEX duty_day_idx ON duty (day);

-- Nobody is in two places: the quarters of an hour that a shift takes of its person's day, one row each.
CREATE TABLE duty_slot (
    person TEXT NOT NULL,
    day TEXT NOT NULL,
    slot BIGINT NOT NULL,
    duty_id BIGINT NOT NULL,
    CONSTRAINT duty_slot_pkey PRIMARY KEY (person, day, slot),
    CONSTRAINT duty_slot_duty_fkey FOREIGN KEY (duty_id) REFERENCES duty (id)
);
CREATE INDEX duty_slot_duty_idx ON duty_slot (duty_id);
