-- What is counted for the public figures: a row a month, center and kind of service, so that a page of figures costs the same after one
-- year and after twenty. Triggers keep it, so it is right whoever writes.
-- Types: see migrations/README.md. Constraints carry the same names as in ../sqlite: the code maps names to fields.

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

CREATE FUNCTION evaluation_ask_tally() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO evaluation_tally AS t VALUES (SUBSTR(NEW.day, 1, 7), NEW.center_id, NEW.service, (NEW.outcome = 'done')::INT,
        (NEW.service <> 'counter')::INT, 0, 0, 0, 0, 0, 0, 0)
    ON CONFLICT (month, center_id, service) DO UPDATE
        SET services = t.services + excluded.services, asked = t.asked + excluded.asked;
    RETURN NULL;
END
$$;
CREATE TRIGGER evaluation_ask_tally AFTER INSERT ON evaluation_ask FOR EACH ROW WHEN (NEW.round = 0)
    EXECUTE FUNCTION evaluation_ask_tally();

-- Said, set aside, or put back: counted by how many more of it stand now.
CREATE FUNCTION evaluation_tally() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
    standing BIGINT := CASE WHEN NEW.set_aside_at IS NULL THEN 1 ELSE -1 END;
    aside BIGINT := CASE WHEN TG_OP = 'INSERT' THEN 0 ELSE -standing END;
BEGIN
    UPDATE evaluation_tally SET set_aside = set_aside + aside, answered = answered + standing * (service <> 'counter')::INT,
        level_1 = level_1 + standing * (NEW.level = 1)::INT, level_2 = level_2 + standing * (NEW.level = 2)::INT,
        level_3 = level_3 + standing * (NEW.level = 3)::INT, level_4 = level_4 + standing * (NEW.level = 4)::INT,
        level_5 = level_5 + standing * (NEW.level = 5)::INT
    WHERE (month, center_id, service) = (SELECT SUBSTR(a.day, 1, 7), a.center_id, a.service FROM evaluation_ask a
        WHERE a.id = NEW.ask_id AND a.round = 0);
    RETURN NULL;
END
$$;
CREATE TRIGGER evaluation_tally_said AFTER INSERT ON evaluation FOR EACH ROW EXECUTE FUNCTION evaluation_tally();
CREATE TRIGGER evaluation_tally_set_aside AFTER UPDATE OF set_aside_at ON evaluation FOR EACH ROW
    WHEN ((OLD.set_aside_at IS NULL) <> (NEW.set_aside_at IS NULL)) EXECUTE FUNCTION evaluation_tally();
