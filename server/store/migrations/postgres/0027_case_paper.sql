-- Papers of somebody who asks to be forgotten: what they were goes, that there were some stays.
-- Types: see migrations/README.md. Constraints carry the same names as in ../sqlite: the code maps names to fields.

-- A receipt stays as it is; of papers that were given back what they were may be emptied, and nothing else.
DROP TRIGGER case_paper_returned ON case_paper;
CREATE TRIGGER case_paper_returned BEFORE UPDATE ON case_paper FOR EACH ROW WHEN ((OLD.returned_at IS NOT NULL OR NEW.what <> OLD.what)
    AND NOT (OLD.returned_at IS NOT NULL AND NEW.what = '' AND NEW.id = OLD.id AND NEW.case_id = OLD.case_id
        AND NEW.taken_at = OLD.taken_at AND NEW.taken_by = OLD.taken_by
        AND COALESCE(NEW.returned_at, 0) = OLD.returned_at AND NEW.returned_by = OLD.returned_by))
    EXECUTE FUNCTION case_kept();
