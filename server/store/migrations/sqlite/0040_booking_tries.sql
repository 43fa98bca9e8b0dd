-- A booking is opened by its number and the end of its telephone.
-- Types: see migrations/README.md. Constraints carry the same names as in ../postgres: the code maps names to fields.

-- Wrong digits, counted as those of a case are (0015, 0023): the latest ones, and those of a day.
ALTER TABLE booking ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE booking ADD COLUMN tried_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE booking ADD COLUMN day_tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE booking ADD COLUMN tried_on TEXT NOT NULL DEFAULT '';
