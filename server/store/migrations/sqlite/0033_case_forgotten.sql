-- Papers of somebody who asks to be forgotten stand in the steps as well: what they were goes there, too.
-- Types: see migrations/README.md. Constraints carry the same names as in ../postgres: the code maps names to fields.

-- Of the steps in which papers were taken or given back what they were may be emptied, and nothing else.
DROP TRIGGER case_event_no_update;
CREATE TRIGGER case_event_no_update BEFORE UPDATE ON case_event WHEN NOT (OLD.step IN ('paper_in', 'paper_out') AND NEW.words = ''
    AND NEW.case_id = OLD.case_id AND NEW.seq = OLD.seq AND NEW.at = OLD.at AND NEW.actor = OLD.actor
    AND NEW.staff_id IS OLD.staff_id AND NEW.who = OLD.who AND NEW.step = OLD.step AND NEW.wait IS OLD.wait
    AND NEW.decision IS OLD.decision AND NEW.items = OLD.items AND NEW.days IS OLD.days AND NEW.center_id IS OLD.center_id
    AND NEW.assignee_id IS OLD.assignee_id AND NEW.level = OLD.level AND NEW.alarm_key IS OLD.alarm_key)
BEGIN SELECT RAISE(ABORT, 'case_event is append-only'); END;

-- Whose papers were emptied was forgotten before.
UPDATE case_event SET words = '' WHERE step IN ('paper_in', 'paper_out') AND words <> ''
    AND case_id IN (SELECT case_id FROM case_paper WHERE what = '');
