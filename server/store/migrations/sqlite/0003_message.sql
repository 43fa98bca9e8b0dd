-- Messages to residents that wait to be sent: written in the transaction that they tell of, so none is lost.
-- Types: see migrations/README.md. Constraints carry the same names as in ../postgres: the code maps names to fields.

-- A claim moves 'due_at' behind a lease: of several senders one gets it, and if that one dies it comes up again. Once a message
-- is sent or given up, whom it went to and what it said are emptied.
CREATE TABLE message (
    id BIGINT NOT NULL,
    phone TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    sent_at BIGINT,
    failed_at BIGINT,
    last_error TEXT NOT NULL,
    CONSTRAINT message_pkey PRIMARY KEY (id),
    CONSTRAINT message_tries_check CHECK (tries >= 0),
    CONSTRAINT message_ended_check CHECK ((sent_at IS NULL AND failed_at IS NULL) OR (phone = '' AND body = ''))
);
CREATE INDEX message_due_idx ON message (due_at) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX message_expires_idx ON message (expires_at) WHERE sent_at IS NULL AND failed_at IS NULL;
