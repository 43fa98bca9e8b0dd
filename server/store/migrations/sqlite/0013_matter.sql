-- Matters 服务事项: what centers do for people. Fields after GB/T 39046-2020.
-- Types: see migrations/README.md. Constraints carry the same names as in ../postgres: the code maps names to fields.

-- One matter: its official basic code stays the same, its content is a version. 'search' is what the panel's list looks in: code,
-- names, everyday words, pinyin and initials of the current version.
CREATE TABLE matter (
    id BIGINT NOT NULL,
    code TEXT NOT NULL,
    level TEXT NOT NULL,
    name TEXT NOT NULL,
    search TEXT NOT NULL,
    retired_at BIGINT,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    CONSTRAINT matter_pkey PRIMARY KEY (id),
    CONSTRAINT matter_code_key UNIQUE (code),
    CONSTRAINT matter_level_check CHECK (level IN ('town', 'village')),
    CONSTRAINT matter_version_check CHECK (version >= 1)
);

-- What a matter said from one saving to the next: a case and an issued notice keep the one they began with. JSON of
-- model::matter::Content; never changed, never deleted.
CREATE TABLE matter_version (
    matter_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    content TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    CONSTRAINT matter_version_pkey PRIMARY KEY (matter_id, version),
    CONSTRAINT matter_version_matter_fkey FOREIGN KEY (matter_id) REFERENCES matter (id)
);
CREATE TRIGGER matter_version_no_update BEFORE UPDATE ON matter_version
BEGIN SELECT RAISE(ABORT, 'matter_version is append-only'); END;
CREATE TRIGGER matter_version_no_delete BEFORE DELETE ON matter_version
BEGIN SELECT RAISE(ABORT, 'matter_version is append-only'); END;

-- Where a matter is handled against the rule (village matters in every center, town matters in the town's): one row an exception.
CREATE TABLE matter_place (
    matter_id BIGINT NOT NULL,
    center_id BIGINT NOT NULL,
    handled BOOLEAN NOT NULL,
    CONSTRAINT matter_place_pkey PRIMARY KEY (matter_id, center_id),
    CONSTRAINT matter_place_matter_fkey FOREIGN KEY (matter_id) REFERENCES matter (id),
    CONSTRAINT matter_place_center_fkey FOREIGN KEY (center_id) REFERENCES center (id)
);

INSERT INTO revision (name, value) VALUES ('matter', 1);
