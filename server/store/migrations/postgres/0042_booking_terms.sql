-- What was promised about checking in is the booking's own: the rules of its room bind who books from then on, and nobody before.
-- Types: see migrations/README.md. Constraints carry the same names as in ../sqlite: the code maps names to fields.

-- As the room's rules were when it was made; eased with them, never made harder. A server of the version before, while it still runs
-- beside this one, makes bookings that ask for nothing.
ALTER TABLE booking ADD COLUMN check_in BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE booking ADD COLUMN grace_minutes BIGINT NOT NULL DEFAULT 0
    CONSTRAINT booking_grace_check CHECK (grace_minutes >= 0);
ALTER TABLE booking ADD COLUMN at_door BOOLEAN NOT NULL DEFAULT FALSE;
-- When it was made, confirmed or moved, the latest of these: nobody can have missed it before.
ALTER TABLE booking ADD COLUMN firm_at BIGINT NOT NULL DEFAULT 0;

-- Those that are still to come. The last change is no earlier than what made them firm.
UPDATE booking SET firm_at = updated_at,
        check_in = (SELECT r.check_in FROM room_rule r WHERE r.room_id = booking.room_id),
        grace_minutes = (SELECT r.grace_minutes FROM room_rule r WHERE r.room_id = booking.room_id),
        at_door = (SELECT r.at_door FROM room_rule r WHERE r.room_id = booking.room_id)
    WHERE state IN ('offered', 'pending', 'confirmed')
        AND EXISTS (SELECT 1 FROM room_rule r WHERE r.room_id = booking.room_id);
