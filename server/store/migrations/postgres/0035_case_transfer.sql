-- A case goes to another center of the same town.
-- Types: see migrations/README.md. Constraints carry the same names as in ../sqlite: the code maps names to fields.

-- One more step, 'transfer', which names a center as a hand-up does.
ALTER TABLE case_event DROP CONSTRAINT case_event_step_check;
ALTER TABLE case_event ADD CONSTRAINT case_event_step_check CHECK (step IN ('draft', 'register', 'at_once', 'submit',
    'ask_correction', 'supplement', 'accept', 'refuse', 'begin', 'pause', 'resume', 'hand_up', 'return', 'transfer', 'assign',
    'decide', 'collect', 'withdraw', 'void', 'paper_in', 'paper_out', 'remind', 'climb'));
ALTER TABLE case_event DROP CONSTRAINT case_event_hand_up_check;
ALTER TABLE case_event ADD CONSTRAINT case_event_hand_up_check CHECK ((step IN ('hand_up', 'transfer')) = (center_id IS NOT NULL)
    AND (step = 'hand_up') = (days IS NOT NULL));

-- The center that it was transferred to, which has it as long as the town has no part in it; none while that is the one that
-- received it, which 'center_id' names for ever.
ALTER TABLE service_case ADD COLUMN home_id BIGINT CONSTRAINT service_case_home_fkey REFERENCES center (id)
    CONSTRAINT service_case_home_check CHECK (home_id IS NULL OR (home_id <> center_id AND state <> 'draft'));
CREATE INDEX service_case_home_idx ON service_case (home_id) WHERE home_id IS NOT NULL;
