-- Papers of somebody who asks to be forgotten stand in the steps as well: what they were goes there, too.
-- Types: see migrations/README.md. Constraints carry the same names as in ../sqlite: the code maps names to fields.

-- Of the steps in which papers were taken or given back what they were may be emptied, and nothing else.
DROP TRIGGER case_event_no_change ON case_event;
CREATE TRIGGER case_event_no_delete BEFORE DELETE ON case_event FOR EACH ROW EXECUTE FUNCTION case_kept();
CREATE TRIGGER case_event_no_update BEFORE UPDATE ON case_event FOR EACH ROW WHEN (NOT (OLD.step IN ('paper_in', 'paper_out')
    AND NEW.words = '' AND NEW.case_id = OLD.case_id AND NEW.seq = OLD.seq AND NEW.at = OLD.at AND NEW.actor = OLD.actor
    AND NEW.staff_id IS NOT DISTINCT FROM OLD.staff_id AND NEW.who = OLD.who AND NEW.step = OLD.step
    AND NEW.wait IS NOT DISTINCT FROM OLD.wait AND NEW.decision IS NOT DISTINCT FROM OLD.decision AND NEW.items = OLD.items
    AND NEW.days IS NOT DISTINCT FROM OLD.days AND NEW.center_id IS NOT DISTINCT FROM OLD.center_id
    AND NEW.assignee_id IS NOT DISTINCT FROM OLD.assignee_id AND NEW.level = OLD.level
    AND NEW.alarm_key IS NOT DISTINCT FROM OLD.alarm_key))
    EXECUTE FUNCTION case_kept();

-- Whose papers were emptied was forgotten before.
UPDATE case_event SET words = '' WHERE step IN ('paper_in', 'paper_out') AND words <> ''
    AND case_id IN (SELECT case_id FROM case_paper WHERE what = '');
