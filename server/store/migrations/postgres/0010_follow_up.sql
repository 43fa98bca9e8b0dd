-- Working days, and what becomes of bad ratings and complaints 差评回访整改.
-- Types: see migrations/README.md. Constraints carry the same names as in ../sqlite: the code maps names to fields.

-- The public holidays and the days that are worked instead, a table a year; a year that has no row is not known.
CREATE TABLE working_year (
    year BIGINT NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    CONSTRAINT working_year_pkey PRIMARY KEY (year),
    CONSTRAINT working_year_year_check CHECK (year BETWEEN 2000 AND 2100)
);
CREATE TABLE working_day (
    day TEXT NOT NULL,
    year BIGINT NOT NULL,
    working BOOLEAN NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT working_day_pkey PRIMARY KEY (day),
    CONSTRAINT working_day_year_fkey FOREIGN KEY (year) REFERENCES working_year (year),
    CONSTRAINT working_day_year_check CHECK (SUBSTR(day, 1, 4) = CAST(year AS TEXT))
);
CREATE INDEX working_day_year_idx ON working_day (year);

-- A complaint 投诉举报. What is told and who tells it is sealed with a key that is not in the database; the center reads what the
-- inspector releases. The code that follows it is made from its key, so none is kept; tries of wrong ones are counted.
CREATE TABLE complaint (
    id BIGINT NOT NULL,
    number TEXT NOT NULL,
    center_id BIGINT,
    sealed BYTEA NOT NULL,
    callable BOOLEAN NOT NULL,
    channel TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    staff_id BIGINT,
    released TEXT NOT NULL,
    released_at BIGINT,
    tries BIGINT NOT NULL,
    tried_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    CONSTRAINT complaint_pkey PRIMARY KEY (id),
    CONSTRAINT complaint_number_key UNIQUE (number),
    CONSTRAINT complaint_center_fkey FOREIGN KEY (center_id) REFERENCES center (id),
    CONSTRAINT complaint_staff_fkey FOREIGN KEY (staff_id) REFERENCES staff (id),
    CONSTRAINT complaint_channel_check CHECK (channel IN ('page', 'telephone')),
    CONSTRAINT complaint_staff_check CHECK ((channel = 'telephone') = (staff_id IS NOT NULL)),
    CONSTRAINT complaint_released_check CHECK ((released = '') = (released_at IS NULL)
        AND (released_at IS NULL OR center_id IS NOT NULL))
);

-- What becomes of one bad rating or one complaint: its events say it, this row is what they come to. None is closed that was not
-- checked again, only a rating is set aside, and what has ended stays ended (triggers see to it).
CREATE TABLE follow_up (
    id BIGINT NOT NULL,
    number TEXT NOT NULL,
    evaluation_id BIGINT,
    complaint_id BIGINT,
    center_id BIGINT,
    responsible_id BIGINT,
    state TEXT NOT NULL,
    ordered_at BIGINT,
    rechecked_at BIGINT,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    CONSTRAINT follow_up_pkey PRIMARY KEY (id),
    CONSTRAINT follow_up_number_key UNIQUE (number),
    CONSTRAINT follow_up_evaluation_key UNIQUE (evaluation_id),
    CONSTRAINT follow_up_complaint_key UNIQUE (complaint_id),
    CONSTRAINT follow_up_evaluation_fkey FOREIGN KEY (evaluation_id) REFERENCES evaluation (id),
    CONSTRAINT follow_up_complaint_fkey FOREIGN KEY (complaint_id) REFERENCES complaint (id),
    CONSTRAINT follow_up_center_fkey FOREIGN KEY (center_id) REFERENCES center (id),
    CONSTRAINT follow_up_responsible_fkey FOREIGN KEY (responsible_id) REFERENCES staff (id),
    CONSTRAINT follow_up_origin_check CHECK ((evaluation_id IS NULL) <> (complaint_id IS NULL)),
    CONSTRAINT follow_up_state_check CHECK (state IN ('call_back', 'unreachable', 'verified', 'unfounded', 'rectifying', 'done',
        'appealed', 'closed', 'set_aside')),
    CONSTRAINT follow_up_closed_check CHECK ((state IN ('closed', 'set_aside')) = (closed_at IS NOT NULL)),
    CONSTRAINT follow_up_rechecked_check CHECK ((state = 'closed') = (rechecked_at IS NOT NULL)),
    CONSTRAINT follow_up_set_aside_check CHECK (state <> 'set_aside' OR evaluation_id IS NOT NULL),
    CONSTRAINT follow_up_ordered_check CHECK (state NOT IN ('rectifying', 'done')
        OR (ordered_at IS NOT NULL AND center_id IS NOT NULL))
);
CREATE INDEX follow_up_open_idx ON follow_up (opened_at) WHERE closed_at IS NULL;
CREATE INDEX follow_up_closed_idx ON follow_up (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX follow_up_center_idx ON follow_up (center_id, opened_at);

-- The steps, numbered from 1. A term says what is due from then on, in working time. 'climb_key' names what an overdue step has
-- climbed to, so that it climbs once however many look for it. None names who rated or reported.
CREATE TABLE follow_up_event (
    follow_up_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    staff_id BIGINT,
    who TEXT NOT NULL,
    step TEXT NOT NULL,
    words TEXT NOT NULL,
    term_hours BIGINT,
    term_days BIGINT,
    responsible_id BIGINT,
    level BIGINT NOT NULL,
    climb_key TEXT,
    CONSTRAINT follow_up_event_pkey PRIMARY KEY (follow_up_id, seq),
    CONSTRAINT follow_up_event_climb_key UNIQUE (follow_up_id, climb_key),
    CONSTRAINT follow_up_event_follow_up_fkey FOREIGN KEY (follow_up_id) REFERENCES follow_up (id),
    CONSTRAINT follow_up_event_staff_fkey FOREIGN KEY (staff_id) REFERENCES staff (id),
    CONSTRAINT follow_up_event_responsible_fkey FOREIGN KEY (responsible_id) REFERENCES staff (id),
    CONSTRAINT follow_up_event_seq_check CHECK (seq > 0),
    CONSTRAINT follow_up_event_term_check CHECK (term_hours IS NULL OR term_days IS NULL),
    CONSTRAINT follow_up_event_step_check CHECK (step IN ('opened', 'opened_silent', 'not_reached', 'verify', 'unfounded', 'order',
        'done', 'pass', 'fail', 'ask_extension', 'extend', 'refuse_extension', 'pause', 'resume', 'appeal', 'uphold', 'reject',
        'set_aside', 'climb')),
    CONSTRAINT follow_up_event_climb_check CHECK ((step = 'climb') = (climb_key IS NOT NULL) AND (step = 'climb') = (level > 0))
);

-- What happened stays what happened, also for whoever holds the connection.
CREATE FUNCTION follow_up_kept() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a follow-up is not deleted, its events and its end are not changed';
END
$$;
CREATE TRIGGER follow_up_event_no_change BEFORE UPDATE OR DELETE ON follow_up_event
    FOR EACH ROW EXECUTE FUNCTION follow_up_kept();
CREATE TRIGGER follow_up_event_no_truncate BEFORE TRUNCATE ON follow_up_event EXECUTE FUNCTION follow_up_kept();
CREATE TRIGGER follow_up_no_delete BEFORE DELETE ON follow_up FOR EACH ROW EXECUTE FUNCTION follow_up_kept();
CREATE TRIGGER follow_up_no_truncate BEFORE TRUNCATE ON follow_up EXECUTE FUNCTION follow_up_kept();
CREATE TRIGGER follow_up_ended BEFORE UPDATE ON follow_up FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL)
    EXECUTE FUNCTION follow_up_kept();

-- 2026 as it was announced.
INSERT INTO working_year (year, version, updated_at, updated_by) VALUES (2026, 1, 0, '系统');
INSERT INTO working_day (day, year, working, name) VALUES
    ('2026-01-01', 2026, FALSE, '元旦'), ('2026-01-02', 2026, FALSE, '元旦'), ('2026-01-03', 2026, FALSE, '元旦'),
    ('2026-01-04', 2026, TRUE, '元旦'), ('2026-02-14', 2026, TRUE, '春节'), ('2026-02-15', 2026, FALSE, '春节'),
    ('2026-02-16', 2026, FALSE, '春节'), ('2026-02-17', 2026, FALSE, '春节'), ('2026-02-18', 2026, FALSE, '春节'),
    ('2026-02-19', 2026, FALSE, '春节'), ('2026-02-20', 2026, FALSE, '春节'), ('2026-02-21', 2026, FALSE, '春节'),
    ('2026-02-22', 2026, FALSE, '春节'), ('2026-02-23', 2026, FALSE, '春节'), ('2026-02-28', 2026, TRUE, '春节'),
    ('2026-04-04', 2026, FALSE, '清明节'), ('2026-04-05', 2026, FALSE, '清明节'), ('2026-04-06', 2026, FALSE, '清明节'),
    ('2026-05-01', 2026, FALSE, '劳动节'), ('2026-05-02', 2026, FALSE, '劳动节'), ('2026-05-03', 2026, FALSE, '劳动节'),
    ('2026-05-04', 2026, FALSE, '劳动节'), ('2026-05-05', 2026, FALSE, '劳动节'), ('2026-05-09', 2026, TRUE, '劳动节'),
    ('2026-06-19', 2026, FALSE, '端午节'), ('2026-06-20', 2026, FALSE, '端午节'), ('2026-06-21', 2026, FALSE, '端午节'),
    ('2026-09-20', 2026, TRUE, '国庆节'), ('2026-09-25', 2026, FALSE, '中秋节'), ('2026-09-26', 2026, FALSE, '中秋节'),
    ('2026-09-27', 2026, FALSE, '中秋节'), ('2026-10-01', 2026, FALSE, '国庆节'), ('2026-10-02', 2026, FALSE, '国庆节'),
    ('2026-10-03', 2026, FALSE, '国庆节'), ('2026-10-04', 2026, FALSE, '国庆节'), ('2026-10-05', 2026, FALSE, '国庆节'),
    ('2026-10-06', 2026, FALSE, '国庆节'), ('2026-10-07', 2026, FALSE, '国庆节'), ('2026-10-10', 2026, TRUE, '国庆节');
