-- One-time notices 一次性告知书 that staff have issued: signed with number and day, and never changed.
-- Types: see migrations/README.md. Constraints carry the same names as in ../postgres: the code maps names to fields.

-- What one person was told to bring: the version of the matter and the answers say it, so it can be shown again word for word. 'day'
-- is the day of the deployment's zone. Center and signer stay named as they were called that day. It names no resident.
CREATE TABLE matter_notice (
    id BIGINT NOT NULL,
    number TEXT NOT NULL,
    matter_id BIGINT NOT NULL,
    matter_version BIGINT NOT NULL,
    answers TEXT NOT NULL,
    center_id BIGINT NOT NULL,
    center_name TEXT NOT NULL,
    center_name_en TEXT NOT NULL,
    center_phone TEXT NOT NULL,
    staff_id BIGINT NOT NULL,
    signed TEXT NOT NULL,
    day TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    CONSTRAINT matter_notice_pkey PRIMARY KEY (id),
    CONSTRAINT matter_notice_number_key UNIQUE (number),
    CONSTRAINT matter_notice_version_fkey FOREIGN KEY (matter_id, matter_version) REFERENCES matter_version (matter_id, version),
    CONSTRAINT matter_notice_center_fkey FOREIGN KEY (center_id) REFERENCES center (id),
    CONSTRAINT matter_notice_staff_fkey FOREIGN KEY (staff_id) REFERENCES staff (id)
);
CREATE TRIGGER matter_notice_no_update BEFORE UPDATE ON matter_notice
BEGIN SELECT RAISE(ABORT, 'matter_notice is append-only'); END;
CREATE TRIGGER matter_notice_no_delete BEFORE DELETE ON matter_notice
BEGIN SELECT RAISE(ABORT, 'matter_notice is append-only'); END;
