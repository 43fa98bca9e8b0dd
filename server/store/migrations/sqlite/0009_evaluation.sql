-- Evaluations 好差评: what residents are asked, what they say, and the forms they say it in.
-- Types: see migrations/README.md. Constraints carry the same names as in ../postgres: the code maps names to fields.

-- A form for a kind of service, in one center or (center_id null) in all that have none of their own; 'any' is for kinds that have
-- none. A form's content is a version; what was answered names the version it was answered in, so old answers keep their meaning.
CREATE TABLE evaluation_form (
    id BIGINT NOT NULL,
    service TEXT NOT NULL,
    center_id BIGINT,
    center_key BIGINT NOT NULL,
    retired_at BIGINT,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    CONSTRAINT evaluation_form_pkey PRIMARY KEY (id),
    CONSTRAINT evaluation_form_service_key UNIQUE (service, center_key),
    CONSTRAINT evaluation_form_center_fkey FOREIGN KEY (center_id) REFERENCES center (id),
    CONSTRAINT evaluation_form_center_check CHECK (center_key = COALESCE(center_id, 0)),
    CONSTRAINT evaluation_form_service_check CHECK (service IN ('any', 'booking', 'case', 'counter'))
);
CREATE TABLE evaluation_form_version (
    form_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    content TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    CONSTRAINT evaluation_form_version_pkey PRIMARY KEY (form_id, version),
    CONSTRAINT evaluation_form_version_form_fkey FOREIGN KEY (form_id) REFERENCES evaluation_form (id)
);


-- There is always a form to answer: the one for every kind and center, which an administrator changes as any other.
INSERT INTO evaluation_form (id, service, center_id, center_key, retired_at, version, updated_at, updated_by)
    VALUES (0, 'any', NULL, 0, NULL, 1, 0, '');
INSERT INTO evaluation_form_version (form_id, version, content, made_at, made_by) VALUES (0, 1, '{"reasons":[
        {"code":"r1","names":{"zh":"态度热情","en":"Friendly"},"levels":[1,2,3]},
        {"code":"r2","names":{"zh":"办得快","en":"Quick"},"levels":[1,2,3]},
        {"code":"r3","names":{"zh":"讲得明白","en":"Clearly explained"},"levels":[1,2,3]},
        {"code":"r4","names":{"zh":"环境干净舒适","en":"Clean and comfortable"},"levels":[1,2,3]},
        {"code":"r5","names":{"zh":"等得太久","en":"Waited too long"},"levels":[3,4,5]},
        {"code":"r6","names":{"zh":"态度不好","en":"Unfriendly"},"levels":[3,4,5]},
        {"code":"r7","names":{"zh":"没讲清楚","en":"Not clearly explained"},"levels":[3,4,5]},
        {"code":"r8","names":{"zh":"设施坏了或不够","en":"Something broken or missing"},"levels":[3,4,5]},
        {"code":"r9","names":{"zh":"到了没人或没开门","en":"Nobody there, or closed"},"levels":[3,4,5]},
        {"code":"r10","names":{"zh":"事情没有解决","en":"Not solved"},"levels":[3,4,5]}
    ],"seven":true,"questions":[]}', 0, '');

-- One service that was given, or was to be given, and how it ended: whoever had it is asked once a round (0 at its end, 1 after what
-- was bad was put right). 'subject' says which service: 'booking:<id>', 'case:<id>', or for a visit without either
-- 'visit:<center>:<day>:<device>', which is what lets a device rate a counter once a day. 'device' and 'address_mark' (empty where
-- there is a link) are keyed hashes of the device's cookie and of the network address, other ones each day: they tell the same from
-- another today and say nothing tomorrow.
CREATE TABLE evaluation_ask (
    id BIGINT NOT NULL,
    service TEXT NOT NULL,
    subject TEXT NOT NULL,
    round BIGINT NOT NULL,
    center_id BIGINT NOT NULL,
    room_id BIGINT,
    booking_id BIGINT,
    resident_id BIGINT,
    staff_id BIGINT,
    outcome TEXT NOT NULL,
    served_at BIGINT NOT NULL,
    day TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    address_mark TEXT NOT NULL,
    CONSTRAINT evaluation_ask_pkey PRIMARY KEY (id),
    CONSTRAINT evaluation_ask_subject_key UNIQUE (subject, round),
    CONSTRAINT evaluation_ask_center_fkey FOREIGN KEY (center_id) REFERENCES center (id),
    CONSTRAINT evaluation_ask_room_fkey FOREIGN KEY (room_id) REFERENCES room (id),
    CONSTRAINT evaluation_ask_booking_fkey FOREIGN KEY (booking_id) REFERENCES booking (id),
    CONSTRAINT evaluation_ask_resident_fkey FOREIGN KEY (resident_id) REFERENCES resident (id),
    CONSTRAINT evaluation_ask_staff_fkey FOREIGN KEY (staff_id) REFERENCES staff (id),
    CONSTRAINT evaluation_ask_service_check CHECK (service IN ('booking', 'case', 'counter')),
    CONSTRAINT evaluation_ask_round_check CHECK (round BETWEEN 0 AND 9),
    CONSTRAINT evaluation_ask_outcome_check CHECK (outcome IN ('done', 'cancelled', 'refused', 'missed')),
    CONSTRAINT evaluation_ask_booking_check CHECK (service <> 'booking' OR booking_id IS NOT NULL)
);
CREATE INDEX evaluation_ask_center_idx ON evaluation_ask (center_id, day);
CREATE INDEX evaluation_ask_resident_idx ON evaluation_ask (resident_id) WHERE resident_id IS NOT NULL;
CREATE INDEX evaluation_ask_booking_idx ON evaluation_ask (booking_id) WHERE booking_id IS NOT NULL;

-- What was said: one an ask, by key; level 1 is the best (GB/T 39046-2020 A.8). What is counted is never changed (triggers see to
-- it). 'words' and 'answers' may be erased with their resident; words are published only as 'published_words', after moderation.
CREATE TABLE evaluation (
    id BIGINT NOT NULL,
    ask_id BIGINT NOT NULL,
    level BIGINT NOT NULL,
    form_id BIGINT NOT NULL,
    form_version BIGINT NOT NULL,
    answers TEXT NOT NULL,
    words TEXT NOT NULL,
    channel TEXT NOT NULL,
    said_at BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    set_aside_at BIGINT,
    set_aside_by BIGINT,
    set_aside_reason TEXT NOT NULL,
    moderation TEXT NOT NULL,
    published_words TEXT NOT NULL,
    published_answer TEXT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT evaluation_pkey PRIMARY KEY (id),
    CONSTRAINT evaluation_ask_key UNIQUE (ask_id),
    CONSTRAINT evaluation_ask_fkey FOREIGN KEY (ask_id) REFERENCES evaluation_ask (id),
    CONSTRAINT evaluation_form_fkey FOREIGN KEY (form_id, form_version) REFERENCES evaluation_form_version (form_id, version),
    CONSTRAINT evaluation_set_aside_by_fkey FOREIGN KEY (set_aside_by) REFERENCES staff (id),
    CONSTRAINT evaluation_level_check CHECK (level BETWEEN 1 AND 5),
    CONSTRAINT evaluation_channel_check CHECK (channel IN ('link', 'counter', 'offline')),
    CONSTRAINT evaluation_set_aside_check CHECK ((set_aside_at IS NULL) = (set_aside_by IS NULL)
        AND (set_aside_at IS NULL) = (set_aside_reason = '')),
    CONSTRAINT evaluation_moderation_check CHECK (moderation IN ('none', 'waiting', 'published', 'withheld'))
);
CREATE INDEX evaluation_moderation_idx ON evaluation (id) WHERE moderation = 'waiting';

-- What somebody said stays what they said, also for whoever holds the connection.
CREATE TRIGGER evaluation_no_update BEFORE UPDATE OF id, ask_id, level, form_id, form_version, channel, said_at, made_at ON evaluation
BEGIN SELECT RAISE(ABORT, 'an evaluation is not changed'); END;
CREATE TRIGGER evaluation_no_delete BEFORE DELETE ON evaluation
BEGIN SELECT RAISE(ABORT, 'an evaluation is not deleted'); END;
