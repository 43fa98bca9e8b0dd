-- The loop of a bad rating closed tighter: what is said in the chain of a complaint is sealed, where a complaint is stays where it was
-- ordered, floods at a counter are counted by keys, and ends of services in many centers wait for nobody.
-- Types: see migrations/README.md. Constraints carry the same names as in ../sqlite: the code maps names to fields.

-- One more step, and words that only the deployment's key opens.
ALTER TABLE follow_up_event DROP CONSTRAINT follow_up_event_step_check;
ALTER TABLE follow_up_event ADD CONSTRAINT follow_up_event_step_check CHECK (step IN ('opened', 'opened_silent', 'not_reached',
    'verify', 'unfounded', 'order', 'done', 'pass', 'fail', 'ask_extension', 'extend', 'refuse_extension', 'pause', 'resume', 'appeal',
    'uphold', 'reject', 'set_aside', 'climb', 'release'));
ALTER TABLE follow_up_event ADD COLUMN sealed BYTEA;

-- What is said in the chain of a complaint may say who complained.
CREATE FUNCTION follow_up_event_sealed() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM follow_up f WHERE f.id = NEW.follow_up_id AND f.complaint_id IS NOT NULL) THEN
        RAISE EXCEPTION 'words about a complaint are sealed';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER follow_up_event_sealed BEFORE INSERT ON follow_up_event FOR EACH ROW WHEN (NEW.words <> '')
    EXECUTE FUNCTION follow_up_event_sealed();

-- What was ordered stays with its center, and what has ended where it was.
CREATE FUNCTION follow_up_center_kept() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was ordered stays with its center';
END
$$;
CREATE TRIGGER follow_up_center_kept BEFORE UPDATE OF center_id ON follow_up FOR EACH ROW
    WHEN (NEW.center_id IS DISTINCT FROM OLD.center_id AND OLD.ordered_at IS NOT NULL) EXECUTE FUNCTION follow_up_center_kept();
CREATE FUNCTION complaint_center_kept() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM follow_up f WHERE f.complaint_id = OLD.id AND (f.ordered_at IS NOT NULL OR f.closed_at IS NOT NULL)) THEN
        RAISE EXCEPTION 'what was ordered stays with its center';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER complaint_center_kept BEFORE UPDATE OF center_id ON complaint FOR EACH ROW
    WHEN (NEW.center_id IS DISTINCT FROM OLD.center_id) EXECUTE FUNCTION complaint_center_kept();

-- How many visits were rated at a counter on a day, from one address ('mark' is a keyed hash of it, another one each day) and in all
-- (mark ''). A row that is full lets nobody past it, however many come at once. Rows of past days are deleted.
CREATE TABLE evaluation_visit_count (
    day TEXT NOT NULL,
    center_id BIGINT NOT NULL,
    mark TEXT NOT NULL,
    visits BIGINT NOT NULL,
    CONSTRAINT evaluation_visit_count_pkey PRIMARY KEY (day, center_id, mark),
    CONSTRAINT evaluation_visit_count_center_fkey FOREIGN KEY (center_id) REFERENCES center (id),
    CONSTRAINT evaluation_visit_count_visits_check CHECK (visits > 0)
);

-- What is to be added to evaluation_tally: a row each time, so that whoever ends services of many centers holds no row of the tally,
-- and two who do so in different orders never wait for each other. A job folds them in: 'fold' names who is doing so.
CREATE TABLE evaluation_count (
    fold BIGINT,
    month TEXT NOT NULL,
    center_id BIGINT NOT NULL,
    service TEXT NOT NULL,
    services BIGINT NOT NULL,
    asked BIGINT NOT NULL,
    answered BIGINT NOT NULL,
    level_1 BIGINT NOT NULL,
    level_2 BIGINT NOT NULL,
    level_3 BIGINT NOT NULL,
    level_4 BIGINT NOT NULL,
    level_5 BIGINT NOT NULL,
    set_aside BIGINT NOT NULL
);

CREATE OR REPLACE FUNCTION evaluation_ask_tally() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO evaluation_count VALUES (NULL, SUBSTR(NEW.day, 1, 7), NEW.center_id, NEW.service, (NEW.outcome = 'done')::INT,
        (NEW.service <> 'counter')::INT, 0, 0, 0, 0, 0, 0, 0);
    RETURN NULL;
END
$$;
-- Said, set aside, or put back: counted by how many more of it stand now.
CREATE OR REPLACE FUNCTION evaluation_tally() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
    standing BIGINT := CASE WHEN NEW.set_aside_at IS NULL THEN 1 ELSE -1 END;
    aside BIGINT := CASE WHEN TG_OP = 'INSERT' THEN 0 ELSE -standing END;
BEGIN
    INSERT INTO evaluation_count SELECT NULL, SUBSTR(a.day, 1, 7), a.center_id, a.service, 0, 0,
        standing * (a.service <> 'counter')::INT, standing * (NEW.level = 1)::INT, standing * (NEW.level = 2)::INT,
        standing * (NEW.level = 3)::INT, standing * (NEW.level = 4)::INT, standing * (NEW.level = 5)::INT, aside
    FROM evaluation_ask a WHERE a.id = NEW.ask_id AND a.round = 0;
    RETURN NULL;
END
$$;
