-- Cases that were entered later than they were brought: from paper, or because there was no network.
-- Types: see migrations/README.md. Constraints carry the same names as in ../postgres: the code maps names to fields.

-- One a case that was entered later. 'paper' is the number that the paper gave it, one case's within its center: a table that is sent
-- again, or twice at the same moment, adds nothing. 'said_hash' tells the same row from another one under the same number; it is made of
-- what can be erased, and is emptied with it.
CREATE TABLE case_entry (
    case_id BIGINT NOT NULL,
    center_id BIGINT NOT NULL,
    source TEXT NOT NULL,
    paper TEXT,
    said_hash TEXT NOT NULL,
    entered_at BIGINT NOT NULL,
    entered_by TEXT NOT NULL,
    staff_id BIGINT,
    CONSTRAINT case_entry_pkey PRIMARY KEY (case_id),
    CONSTRAINT case_entry_paper_key UNIQUE (center_id, paper),
    CONSTRAINT case_entry_case_fkey FOREIGN KEY (case_id) REFERENCES service_case (id),
    CONSTRAINT case_entry_center_fkey FOREIGN KEY (center_id) REFERENCES center (id),
    CONSTRAINT case_entry_staff_fkey FOREIGN KEY (staff_id) REFERENCES staff (id),
    CONSTRAINT case_entry_source_check CHECK (source IN ('sheet', 'outbox')),
    CONSTRAINT case_entry_paper_check CHECK ((source = 'sheet') = (paper IS NOT NULL) AND (paper IS NULL OR paper <> ''))
);

CREATE TRIGGER case_entry_no_delete BEFORE DELETE ON case_entry
BEGIN SELECT RAISE(ABORT, 'that a case was entered later is not deleted'); END;
CREATE TRIGGER case_entry_kept BEFORE UPDATE ON case_entry WHEN NEW.case_id <> OLD.case_id OR NEW.center_id <> OLD.center_id
    OR NEW.source <> OLD.source OR NEW.paper IS NOT OLD.paper OR NEW.entered_at <> OLD.entered_at OR NEW.entered_by <> OLD.entered_by
BEGIN SELECT RAISE(ABORT, 'that a case was entered later stays as it is'); END;

-- Held by whoever writes a table of cases: two tables with the same people in other orders wait for each other here, and nowhere else.
INSERT INTO revision (name, value) VALUES ('case_entry', 1);
