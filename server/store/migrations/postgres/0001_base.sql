-- The base: places, opening hours, people, settings, and the log of who did what.
-- Types: see migrations/README.md. Constraints carry the same names as in ../sqlite: the code maps names to fields.

CREATE TABLE division (
    code TEXT NOT NULL,
    parent TEXT,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    level TEXT NOT NULL,
    lng DOUBLE PRECISION,
    lat DOUBLE PRECISION,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    CONSTRAINT division_pkey PRIMARY KEY (code),
    CONSTRAINT division_parent_fkey FOREIGN KEY (parent) REFERENCES division (code),
    CONSTRAINT division_code_check CHECK (LENGTH(code) = 12),
    CONSTRAINT division_level_check CHECK (level IN ('province', 'prefecture', 'banner', 'town', 'village')),
    CONSTRAINT division_position_check CHECK ((lng IS NULL) = (lat IS NULL)
        AND (lng IS NULL OR (lng BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90)))
);
CREATE INDEX division_parent_idx ON division (parent);

CREATE TABLE center (
    id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    division TEXT NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    address TEXT NOT NULL,
    phone TEXT NOT NULL,
    lng DOUBLE PRECISION,
    lat DOUBLE PRECISION,
    position_source TEXT,
    area_reception BOOLEAN NOT NULL,
    area_counter BOOLEAN NOT NULL,
    area_waiting BOOLEAN NOT NULL,
    area_convenience BOOLEAN NOT NULL,
    introduction TEXT NOT NULL,
    introduction_en TEXT NOT NULL,
    retired BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    CONSTRAINT center_pkey PRIMARY KEY (id),
    CONSTRAINT center_division_fkey FOREIGN KEY (division) REFERENCES division (code),
    CONSTRAINT center_kind_check CHECK (kind IN ('town', 'village')),
    CONSTRAINT center_position_check CHECK ((lng IS NULL) = (lat IS NULL) AND (lng IS NULL) = (position_source IS NULL)),
    CONSTRAINT center_position_source_check CHECK (position_source IN ('surveyed', 'schematic')),
    CONSTRAINT center_lng_check CHECK (lng BETWEEN -180 AND 180),
    CONSTRAINT center_lat_check CHECK (lat BETWEEN -90 AND 90)
);
-- A retired center's name may be given again.
CREATE UNIQUE INDEX center_name_key ON center (division, name) WHERE NOT retired;

CREATE TABLE room (
    id BIGINT NOT NULL,
    center_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    capacity BIGINT NOT NULL,
    equipment TEXT NOT NULL,
    accessibility TEXT NOT NULL,
    retired BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    CONSTRAINT room_pkey PRIMARY KEY (id),
    CONSTRAINT room_center_fkey FOREIGN KEY (center_id) REFERENCES center (id),
    CONSTRAINT room_kind_check CHECK (kind IN ('convenience_station', 'practice_station', 'party_studio', 'reading_space',
        'talk_room', 'mediation_room', 'lecture_hall', 'womens_home', 'warm_corner', 'culture_square', 'other')),
    CONSTRAINT room_capacity_check CHECK (capacity BETWEEN 0 AND 100000)
);
CREATE UNIQUE INDEX room_name_key ON room (center_id, name) WHERE NOT retired;

CREATE TABLE room_closure (
    id BIGINT NOT NULL,
    room_id BIGINT NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    reason TEXT NOT NULL,
    CONSTRAINT room_closure_pkey PRIMARY KEY (id),
    CONSTRAINT room_closure_room_fkey FOREIGN KEY (room_id) REFERENCES room (id),
    CONSTRAINT room_closure_days_check CHECK (first_day <= last_day)
);
CREATE INDEX room_closure_room_idx ON room_closure (room_id, last_day);

CREATE TABLE opening_interval (
    center_id BIGINT NOT NULL,
    weekday BIGINT NOT NULL,
    start_minute BIGINT NOT NULL,
    end_minute BIGINT NOT NULL,
    shift TEXT NOT NULL,
    CONSTRAINT opening_interval_pkey PRIMARY KEY (center_id, weekday, start_minute),
    CONSTRAINT opening_interval_center_fkey FOREIGN KEY (center_id) REFERENCES center (id),
    CONSTRAINT opening_interval_weekday_check CHECK (weekday BETWEEN 1 AND 7),
    CONSTRAINT opening_interval_minutes_check CHECK (0 <= start_minute AND start_minute < end_minute AND end_minute <= 1440),
    CONSTRAINT opening_interval_shift_check CHECK (shift IN ('morning', 'noon_duty', 'afternoon', 'evening_duty'))
);

CREATE TABLE center_exception (
    center_id BIGINT NOT NULL,
    day TEXT NOT NULL,
    note TEXT NOT NULL,
    CONSTRAINT center_exception_pkey PRIMARY KEY (center_id, day),
    CONSTRAINT center_exception_center_fkey FOREIGN KEY (center_id) REFERENCES center (id)
);
CREATE INDEX center_exception_day_idx ON center_exception (day);

CREATE TABLE exception_interval (
    center_id BIGINT NOT NULL,
    day TEXT NOT NULL,
    start_minute BIGINT NOT NULL,
    end_minute BIGINT NOT NULL,
    shift TEXT NOT NULL,
    CONSTRAINT exception_interval_pkey PRIMARY KEY (center_id, day, start_minute),
    CONSTRAINT exception_interval_day_fkey FOREIGN KEY (center_id, day) REFERENCES center_exception (center_id, day)
        ON DELETE CASCADE,
    CONSTRAINT exception_interval_minutes_check CHECK (0 <= start_minute AND start_minute < end_minute AND end_minute <= 1440),
    CONSTRAINT exception_interval_shift_check CHECK (shift IN ('morning', 'noon_duty', 'afternoon', 'evening_duty'))
);

CREATE TABLE amenity (
    id BIGINT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    icon TEXT NOT NULL,
    rank BIGINT NOT NULL,
    retired BOOLEAN NOT NULL,
    CONSTRAINT amenity_pkey PRIMARY KEY (id),
    CONSTRAINT amenity_code_key UNIQUE (code)
);

CREATE TABLE center_amenity (
    center_id BIGINT NOT NULL,
    amenity_id BIGINT NOT NULL,
    CONSTRAINT center_amenity_pkey PRIMARY KEY (center_id, amenity_id),
    CONSTRAINT center_amenity_center_fkey FOREIGN KEY (center_id) REFERENCES center (id),
    CONSTRAINT center_amenity_amenity_fkey FOREIGN KEY (amenity_id) REFERENCES amenity (id)
);
CREATE INDEX center_amenity_amenity_idx ON center_amenity (amenity_id);

-- A photo belongs to a center or to a room. The row can go: nothing refers to it, the audit log remembers it.
CREATE TABLE photo (
    id BIGINT NOT NULL,
    center_id BIGINT,
    room_id BIGINT,
    rank BIGINT NOT NULL,
    url TEXT NOT NULL,
    thumbnail_url TEXT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    alt TEXT NOT NULL,
    CONSTRAINT photo_pkey PRIMARY KEY (id),
    CONSTRAINT photo_center_fkey FOREIGN KEY (center_id) REFERENCES center (id),
    CONSTRAINT photo_room_fkey FOREIGN KEY (room_id) REFERENCES room (id),
    CONSTRAINT photo_owner_check CHECK ((center_id IS NULL) <> (room_id IS NULL)),
    CONSTRAINT photo_size_check CHECK (width > 0 AND height > 0)
);
CREATE INDEX photo_center_idx ON photo (center_id);
CREATE INDEX photo_room_idx ON photo (room_id);

CREATE TABLE setting (
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    CONSTRAINT setting_pkey PRIMARY KEY (key)
);

CREATE TABLE staff (
    id BIGINT NOT NULL,
    username TEXT NOT NULL,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    must_change_password BOOLEAN NOT NULL,
    failures BIGINT NOT NULL,
    locked_until BIGINT,
    last_sign_in BIGINT,
    retired BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    CONSTRAINT staff_pkey PRIMARY KEY (id),
    CONSTRAINT staff_username_key UNIQUE (username)
);

-- scope: '*' everywhere, 'd:<division code>', 'c:<center id>'.
CREATE TABLE staff_grant (
    staff_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    scope TEXT NOT NULL,
    CONSTRAINT staff_grant_pkey PRIMARY KEY (staff_id, role, scope),
    CONSTRAINT staff_grant_staff_fkey FOREIGN KEY (staff_id) REFERENCES staff (id),
    CONSTRAINT staff_grant_role_check CHECK (role IN ('administrator', 'town_staff', 'center_lead', 'counter_staff',
        'inspector', 'grid_worker')),
    CONSTRAINT staff_grant_scope_check CHECK (scope = '*' OR scope LIKE 'd:____________' OR scope LIKE 'c:_____________')
);

-- Only a hash of the token is kept: a copy of the database signs nobody in.
CREATE TABLE session (
    token_hash BYTEA NOT NULL,
    staff_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    CONSTRAINT session_pkey PRIMARY KEY (token_hash),
    CONSTRAINT session_staff_fkey FOREIGN KEY (staff_id) REFERENCES staff (id)
);
CREATE INDEX session_staff_idx ON session (staff_id);

-- Failed or unfinished sign-ins of the last window, for the rate limit; older ones are removed.
CREATE TABLE sign_in_attempt (
    id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    address TEXT NOT NULL,
    username TEXT NOT NULL,
    CONSTRAINT sign_in_attempt_pkey PRIMARY KEY (id)
);
CREATE INDEX sign_in_attempt_address_idx ON sign_in_attempt (address, at);
CREATE INDEX sign_in_attempt_username_idx ON sign_in_attempt (username, at);

CREATE TABLE audit (
    id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    staff_id BIGINT,
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    ok BOOLEAN NOT NULL,
    CONSTRAINT audit_pkey PRIMARY KEY (id)
);
CREATE INDEX audit_at_idx ON audit (at);

-- The answer that the first request with a key got; a repeat gets it again.
CREATE TABLE request_key (
    key TEXT NOT NULL,
    at BIGINT NOT NULL,
    answer TEXT NOT NULL,
    CONSTRAINT request_key_pkey PRIMARY KEY (key)
);
CREATE INDEX request_key_at_idx ON request_key (at);

-- Counters: 'directory' rises with every write that changes what residents see of centers, so that every process knows
-- when its snapshot is old; 'administrators' is the row that writes to the circle of administrators queue up at.
CREATE TABLE revision (
    name TEXT NOT NULL,
    value BIGINT NOT NULL,
    CONSTRAINT revision_pkey PRIMARY KEY (name)
);
INSERT INTO revision (name, value) VALUES ('directory', 1), ('administrators', 1);

-- The log is append-only, also for whoever holds the connection.
CREATE FUNCTION audit_append_only() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit is append-only';
END
$$;
CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit EXECUTE FUNCTION audit_append_only();
