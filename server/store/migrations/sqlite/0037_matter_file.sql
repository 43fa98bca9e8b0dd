-- Blank forms 空白表格 and filled-in samples 样表 of a matter's materials. Which material has which stands in the content of each version.
-- Types: see migrations/README.md. Constraints carry the same names as in ../postgres: the code maps names to fields.

-- Public, so not sealed. 'id' is made of name, kind and content, so the same file is kept once and an address always means the same. Versions
-- that nobody can change name them, and open cases and issued notices those versions: nothing is changed or deleted. Only the content
-- may be emptied, for good: a sample may name somebody, and what is readable for everybody has to be taken away then.
CREATE TABLE matter_file (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    content BLOB,
    added_at BIGINT NOT NULL,
    added_by TEXT NOT NULL,
    CONSTRAINT matter_file_pkey PRIMARY KEY (id),
    CONSTRAINT matter_file_id_check CHECK (LENGTH(id) = 32),
    CONSTRAINT matter_file_name_check CHECK (name <> ''),
    CONSTRAINT matter_file_kind_check CHECK (kind IN ('jpeg', 'pdf')),
    CONSTRAINT matter_file_content_check CHECK (LENGTH(content) > 0)
);
CREATE TRIGGER matter_file_no_update BEFORE UPDATE ON matter_file WHEN NOT (OLD.content IS NOT NULL AND NEW.content IS NULL
    AND NEW.id = OLD.id AND NEW.name = OLD.name AND NEW.kind = OLD.kind AND NEW.added_at = OLD.added_at AND NEW.added_by = OLD.added_by)
BEGIN SELECT RAISE(ABORT, 'matter_file is append-only'); END;
CREATE TRIGGER matter_file_no_delete BEFORE DELETE ON matter_file
BEGIN SELECT RAISE(ABORT, 'matter_file is append-only'); END;
