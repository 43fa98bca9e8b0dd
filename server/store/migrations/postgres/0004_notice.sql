-- What residents are told: kept for them to read in the application, and delivered by the ways that there are.
-- Types: see migrations/README.md. Constraints carry the same names as in ../sqlite: the code maps names to fields.

-- Where a resident allowed notifications of the browser. It goes with the session of the device that allowed it, so signing out
-- ends it. 'p256dh' and 'auth' are the browser's keys in base64url: what is sent is readable by that browser only.
CREATE TABLE push_subscription (
    id BIGINT NOT NULL,
    resident_id BIGINT NOT NULL,
    session_hash BYTEA NOT NULL,
    endpoint TEXT NOT NULL,
    p256dh TEXT NOT NULL,
    auth TEXT NOT NULL,
    lang TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT push_subscription_pkey PRIMARY KEY (id),
    CONSTRAINT push_subscription_endpoint_key UNIQUE (endpoint),
    CONSTRAINT push_subscription_resident_fkey FOREIGN KEY (resident_id) REFERENCES resident (id),
    CONSTRAINT push_subscription_session_fkey FOREIGN KEY (session_hash) REFERENCES resident_session (token_hash)
        ON DELETE CASCADE
);
CREATE INDEX push_subscription_resident_idx ON push_subscription (resident_id);
CREATE INDEX push_subscription_session_idx ON push_subscription (session_hash);

-- One row a notice. 'event' says what happened; with its kind it is told to a resident once, whoever tells it and how often. The
-- sentence is made where it is read, in the reader's language, from the kind and from what it is about as it was then; 'words'
-- is what staff wrote. The kinds are in the program alone: a new one needs no migration.
CREATE TABLE notice (
    id BIGINT NOT NULL,
    resident_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    event TEXT NOT NULL,
    booking_id BIGINT,
    room_id BIGINT,
    day TEXT,
    start_minute BIGINT,
    end_minute BIGINT,
    words TEXT NOT NULL,
    path TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    read_at BIGINT,
    CONSTRAINT notice_pkey PRIMARY KEY (id),
    CONSTRAINT notice_event_key UNIQUE (resident_id, kind, event),
    CONSTRAINT notice_resident_fkey FOREIGN KEY (resident_id) REFERENCES resident (id),
    CONSTRAINT notice_booking_fkey FOREIGN KEY (booking_id) REFERENCES booking (id),
    CONSTRAINT notice_room_fkey FOREIGN KEY (room_id) REFERENCES room (id),
    CONSTRAINT notice_about_check CHECK ((room_id IS NULL) = (day IS NULL) AND (day IS NULL) = (start_minute IS NULL)
        AND (start_minute IS NULL) = (end_minute IS NULL))
);
CREATE INDEX notice_resident_idx ON notice (resident_id, id);
CREATE INDEX notice_unread_idx ON notice (resident_id) WHERE read_at IS NULL;

-- A message of a notice holds neither phone nor text: both are looked up when it is sent, so what was erased meanwhile is not
-- sent. 'urgent' ones, codes, go out at night as well.
ALTER TABLE message ADD COLUMN channel TEXT NOT NULL DEFAULT 'sms';
ALTER TABLE message ADD COLUMN urgent BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE message ADD COLUMN notice_id BIGINT
    CONSTRAINT message_notice_fkey REFERENCES notice (id) ON DELETE SET NULL;
ALTER TABLE message ADD COLUMN subscription_id BIGINT
    CONSTRAINT message_subscription_fkey REFERENCES push_subscription (id) ON DELETE SET NULL;
CREATE INDEX message_notice_idx ON message (notice_id) WHERE notice_id IS NOT NULL;
CREATE INDEX message_subscription_idx ON message (subscription_id) WHERE subscription_id IS NOT NULL;
-- What senders look for: by urgency first, then what has been due longest.
CREATE INDEX message_next_idx ON message (urgent, due_at) WHERE sent_at IS NULL AND failed_at IS NULL;
-- What is counted and tidied up.
CREATE INDEX message_created_idx ON message (created_at);
