-- The loop of a bad rating closed tighter: what is said in the chain of a complaint is sealed, where a complaint is stays where it was
-- ordered, floods at a counter are counted by keys, and ends of services in many centers wait for nobody.
-- Types: see migrations/README.md. Constraints carry the same names as in ../postgres: the code maps names to fields.

-- One more step, and words that only the deployment's key opens. SQLite cannot alter a CHECK: see 0007.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = REPLACE(sql, '''set_aside'', ''climb''', '''set_aside'', ''climb'', ''release''')
    WHERE type = 'table' AND name = 'follow_up_event';
PRAGMA writable_schema = RESET;
ALTER TABLE follow_up_event ADD COLUMN sealed BLOB;

-- What is said in the chain of a complaint may say who complained.
CREATE TRIGGER follow_up_event_sealed BEFORE INSERT ON follow_up_event
WHEN NEW.words <> '' AND EXISTS (SELECT 1 FROM follow_up f WHERE f.id = NEW.follow_up_id AND f.complaint_id IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'words about a complaint are sealed'); END;

-- What was ordered stays with its center, and what has ended where it was.
CREATE TRIGGER follow_up_center_kept BEFORE UPDATE OF center_id ON follow_up
WHEN NEW.center_id IS NOT OLD.center_id AND OLD.ordered_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'what was ordered stays with its center'); END;
CREATE TRIGGER complaint_center_kept BEFORE UPDATE OF center_id ON complaint
WHEN NEW.center_id IS NOT OLD.center_id AND EXISTS (SELECT 1 FROM follow_up f
    WHERE f.complaint_id = OLD.id AND (f.ordered_at IS NOT NULL OR f.closed_at IS NOT NULL))
BEGIN SELECT RAISE(ABORT, 'what was ordered stays with its center'); END;

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

DROP TRIGGER evaluation_ask_tally;
DROP TRIGGER evaluation_tally_said;
DROP TRIGGER evaluation_tally_set_aside;
CREATE TRIGGER evaluation_ask_tally AFTER INSERT ON evaluation_ask WHEN NEW.round = 0
BEGIN
    INSERT INTO evaluation_count VALUES (NULL, SUBSTR(NEW.day, 1, 7), NEW.center_id, NEW.service, NEW.outcome = 'done',
        NEW.service <> 'counter', 0, 0, 0, 0, 0, 0, 0);
END;
CREATE TRIGGER evaluation_tally_said AFTER INSERT ON evaluation
BEGIN
    INSERT INTO evaluation_count SELECT NULL, SUBSTR(a.day, 1, 7), a.center_id, a.service, 0, 0, a.service <> 'counter',
        NEW.level = 1, NEW.level = 2, NEW.level = 3, NEW.level = 4, NEW.level = 5, 0
    FROM evaluation_ask a WHERE a.id = NEW.ask_id AND a.round = 0;
END;
-- Set aside, or put back.
CREATE TRIGGER evaluation_tally_set_aside AFTER UPDATE OF set_aside_at ON evaluation
WHEN (OLD.set_aside_at IS NULL) <> (NEW.set_aside_at IS NULL)
BEGIN
    INSERT INTO evaluation_count SELECT NULL, SUBSTR(a.day, 1, 7), a.center_id, a.service, 0, 0,
        IIF(NEW.set_aside_at IS NULL, 1, -1) * (a.service <> 'counter'),
        IIF(NEW.set_aside_at IS NULL, 1, -1) * (NEW.level = 1), IIF(NEW.set_aside_at IS NULL, 1, -1) * (NEW.level = 2),
        IIF(NEW.set_aside_at IS NULL, 1, -1) * (NEW.level = 3), IIF(NEW.set_aside_at IS NULL, 1, -1) * (NEW.level = 4),
        IIF(NEW.set_aside_at IS NULL, 1, -1) * (NEW.level = 5), IIF(NEW.set_aside_at IS NULL, -1, 1)
    FROM evaluation_ask a WHERE a.id = NEW.ask_id AND a.round = 0;
END;
