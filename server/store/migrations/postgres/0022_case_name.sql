-- Somebody at the counter is found by name. Types: see migrations/README.md.
CREATE INDEX service_case_name_idx ON service_case (name);
