-- Cases: when something happens to one by itself next, and what lists and searches look in.
-- Types: see migrations/README.md. Constraints carry the same names as in ../postgres: the code maps names to fields.

-- Epoch seconds from which the job has something to do; 0 where nobody has counted it yet (what an older server has written), none
-- where nothing will happen. So nothing is looked at in vain, however many are overdue.
ALTER TABLE service_case ADD COLUMN alarm_at BIGINT DEFAULT 0;
CREATE INDEX service_case_alarm_idx ON service_case (alarm_at, id) WHERE closed_at IS NULL AND state <> 'draft';
CREATE INDEX service_case_mark_idx ON service_case (due_mark, id) WHERE closed_at IS NULL AND state <> 'draft';

-- The open cases that a center has received, whoever has them now.
CREATE INDEX service_case_received_idx ON service_case (center_id, due_day) WHERE closed_at IS NULL;
-- Names by their beginning. LIKE makes no difference between capitals and small letters here, and needs an index that makes none.
CREATE INDEX service_case_name_begin_idx ON service_case (name COLLATE NOCASE);
-- The few centers that are out of service, whose cases are still asked for.
CREATE INDEX center_retired_idx ON center (id) WHERE retired;

-- A booking is for one open case. Where two were opened with one, the first keeps it.
UPDATE service_case SET booking_id = NULL WHERE booking_id IS NOT NULL AND closed_at IS NULL AND EXISTS (
    SELECT 1 FROM service_case AS other
    WHERE other.booking_id = service_case.booking_id AND other.closed_at IS NULL AND other.id < service_case.id);
CREATE UNIQUE INDEX service_case_booking_key ON service_case (booking_id) WHERE booking_id IS NOT NULL AND closed_at IS NULL;

-- Wrong digits of a day, beside those of the last minutes: whoever knows the right ones takes back none of what others have tried.
ALTER TABLE service_case ADD COLUMN day_tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE service_case ADD COLUMN tried_on TEXT NOT NULL DEFAULT '';
