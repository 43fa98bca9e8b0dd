-- What is counted of cases: a row a month, center, matter, mode, channel and number of working days that they needed, so that statistics
-- cost the same after one year and after twenty, and medians come from counts. What a step adds is said by 'model::statistics'.
-- Types: see migrations/README.md. Constraints carry the same names as in ../sqlite: the code maps names to fields.

-- 'days' is -1 in what was not decided, and in what is added to a case after its end.
CREATE TABLE case_tally (
    month TEXT NOT NULL,
    center_id BIGINT NOT NULL,
    matter_id BIGINT NOT NULL,
    mode TEXT NOT NULL,
    channel TEXT NOT NULL,
    days BIGINT NOT NULL,
    opened BIGINT NOT NULL,
    granted BIGINT NOT NULL,
    not_granted BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    withdrawn BIGINT NOT NULL,
    void BIGINT NOT NULL,
    late BIGINT NOT NULL,
    missed BIGINT NOT NULL,
    visits BIGINT NOT NULL,
    CONSTRAINT case_tally_pkey PRIMARY KEY (month, center_id, matter_id, mode, channel, days),
    CONSTRAINT case_tally_center_fkey FOREIGN KEY (center_id) REFERENCES center (id),
    CONSTRAINT case_tally_matter_fkey FOREIGN KEY (matter_id) REFERENCES matter (id),
    CONSTRAINT case_tally_counts_check CHECK (opened >= 0 AND granted >= 0 AND not_granted >= 0 AND refused >= 0 AND withdrawn >= 0
        AND void >= 0 AND late >= 0 AND late <= granted + not_granted AND missed >= 0 AND visits >= 0),
    CONSTRAINT case_tally_days_check CHECK (days >= -1 AND (days >= 0 OR granted + not_granted = 0))
);
CREATE INDEX case_tally_decided_idx ON case_tally (month, matter_id, days) WHERE days >= 0;

-- What is to be added: a row each time, in the transaction of the step, so that nobody waits for anybody. A job folds them in: 'fold'
-- names who is doing so.
CREATE TABLE case_count (
    fold BIGINT,
    month TEXT NOT NULL,
    center_id BIGINT NOT NULL,
    matter_id BIGINT NOT NULL,
    mode TEXT NOT NULL,
    channel TEXT NOT NULL,
    days BIGINT NOT NULL,
    opened BIGINT NOT NULL,
    granted BIGINT NOT NULL,
    not_granted BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    withdrawn BIGINT NOT NULL,
    void BIGINT NOT NULL,
    late BIGINT NOT NULL,
    missed BIGINT NOT NULL,
    visits BIGINT NOT NULL
);

-- The step up to which a case was counted: no step is counted twice, and what there was before this table is counted by the job.
ALTER TABLE service_case ADD COLUMN tallied BIGINT NOT NULL DEFAULT 0;
CREATE INDEX service_case_untallied_idx ON service_case (id) WHERE tallied = 0 AND state <> 'draft';

-- Rises with every fold: whoever keeps something made of the tally in memory knows when it is old.
INSERT INTO revision (name, value) VALUES ('case_tally', 1);
