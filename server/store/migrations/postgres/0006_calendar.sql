-- Secret addresses of calendars: a resident's own bookings, or a center's for a member of its staff.
-- Types: see migrations/README.md. Constraints carry the same names as in ../sqlite: the code maps names to fields.

-- Only a hash of the token is kept: a copy of the database opens no calendar. One address a resident, and one a member of staff
-- and center, so that nobody's reading ends with somebody else's new address.
CREATE TABLE calendar_link (
    id BIGINT NOT NULL,
    token_hash BYTEA NOT NULL,
    resident_id BIGINT,
    staff_id BIGINT,
    center_id BIGINT,
    made_at BIGINT NOT NULL,
    CONSTRAINT calendar_link_pkey PRIMARY KEY (id),
    CONSTRAINT calendar_link_token_key UNIQUE (token_hash),
    CONSTRAINT calendar_link_resident_key UNIQUE (resident_id),
    CONSTRAINT calendar_link_staff_key UNIQUE (staff_id, center_id),
    CONSTRAINT calendar_link_resident_fkey FOREIGN KEY (resident_id) REFERENCES resident (id),
    CONSTRAINT calendar_link_staff_fkey FOREIGN KEY (staff_id) REFERENCES staff (id),
    CONSTRAINT calendar_link_center_fkey FOREIGN KEY (center_id) REFERENCES center (id),
    CONSTRAINT calendar_link_owner_check CHECK ((resident_id IS NULL) = (staff_id IS NOT NULL)
        AND (staff_id IS NULL) = (center_id IS NULL))
);
