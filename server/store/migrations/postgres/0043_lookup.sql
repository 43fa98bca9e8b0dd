-- The visits of a day are on the counter's screen all day: they are found without reading any other case.
-- Types: see migrations/README.md. Constraints carry the same names as in ../sqlite: the code maps names to fields.
CREATE INDEX service_case_visit_idx ON service_case (visit_day) WHERE closed_at IS NULL AND mode = 'home_visit';

-- What is booked in a center is asked for by its rooms, those out of service as well.
CREATE INDEX room_center_idx ON room (center_id);
