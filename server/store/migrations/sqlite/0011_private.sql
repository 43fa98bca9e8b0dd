-- What was booked as private stays private, whatever becomes of the room's rules: the flag is the booking's own. The triggers set
-- it, so it holds whoever writes, also a server of the version before that runs beside this one.
-- Types: see migrations/README.md. Triggers carry the same names as in ../postgres.

ALTER TABLE booking ADD COLUMN private BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE booking SET private = TRUE WHERE room_id IN (SELECT room_id FROM room_rule WHERE private);

-- Booked in a private room, or moved into one.
CREATE TRIGGER booking_private_put AFTER INSERT ON booking
WHEN NOT NEW.private AND EXISTS (SELECT 1 FROM room_rule r WHERE r.room_id = NEW.room_id AND r.private)
BEGIN
    UPDATE booking SET private = TRUE WHERE id = NEW.id;
END;
CREATE TRIGGER booking_private_moved AFTER UPDATE OF room_id ON booking
WHEN NOT NEW.private AND EXISTS (SELECT 1 FROM room_rule r WHERE r.room_id = NEW.room_id AND r.private)
BEGIN
    UPDATE booking SET private = TRUE WHERE id = NEW.id;
END;
-- The room becomes private: whoever has booked it is no longer named either.
CREATE TRIGGER room_rule_private AFTER UPDATE OF private ON room_rule WHEN NEW.private AND NOT OLD.private
BEGIN
    UPDATE booking SET private = TRUE WHERE room_id = NEW.room_id AND NOT private;
END;
-- Nobody makes known again what was private.
CREATE TRIGGER booking_private_stays BEFORE UPDATE OF private ON booking WHEN OLD.private AND NOT NEW.private
BEGIN
    SELECT RAISE(ABORT, 'booking is private');
END;
