-- The counter's side of bookings: mediators, notes, reasons for waived rules, and no-shows that were forgiven.

-- A mediator knows who meets in rooms that are private. SQLite cannot widen a constraint, so the table is built anew.
CREATE TABLE staff_grant_wider (
    staff_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    scope TEXT NOT NULL,
    CONSTRAINT staff_grant_pkey PRIMARY KEY (staff_id, role, scope),
    CONSTRAINT staff_grant_staff_fkey FOREIGN KEY (staff_id) REFERENCES staff (id),
    CONSTRAINT staff_grant_role_check CHECK (role IN ('administrator', 'town_staff', 'center_lead', 'counter_staff',
        'inspector', 'grid_worker', 'mediator')),
    CONSTRAINT staff_grant_scope_check CHECK (scope = '*' OR scope LIKE 'd:____________' OR scope LIKE 'c:_____________')
);
INSERT INTO staff_grant_wider (staff_id, role, scope) SELECT staff_id, role, scope FROM staff_grant;
DROP TABLE staff_grant;
ALTER TABLE staff_grant_wider RENAME TO staff_grant;

-- What staff wrote beside a booking, and why they booked it against a rule that holds residents: both can be erased.
ALTER TABLE booking ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE booking ADD COLUMN waiver TEXT NOT NULL DEFAULT '';

-- No-shows of bookings that began before then no longer count; epoch seconds.
ALTER TABLE resident ADD COLUMN forgiven_at BIGINT;
