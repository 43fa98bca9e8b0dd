-- The one-time notice that a case began with.
-- Types: see migrations/README.md. Constraints carry the same names as in ../postgres: the code maps names to fields.

-- The notice that the resident came with: what it listed is what the first notice has listed, whatever the matter says by now.
ALTER TABLE service_case ADD COLUMN notice_id BIGINT CONSTRAINT service_case_notice_fkey REFERENCES matter_notice (id);
