-- Cases 办件: what becomes of matters that people bring, in five modes.
-- Types: see migrations/README.md. Constraints carry the same names as in ../postgres: the code maps names to fields.

-- One case: its events say what it is, this row is what they come to. It keeps the version of the matter that it began with. 'center'
-- received it and stays, 'handler' has it now; 'first_contact' stays accountable. Whose it is can be erased, so events name nobody.
-- 'due_day' and what follows it help lists and the job to find what is due: counted anew with every step, and where 'due_mark' is
-- not the state of the tables of working days any more. 'tries' counts the wrong digits of who follows it by its number.
CREATE TABLE service_case (
    id BIGINT NOT NULL,
    number TEXT NOT NULL,
    matter_id BIGINT NOT NULL,
    matter_version BIGINT NOT NULL,
    mode TEXT NOT NULL,
    channel TEXT NOT NULL,
    center_id BIGINT NOT NULL,
    handler_id BIGINT NOT NULL,
    resident_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    agent TEXT NOT NULL,
    consent_at BIGINT,
    first_contact_id BIGINT,
    assignee_id BIGINT,
    address TEXT NOT NULL,
    visit_day TEXT,
    visit_from BIGINT NOT NULL,
    visit_to BIGINT NOT NULL,
    booking_id BIGINT,
    note TEXT NOT NULL,
    answers TEXT NOT NULL,
    answer TEXT NOT NULL,
    state TEXT NOT NULL,
    decision TEXT,
    corrected BOOLEAN NOT NULL,
    missed BIGINT NOT NULL,
    papers BIGINT NOT NULL,
    due_day TEXT,
    due_minute BIGINT,
    due_mark BIGINT NOT NULL,
    reminded BOOLEAN NOT NULL,
    climbed BIGINT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    tried_at BIGINT NOT NULL DEFAULT 0,
    opened_at BIGINT NOT NULL,
    accepted_at BIGINT,
    closed_at BIGINT,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    CONSTRAINT service_case_pkey PRIMARY KEY (id),
    CONSTRAINT service_case_number_key UNIQUE (number),
    CONSTRAINT service_case_matter_fkey FOREIGN KEY (matter_id, matter_version) REFERENCES matter_version (matter_id, version),
    CONSTRAINT service_case_center_fkey FOREIGN KEY (center_id) REFERENCES center (id),
    CONSTRAINT service_case_handler_fkey FOREIGN KEY (handler_id) REFERENCES center (id),
    CONSTRAINT service_case_resident_fkey FOREIGN KEY (resident_id) REFERENCES resident (id),
    CONSTRAINT service_case_first_contact_fkey FOREIGN KEY (first_contact_id) REFERENCES staff (id),
    CONSTRAINT service_case_assignee_fkey FOREIGN KEY (assignee_id) REFERENCES staff (id),
    CONSTRAINT service_case_booking_fkey FOREIGN KEY (booking_id) REFERENCES booking (id),
    CONSTRAINT service_case_mode_check CHECK (mode IN ('immediate', 'assisted', 'appointment', 'home_visit', 'self_service')),
    CONSTRAINT service_case_channel_check CHECK (channel IN ('counter', 'online')),
    CONSTRAINT service_case_state_check CHECK (state IN ('draft', 'submitted', 'correction', 'accepted', 'refused', 'in_progress',
        'paused', 'handed_up', 'decided', 'withdrawn', 'void', 'collected')),
    CONSTRAINT service_case_decision_check CHECK ((state IN ('decided', 'collected')) = (decision IS NOT NULL)
        AND (decision IS NULL OR decision IN ('granted', 'not_granted'))),
    CONSTRAINT service_case_closed_check CHECK ((state IN ('refused', 'decided', 'withdrawn', 'void', 'collected'))
        = (closed_at IS NOT NULL)),
    CONSTRAINT service_case_immediate_check CHECK (mode <> 'immediate' OR closed_at IS NOT NULL),
    CONSTRAINT service_case_accepted_check CHECK (state NOT IN ('accepted', 'in_progress', 'paused', 'handed_up')
        OR accepted_at IS NOT NULL),
    CONSTRAINT service_case_handler_check CHECK (state <> 'handed_up' OR handler_id <> center_id),
    CONSTRAINT service_case_consent_check CHECK (agent = '' OR consent_at IS NOT NULL),
    CONSTRAINT service_case_due_check CHECK ((due_day IS NULL) = (due_minute IS NULL) AND (due_day IS NULL OR closed_at IS NULL)),
    CONSTRAINT service_case_count_check CHECK (missed >= 0 AND papers >= 0 AND climbed BETWEEN 0 AND 3)
);
CREATE INDEX service_case_center_idx ON service_case (center_id, opened_at);
CREATE INDEX service_case_handler_idx ON service_case (handler_id, opened_at);
CREATE INDEX service_case_open_idx ON service_case (handler_id, due_day) WHERE closed_at IS NULL;
CREATE INDEX service_case_due_idx ON service_case (due_day) WHERE closed_at IS NULL;
CREATE INDEX service_case_resident_idx ON service_case (resident_id, opened_at);
CREATE INDEX service_case_matter_idx ON service_case (matter_id, closed_at);
CREATE INDEX service_case_booking_idx ON service_case (booking_id) WHERE booking_id IS NOT NULL;

-- The steps, numbered from 1. 'items' is a JSON list of what was asked for, each with whether the first notice had listed it.
-- 'alarm_key' names a reminder or how high an overdue one has climbed, so that each happens once however many look for it.
CREATE TABLE case_event (
    case_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    staff_id BIGINT,
    who TEXT NOT NULL,
    step TEXT NOT NULL,
    words TEXT NOT NULL,
    wait TEXT,
    decision TEXT,
    items TEXT NOT NULL,
    days BIGINT,
    center_id BIGINT,
    assignee_id BIGINT,
    level BIGINT NOT NULL,
    alarm_key TEXT,
    CONSTRAINT case_event_pkey PRIMARY KEY (case_id, seq),
    CONSTRAINT case_event_alarm_key UNIQUE (case_id, alarm_key),
    CONSTRAINT case_event_case_fkey FOREIGN KEY (case_id) REFERENCES service_case (id),
    CONSTRAINT case_event_staff_fkey FOREIGN KEY (staff_id) REFERENCES staff (id),
    CONSTRAINT case_event_center_fkey FOREIGN KEY (center_id) REFERENCES center (id),
    CONSTRAINT case_event_assignee_fkey FOREIGN KEY (assignee_id) REFERENCES staff (id),
    CONSTRAINT case_event_seq_check CHECK (seq > 0),
    CONSTRAINT case_event_actor_check CHECK (actor IN ('resident', 'staff', 'system')),
    CONSTRAINT case_event_step_check CHECK (step IN ('draft', 'register', 'at_once', 'submit', 'ask_correction', 'supplement',
        'accept', 'refuse', 'begin', 'pause', 'resume', 'hand_up', 'return', 'assign', 'decide', 'collect', 'withdraw', 'void',
        'paper_in', 'paper_out', 'remind', 'climb')),
    CONSTRAINT case_event_wait_check CHECK ((step = 'pause') = (wait IS NOT NULL)),
    CONSTRAINT case_event_decision_check CHECK ((step IN ('decide', 'at_once')) = (decision IS NOT NULL)),
    CONSTRAINT case_event_hand_up_check CHECK ((step = 'hand_up') = (center_id IS NOT NULL)
        AND (step = 'hand_up') = (days IS NOT NULL)),
    CONSTRAINT case_event_alarm_check CHECK ((step IN ('remind', 'climb')) = (alarm_key IS NOT NULL)
        AND (step = 'climb') = (level > 0))
);
-- What is missing is asked for once.
CREATE UNIQUE INDEX case_event_correction_key ON case_event (case_id) WHERE step = 'ask_correction';

-- Papers that somebody has handed over, and when they were given back.
CREATE TABLE case_paper (
    id BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    what TEXT NOT NULL,
    taken_at BIGINT NOT NULL,
    taken_by TEXT NOT NULL,
    returned_at BIGINT,
    returned_by TEXT NOT NULL,
    CONSTRAINT case_paper_pkey PRIMARY KEY (id),
    CONSTRAINT case_paper_case_fkey FOREIGN KEY (case_id) REFERENCES service_case (id),
    CONSTRAINT case_paper_returned_check CHECK ((returned_at IS NULL) = (returned_by = ''))
);
CREATE INDEX case_paper_case_idx ON case_paper (case_id);

-- What happened stays what happened, also for whoever holds the connection; what has ended is only collected.
CREATE TRIGGER case_event_no_update BEFORE UPDATE ON case_event
BEGIN SELECT RAISE(ABORT, 'case_event is append-only'); END;
CREATE TRIGGER case_event_no_delete BEFORE DELETE ON case_event
BEGIN SELECT RAISE(ABORT, 'case_event is append-only'); END;
CREATE TRIGGER service_case_no_delete BEFORE DELETE ON service_case
BEGIN SELECT RAISE(ABORT, 'a case is not deleted'); END;
CREATE TRIGGER service_case_ended BEFORE UPDATE ON service_case WHEN OLD.closed_at IS NOT NULL
    AND (NEW.closed_at IS NULL OR NEW.closed_at <> OLD.closed_at OR COALESCE(NEW.decision, '') <> COALESCE(OLD.decision, '')
        OR (NEW.state <> OLD.state AND NOT (OLD.state = 'decided' AND NEW.state = 'collected')))
BEGIN SELECT RAISE(ABORT, 'a case that has ended stays as it is'); END;
CREATE TRIGGER service_case_kept BEFORE UPDATE ON service_case WHEN NEW.matter_id <> OLD.matter_id
    OR NEW.matter_version <> OLD.matter_version OR NEW.number <> OLD.number OR NEW.center_id <> OLD.center_id
    OR (OLD.first_contact_id IS NOT NULL AND COALESCE(NEW.first_contact_id, 0) <> OLD.first_contact_id)
BEGIN SELECT RAISE(ABORT, 'a case keeps its matter, its number and who received it'); END;
CREATE TRIGGER case_paper_no_delete BEFORE DELETE ON case_paper
BEGIN SELECT RAISE(ABORT, 'a receipt is not deleted'); END;
CREATE TRIGGER case_paper_returned BEFORE UPDATE ON case_paper WHEN OLD.returned_at IS NOT NULL OR NEW.what <> OLD.what
BEGIN SELECT RAISE(ABORT, 'a receipt stays as it is'); END;
