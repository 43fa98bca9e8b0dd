-- The counter's side of bookings: mediators, notes, reasons for waived rules, and no-shows that were forgiven.

-- A mediator knows who meets in rooms that are private.
ALTER TABLE staff_grant DROP CONSTRAINT staff_grant_role_check;
ALTER TABLE staff_grant ADD CONSTRAINT staff_grant_role_check CHECK (role IN ('administrator', 'town_staff', 'center_lead',
    'counter_staff', 'inspector', 'grid_worker', 'mediator'));

-- What staff wrote beside a booking, and why they booked it against a rule that holds residents: both can be erased.
ALTER TABLE booking ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE booking ADD COLUMN waiver TEXT NOT NULL DEFAULT '';

-- No-shows of bookings that began before then no longer count; epoch seconds.
ALTER TABLE resident ADD COLUMN forgiven_at BIGINT;
