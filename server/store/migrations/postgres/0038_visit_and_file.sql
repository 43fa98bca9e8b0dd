-- A visit at home gets another time than was asked for; files of materials are added and withdrawn one after the other.
-- Types: see migrations/README.md. Constraints carry the same names as in ../sqlite: the code maps names to fields.

-- When somebody is visited from that step on.
ALTER TABLE case_event ADD COLUMN visit_from BIGINT;
ALTER TABLE case_event ADD COLUMN visit_to BIGINT;
ALTER TABLE case_event ADD COLUMN visit_day TEXT CONSTRAINT case_event_visit_check CHECK ((step = 'visit') = (visit_day IS NOT NULL)
    AND (visit_day IS NULL) = (visit_from IS NULL) AND (visit_day IS NULL) = (visit_to IS NULL)
    AND (visit_day IS NULL OR visit_from < visit_to));

-- Nor is that changed in a step that may be emptied of its words.
DROP TRIGGER case_event_no_update ON case_event;
CREATE TRIGGER case_event_no_update BEFORE UPDATE ON case_event FOR EACH ROW WHEN (NOT (OLD.step IN ('paper_in', 'paper_out')
    AND NEW.words = '' AND NEW.case_id = OLD.case_id AND NEW.seq = OLD.seq AND NEW.at = OLD.at AND NEW.actor = OLD.actor
    AND NEW.staff_id IS NOT DISTINCT FROM OLD.staff_id AND NEW.who = OLD.who AND NEW.step = OLD.step
    AND NEW.wait IS NOT DISTINCT FROM OLD.wait AND NEW.decision IS NOT DISTINCT FROM OLD.decision AND NEW.items = OLD.items
    AND NEW.days IS NOT DISTINCT FROM OLD.days AND NEW.center_id IS NOT DISTINCT FROM OLD.center_id
    AND NEW.assignee_id IS NOT DISTINCT FROM OLD.assignee_id AND NEW.level = OLD.level
    AND NEW.alarm_key IS NOT DISTINCT FROM OLD.alarm_key AND NEW.visit_day IS NOT DISTINCT FROM OLD.visit_day
    AND NEW.visit_from IS NOT DISTINCT FROM OLD.visit_from AND NEW.visit_to IS NOT DISTINCT FROM OLD.visit_to))
    EXECUTE FUNCTION case_kept();

-- One more step, 'visit'.
ALTER TABLE case_event DROP CONSTRAINT case_event_step_check;
ALTER TABLE case_event ADD CONSTRAINT case_event_step_check CHECK (step IN ('draft', 'register', 'at_once', 'submit',
    'ask_correction', 'supplement', 'accept', 'refuse', 'begin', 'pause', 'resume', 'hand_up', 'return', 'transfer', 'visit',
    'assign', 'decide', 'collect', 'withdraw', 'void', 'paper_in', 'paper_out', 'remind', 'climb'));

-- Whoever adds a file or withdraws one holds this row, so that nothing comes to name what is being withdrawn.
INSERT INTO revision (name, value) VALUES ('matter_file', 1);
