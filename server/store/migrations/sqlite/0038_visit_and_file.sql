-- A visit at home gets another time than was asked for; files of materials are added and withdrawn one after the other.
-- Types: see migrations/README.md. Constraints carry the same names as in ../postgres: the code maps names to fields.

-- When somebody is visited from that step on.
ALTER TABLE case_event ADD COLUMN visit_from BIGINT;
ALTER TABLE case_event ADD COLUMN visit_to BIGINT;
ALTER TABLE case_event ADD COLUMN visit_day TEXT CONSTRAINT case_event_visit_check CHECK ((step = 'visit') = (visit_day IS NOT NULL)
    AND (visit_day IS NULL) = (visit_from IS NULL) AND (visit_day IS NULL) = (visit_to IS NULL)
    AND (visit_day IS NULL OR visit_from < visit_to));

-- Nor is that changed in a step that may be emptied of its words.
DROP TRIGGER case_event_no_update;
CREATE TRIGGER case_event_no_update BEFORE UPDATE ON case_event WHEN NOT (OLD.step IN ('paper_in', 'paper_out') AND NEW.words = ''
    AND NEW.case_id = OLD.case_id AND NEW.seq = OLD.seq AND NEW.at = OLD.at AND NEW.actor = OLD.actor
    AND NEW.staff_id IS OLD.staff_id AND NEW.who = OLD.who AND NEW.step = OLD.step AND NEW.wait IS OLD.wait
    AND NEW.decision IS OLD.decision AND NEW.items = OLD.items AND NEW.days IS OLD.days AND NEW.center_id IS OLD.center_id
    AND NEW.assignee_id IS OLD.assignee_id AND NEW.level = OLD.level AND NEW.alarm_key IS OLD.alarm_key
    AND NEW.visit_day IS OLD.visit_day AND NEW.visit_from IS OLD.visit_from AND NEW.visit_to IS OLD.visit_to)
BEGIN SELECT RAISE(ABORT, 'case_event is append-only'); END;

-- One more step, 'visit'. SQLite cannot alter a CHECK: see 0007.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = REPLACE(sql, '''transfer'', ''assign''', '''transfer'', ''visit'', ''assign''')
    WHERE type = 'table' AND name = 'case_event';
PRAGMA writable_schema = RESET;

-- Whoever adds a file or withdraws one holds this row, so that nothing comes to name what is being withdrawn.
INSERT INTO revision (name, value) VALUES ('matter_file', 1);
