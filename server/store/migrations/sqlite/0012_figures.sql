-- What is counted for the public figures: a row a month, center and kind of service, so that a page of figures costs the same after one
-- year and after twenty. Triggers keep it, so it is right whoever writes.
-- Types: see migrations/README.md. Constraints carry the same names as in ../postgres: the code maps names to fields.

-- Only what is asked at the end of a service (round 0): being asked again after something was put right is no further service. A visit
-- that is rated at a counter's own code was not asked for, and counts in neither 'asked' nor 'answered'.
CREATE TABLE evaluation_tally (
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
    set_aside BIGINT NOT NULL,
    CONSTRAINT evaluation_tally_pkey PRIMARY KEY (month, center_id, service),
    CONSTRAINT evaluation_tally_center_fkey FOREIGN KEY (center_id) REFERENCES center (id),
    CONSTRAINT evaluation_tally_counts_check CHECK (services >= 0 AND asked >= answered AND answered >= 0 AND level_1 >= 0
        AND level_2 >= 0 AND level_3 >= 0 AND level_4 >= 0 AND level_5 >= 0 AND set_aside >= 0)
);

-- What everybody reads, the latest first: few of many.
CREATE INDEX evaluation_published_idx ON evaluation (id) WHERE moderation = 'published';

CREATE TRIGGER evaluation_ask_tally AFTER INSERT ON evaluation_ask WHEN NEW.round = 0
BEGIN
    INSERT INTO evaluation_tally VALUES (SUBSTR(NEW.day, 1, 7), NEW.center_id, NEW.service, NEW.outcome = 'done',
        NEW.service <> 'counter', 0, 0, 0, 0, 0, 0, 0)
    ON CONFLICT (month, center_id, service) DO UPDATE
        SET services = services + excluded.services, asked = asked + excluded.asked;
END;
CREATE TRIGGER evaluation_tally_said AFTER INSERT ON evaluation
BEGIN
    UPDATE evaluation_tally SET answered = answered + (service <> 'counter'), level_1 = level_1 + (NEW.level = 1),
        level_2 = level_2 + (NEW.level = 2), level_3 = level_3 + (NEW.level = 3), level_4 = level_4 + (NEW.level = 4),
        level_5 = level_5 + (NEW.level = 5)
    WHERE (month, center_id, service) = (SELECT SUBSTR(a.day, 1, 7), a.center_id, a.service FROM evaluation_ask a
        WHERE a.id = NEW.ask_id AND a.round = 0);
END;
-- Set aside, or put back.
CREATE TRIGGER evaluation_tally_set_aside AFTER UPDATE OF set_aside_at ON evaluation
WHEN (OLD.set_aside_at IS NULL) <> (NEW.set_aside_at IS NULL)
BEGIN
    UPDATE evaluation_tally SET set_aside = set_aside + IIF(NEW.set_aside_at IS NULL, -1, 1),
        answered = answered + IIF(NEW.set_aside_at IS NULL, 1, -1) * (service <> 'counter'),
        level_1 = level_1 + IIF(NEW.set_aside_at IS NULL, 1, -1) * (NEW.level = 1),
        level_2 = level_2 + IIF(NEW.set_aside_at IS NULL, 1, -1) * (NEW.level = 2),
        level_3 = level_3 + IIF(NEW.set_aside_at IS NULL, 1, -1) * (NEW.level = 3),
        level_4 = level_4 + IIF(NEW.set_aside_at IS NULL, 1, -1) * (NEW.level = 4),
        level_5 = level_5 + IIF(NEW.set_aside_at IS NULL, 1, -1) * (NEW.level = 5)
    WHERE (month, center_id, service) = (SELECT SUBSTR(a.day, 1, 7), a.center_id, a.service FROM evaluation_ask a
        WHERE a.id = NEW.ask_id AND a.round = 0);
END;
