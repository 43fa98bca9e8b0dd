-- Residents who book, the rules of rooms, bookings and the slots they hold.
-- Types: see migrations/README.md. Constraints carry the same names as in ../postgres: the code maps names to fields.

-- Whoever books or was booked for: the least that is needed. An erased one keeps its key, so that its bookings still count;
-- its phone is then 'erased:<id>'.
CREATE TABLE resident (
    id BIGINT NOT NULL,
    phone TEXT NOT NULL,
    name TEXT NOT NULL,
    verified_at BIGINT,
    erased_at BIGINT,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT resident_pkey PRIMARY KEY (id),
    CONSTRAINT resident_phone_key UNIQUE (phone)
);

-- Only a hash of the token is kept: a copy of the database signs nobody in.
CREATE TABLE resident_session (
    token_hash BLOB NOT NULL,
    resident_id BIGINT NOT NULL,
    device TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    CONSTRAINT resident_session_pkey PRIMARY KEY (token_hash),
    CONSTRAINT resident_session_resident_fkey FOREIGN KEY (resident_id) REFERENCES resident (id)
);
CREATE INDEX resident_session_resident_idx ON resident_session (resident_id);

-- The last code sent to a phone, and how many were sent since day_at.
CREATE TABLE resident_code (
    phone TEXT NOT NULL,
    code_hash BLOB NOT NULL,
    sent_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    day_at BIGINT NOT NULL,
    sends BIGINT NOT NULL,
    CONSTRAINT resident_code_pkey PRIMARY KEY (phone),
    CONSTRAINT resident_code_tries_check CHECK (tries BETWEEN 0 AND 5)
);
CREATE INDEX resident_code_sent_idx ON resident_code (sent_at);

-- A slip that the counter printed: signs its phone in once.
CREATE TABLE resident_slip (
    token_hash BLOB NOT NULL,
    phone TEXT NOT NULL,
    made_by BIGINT,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    CONSTRAINT resident_slip_pkey PRIMARY KEY (token_hash),
    CONSTRAINT resident_slip_made_by_fkey FOREIGN KEY (made_by) REFERENCES staff (id)
);
CREATE INDEX resident_slip_expires_idx ON resident_slip (expires_at);

-- How a room is booked. A room without a row is not booked. 'changes' rises with every write to the room's bookings, rules,
-- closures and hours: it is the row that those who write queue up at, and what live pages watch.
CREATE TABLE room_rule (
    room_id BIGINT NOT NULL,
    mode TEXT NOT NULL,
    units BIGINT NOT NULL,
    whole_too BOOLEAN NOT NULL,
    step_minutes BIGINT NOT NULL,
    shortest_minutes BIGINT NOT NULL,
    longest_minutes BIGINT NOT NULL,
    lead_minutes BIGINT NOT NULL,
    ahead_days BIGINT NOT NULL,
    cutoff_minutes BIGINT NOT NULL,
    quota_day BIGINT NOT NULL,
    quota_week BIGINT NOT NULL,
    buffer_before_minutes BIGINT NOT NULL,
    buffer_after_minutes BIGINT NOT NULL,
    approval BOOLEAN NOT NULL,
    check_in BOOLEAN NOT NULL,
    grace_minutes BIGINT NOT NULL,
    party_min BIGINT NOT NULL,
    party_max BIGINT NOT NULL,
    minors BOOLEAN NOT NULL,
    bring TEXT NOT NULL,
    private BOOLEAN NOT NULL,
    changes BIGINT NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    CONSTRAINT room_rule_pkey PRIMARY KEY (room_id),
    CONSTRAINT room_rule_room_fkey FOREIGN KEY (room_id) REFERENCES room (id),
    CONSTRAINT room_rule_mode_check CHECK (mode IN ('closed', 'whole', 'seats')),
    CONSTRAINT room_rule_units_check CHECK (units BETWEEN 1 AND 100000 AND (mode = 'seats' OR units = 1)),
    CONSTRAINT room_rule_step_check CHECK (step_minutes BETWEEN 15 AND 1440 AND step_minutes % 15 = 0),
    CONSTRAINT room_rule_stay_check CHECK (0 < shortest_minutes AND shortest_minutes <= longest_minutes
        AND longest_minutes <= 1440),
    CONSTRAINT room_rule_buffer_check CHECK (buffer_before_minutes >= 0 AND buffer_before_minutes % 15 = 0
        AND buffer_after_minutes >= 0 AND buffer_after_minutes % 15 = 0),
    CONSTRAINT room_rule_party_check CHECK (1 <= party_min AND party_min <= party_max)
);

-- Times are slots of 15 minutes since 1970 in UTC. 'held_first' to 'held_end' are those with the buffers, 'units' how many of
-- the room's units it holds in each.
CREATE TABLE booking (
    id BIGINT NOT NULL,
    number TEXT NOT NULL,
    room_id BIGINT NOT NULL,
    resident_id BIGINT NOT NULL,
    day TEXT NOT NULL,
    start_minute BIGINT NOT NULL,
    end_minute BIGINT NOT NULL,
    first_slot BIGINT NOT NULL,
    end_slot BIGINT NOT NULL,
    held_first BIGINT NOT NULL,
    held_end BIGINT NOT NULL,
    units BIGINT NOT NULL,
    seats BIGINT NOT NULL,
    whole BOOLEAN NOT NULL,
    party BIGINT NOT NULL,
    name TEXT NOT NULL,
    purpose TEXT NOT NULL,
    minors BOOLEAN NOT NULL,
    adult BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    source TEXT NOT NULL,
    made_by BIGINT,
    reason TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT booking_pkey PRIMARY KEY (id),
    CONSTRAINT booking_number_key UNIQUE (number),
    CONSTRAINT booking_room_fkey FOREIGN KEY (room_id) REFERENCES room (id),
    CONSTRAINT booking_resident_fkey FOREIGN KEY (resident_id) REFERENCES resident (id),
    CONSTRAINT booking_made_by_fkey FOREIGN KEY (made_by) REFERENCES staff (id),
    CONSTRAINT booking_minutes_check CHECK (0 <= start_minute AND start_minute < end_minute AND end_minute <= 1440),
    CONSTRAINT booking_slots_check CHECK (held_first <= first_slot AND first_slot < end_slot AND end_slot <= held_end),
    CONSTRAINT booking_seats_check CHECK (units > 0 AND ((whole AND seats = 0) OR (NOT whole AND seats = units))),
    CONSTRAINT booking_state_check CHECK (state IN ('pending', 'confirmed', 'checked_in', 'finished', 'cancelled',
        'rejected', 'no_show')),
    CONSTRAINT booking_source_check CHECK (source IN ('self', 'staff'))
);
CREATE INDEX booking_room_idx ON booking (room_id, day);
CREATE INDEX booking_resident_idx ON booking (resident_id, day);
-- What jobs look for: a small part of the table, however long it is used.
CREATE INDEX booking_due_idx ON booking (first_slot) WHERE state IN ('pending', 'confirmed', 'checked_in');

-- The key that makes a double booking impossible, whatever the program does: a unit of a room is one booking's in a slot.
-- Only bookings that are pending, confirmed or checked in have rows here.
CREATE TABLE booking_slot (
    room_id BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    unit BIGINT NOT NULL,
    booking_id BIGINT NOT NULL,
    CONSTRAINT booking_slot_pkey PRIMARY KEY (room_id, slot, unit),
    CONSTRAINT booking_slot_booking_fkey FOREIGN KEY (booking_id) REFERENCES booking (id),
    CONSTRAINT booking_slot_unit_check CHECK (unit > 0)
);
CREATE INDEX booking_slot_booking_idx ON booking_slot (booking_id);

-- What happened to a booking; names nobody but staff, because it cannot be erased.
CREATE TABLE booking_event (
    id BIGINT NOT NULL,
    booking_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    who TEXT NOT NULL,
    staff_id BIGINT,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,
    CONSTRAINT booking_event_pkey PRIMARY KEY (id),
    CONSTRAINT booking_event_booking_fkey FOREIGN KEY (booking_id) REFERENCES booking (id),
    CONSTRAINT booking_event_kind_check CHECK (kind IN ('placed', 'moved', 'pending', 'confirmed', 'checked_in', 'finished',
        'cancelled', 'rejected', 'no_show'))
);
CREATE INDEX booking_event_booking_idx ON booking_event (booking_id, id);

-- What happened stays what happened, also for whoever holds the connection.
CREATE TRIGGER booking_event_no_update BEFORE UPDATE ON booking_event
BEGIN SELECT RAISE(ABORT, 'booking_event is append-only'); END;
CREATE TRIGGER booking_event_no_delete BEFORE DELETE ON booking_event
BEGIN SELECT RAISE(ABORT, 'booking_event is append-only'); END;
