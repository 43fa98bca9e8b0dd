-- A case goes to another center of the same town.
-- Types: see migrations/README.md. Constraints carry the same names as in ../postgres: the code maps names to fields.

-- One more step, 'transfer', which names a center as a hand-up does. SQLite cannot alter a CHECK: see 0007.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = REPLACE(REPLACE(sql, '''return'', ''assign''', '''return'', ''transfer'', ''assign'''),
    '(step = ''hand_up'') = (center_id IS NOT NULL)', '(step IN (''hand_up'', ''transfer'')) = (center_id IS NOT NULL)')
    WHERE type = 'table' AND name = 'case_event';
PRAGMA writable_schema = RESET;

-- The center that it was transferred to, which has it as long as the town has no part in it; none while that is the one that
-- received it, which 'center_id' names for ever.
ALTER TABLE service_case ADD COLUMN home_id BIGINT CONSTRAINT service_case_home_fkey REFERENCES center (id)
    CONSTRAINT service_case_home_check CHECK (home_id IS NULL OR (home_id <> center_id AND state <> 'draft'));
CREATE INDEX service_case_home_idx ON service_case (home_id) WHERE home_id IS NOT NULL;
