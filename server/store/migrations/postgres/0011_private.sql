-- What was booked as private stays private, whatever becomes of the room's rules: the flag is the booking's own. The triggers set
-- it, so it holds whoever writes, also a server of the version before that runs beside this one.
-- Types: see migrations/README.md. Triggers carry the same names as in ../sqlite.

ALTER TABLE booking ADD COLUMN private BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE booking SET private = TRUE WHERE room_id IN (SELECT room_id FROM room_rule WHERE private);

-- Booked in a private room, or moved into one.
CREATE FUNCTION booking_private() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    NEW.private := NEW.private OR EXISTS (SELECT 1 FROM room_rule r WHERE r.room_id = NEW.room_id AND r.private);
    RETURN NEW;
END
$$;
CREATE TRIGGER booking_private_put BEFORE INSERT ON booking FOR EACH ROW EXECUTE FUNCTION booking_private();
CREATE TRIGGER booking_private_moved BEFORE UPDATE OF room_id ON booking FOR EACH ROW EXECUTE FUNCTION booking_private();
-- The room becomes private: whoever has booked it is no longer named either.
CREATE FUNCTION room_rule_private() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    UPDATE booking SET private = TRUE WHERE room_id = NEW.room_id AND NOT private;
    RETURN NULL;
END
$$;
CREATE TRIGGER room_rule_private AFTER UPDATE OF private ON room_rule FOR EACH ROW
    WHEN (NEW.private AND NOT OLD.private) EXECUTE FUNCTION room_rule_private();
-- Nobody makes known again what was private.
CREATE FUNCTION booking_private_stays() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'booking is private';
END
$$;
CREATE TRIGGER booking_private_stays BEFORE UPDATE OF private ON booking FOR EACH ROW
    WHEN (OLD.private AND NOT NEW.private) EXECUTE FUNCTION booking_private_stays();
