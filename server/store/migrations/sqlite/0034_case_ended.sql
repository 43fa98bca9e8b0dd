-- Cases that have ended are listed the latest first, counted where an older server has not, and their files forgotten in time.
-- Types: see migrations/README.md. Constraints carry the same names as in ../postgres: the code maps names to fields.
CREATE INDEX service_case_closed_idx ON service_case (closed_at, id) WHERE closed_at IS NOT NULL;

-- Names are found by their beginning since 0023, and whole ones are beginnings.
DROP INDEX service_case_name_idx;
