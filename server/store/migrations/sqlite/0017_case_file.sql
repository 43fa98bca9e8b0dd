-- Cases that residents bring from home: drafts that may still go to another center, and the photos and files of their materials.
-- Types: see migrations/README.md. Constraints carry the same names as in ../postgres: the code maps names to fields.

-- A draft may name somebody who has not agreed yet; what is sent may not. SQLite cannot alter a CHECK: see 0007.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = REPLACE(sql, 'CHECK (agent = '''' OR consent_at IS NOT NULL)',
    'CHECK (agent = '''' OR consent_at IS NOT NULL OR state = ''draft'')') WHERE type = 'table' AND name = 'service_case';
PRAGMA writable_schema = RESET;

DROP TRIGGER service_case_kept;
CREATE TRIGGER service_case_kept BEFORE UPDATE ON service_case WHEN NEW.matter_id <> OLD.matter_id
    OR NEW.matter_version <> OLD.matter_version OR NEW.number <> OLD.number
    OR (NEW.center_id <> OLD.center_id AND OLD.state <> 'draft')
    OR (OLD.first_contact_id IS NOT NULL AND COALESCE(NEW.first_contact_id, 0) <> OLD.first_contact_id)
BEGIN SELECT RAISE(ABORT, 'a case keeps its matter, its number and who received it'); END;

-- A photo or file of a material, sealed with a key that is not in the database; 'material' is the code in the matter's version, '' for
-- what was asked for beyond it. What was deleted stays as a row without content and name: the case still says that something was handed
-- in.
CREATE TABLE case_file (
    id BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    material TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    size BIGINT NOT NULL,
    sealed BLOB,
    added_at BIGINT NOT NULL,
    removed_at BIGINT,
    CONSTRAINT case_file_pkey PRIMARY KEY (id),
    CONSTRAINT case_file_case_fkey FOREIGN KEY (case_id) REFERENCES service_case (id),
    CONSTRAINT case_file_kind_check CHECK (kind IN ('jpeg', 'png', 'pdf')),
    CONSTRAINT case_file_size_check CHECK (size > 0),
    CONSTRAINT case_file_removed_check CHECK ((removed_at IS NULL) = (sealed IS NOT NULL) AND (removed_at IS NULL OR name = '')),
    CONSTRAINT case_file_material_check CHECK (LENGTH(material) <= 64)
);
CREATE INDEX case_file_case_idx ON case_file (case_id);
CREATE INDEX case_file_kept_idx ON case_file (case_id) WHERE removed_at IS NULL;
