-- Series of bookings, and the waiting lists of rooms with the offers that come of them.
-- Types: see migrations/README.md. Constraints carry the same names as in ../sqlite: the code maps names to fields.

-- Two more states: 'offered' keeps a time for the next in line and holds its slots; 'lapsed' was not taken.
ALTER TABLE booking DROP CONSTRAINT booking_state_check;
ALTER TABLE booking ADD CONSTRAINT booking_state_check CHECK (state IN ('offered', 'lapsed', 'pending', 'confirmed', 'checked_in',
    'finished', 'cancelled', 'rejected', 'no_show'));
ALTER TABLE booking_event DROP CONSTRAINT booking_event_kind_check;
ALTER TABLE booking_event ADD CONSTRAINT booking_event_kind_check CHECK (kind IN ('placed', 'moved', 'offered', 'lapsed', 'pending',
    'confirmed', 'checked_in', 'finished', 'cancelled', 'rejected', 'no_show'));

-- A booking that repeats. Each of its days is a booking of its own, with slots of its own.
CREATE TABLE booking_series (
    id BIGINT NOT NULL,
    resident_id BIGINT NOT NULL,
    room_id BIGINT NOT NULL,
    every TEXT NOT NULL,
    first_day TEXT NOT NULL,
    until_day TEXT,
    times BIGINT NOT NULL,
    source TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT booking_series_pkey PRIMARY KEY (id),
    CONSTRAINT booking_series_resident_fkey FOREIGN KEY (resident_id) REFERENCES resident (id),
    CONSTRAINT booking_series_room_fkey FOREIGN KEY (room_id) REFERENCES room (id),
    CONSTRAINT booking_series_every_check CHECK (every IN ('week', 'two_weeks', 'month')),
    CONSTRAINT booking_series_times_check CHECK (times BETWEEN 1 AND 52),
    CONSTRAINT booking_series_source_check CHECK (source IN ('self', 'staff'))
);
CREATE INDEX booking_series_resident_idx ON booking_series (resident_id);
ALTER TABLE booking ADD COLUMN series_id BIGINT CONSTRAINT booking_series_fkey REFERENCES booking_series (id);
CREATE INDEX booking_series_idx ON booking (series_id) WHERE series_id IS NOT NULL;

-- Who waits for a time that is taken. An entry is offered its time once: 'booking_id' is the booking that keeps it, 'until' how
-- long. The line is in the order of created_at, id.
CREATE TABLE booking_wait (
    id BIGINT NOT NULL,
    resident_id BIGINT NOT NULL,
    room_id BIGINT NOT NULL,
    day TEXT NOT NULL,
    start_minute BIGINT NOT NULL,
    end_minute BIGINT NOT NULL,
    first_slot BIGINT NOT NULL,
    end_slot BIGINT NOT NULL,
    seats BIGINT NOT NULL,
    whole BOOLEAN NOT NULL,
    party BIGINT NOT NULL,
    name TEXT NOT NULL,
    purpose TEXT NOT NULL,
    minors BOOLEAN NOT NULL,
    adult BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    booking_id BIGINT,
    until BIGINT,
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    CONSTRAINT booking_wait_pkey PRIMARY KEY (id),
    CONSTRAINT booking_wait_resident_fkey FOREIGN KEY (resident_id) REFERENCES resident (id),
    CONSTRAINT booking_wait_room_fkey FOREIGN KEY (room_id) REFERENCES room (id),
    CONSTRAINT booking_wait_booking_fkey FOREIGN KEY (booking_id) REFERENCES booking (id),
    CONSTRAINT booking_wait_booking_key UNIQUE (booking_id),
    CONSTRAINT booking_wait_minutes_check CHECK (0 <= start_minute AND start_minute < end_minute AND end_minute <= 1440),
    CONSTRAINT booking_wait_slots_check CHECK (first_slot < end_slot),
    CONSTRAINT booking_wait_seats_check CHECK ((whole AND seats = 0) OR (NOT whole AND seats > 0)),
    CONSTRAINT booking_wait_state_check CHECK (state IN ('waiting', 'offered', 'booked', 'declined', 'lapsed', 'left', 'past')),
    CONSTRAINT booking_wait_offer_check CHECK ((booking_id IS NULL) = (until IS NULL)
        AND (state <> 'waiting' OR booking_id IS NULL)
        AND (state NOT IN ('offered', 'declined', 'lapsed') OR booking_id IS NOT NULL)),
    CONSTRAINT booking_wait_ended_check CHECK ((state IN ('waiting', 'offered')) = (ended_at IS NULL))
);
-- What is asked again and again: a small part of the table, however long it is used.
CREATE INDEX booking_wait_line_idx ON booking_wait (room_id, created_at, id) WHERE state = 'waiting';
CREATE INDEX booking_wait_until_idx ON booking_wait (until) WHERE state = 'offered';
CREATE INDEX booking_wait_resident_idx ON booking_wait (resident_id, day);

-- The key that lets nobody wait twice for the same time of a room. Only entries that wait or have an offer have rows here.
CREATE TABLE booking_wait_slot (
    room_id BIGINT NOT NULL,
    resident_id BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    wait_id BIGINT NOT NULL,
    CONSTRAINT booking_wait_slot_pkey PRIMARY KEY (room_id, resident_id, slot),
    CONSTRAINT booking_wait_slot_wait_fkey FOREIGN KEY (wait_id) REFERENCES booking_wait (id)
);
CREATE INDEX booking_wait_slot_wait_idx ON booking_wait_slot (wait_id);
