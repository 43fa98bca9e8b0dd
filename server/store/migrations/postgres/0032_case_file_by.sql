-- Files of a case that staff add at the counter: who did; '' where it was the resident themself. What the center has added only the center
-- takes back.
ALTER TABLE case_file ADD COLUMN added_by TEXT NOT NULL DEFAULT '';
