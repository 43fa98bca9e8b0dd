//! Ten years of bookings, in as many centers as are wanted, and what was said about those of the last five.

use super::{Town, write};
use store::args;

/// Ten years of bookings, one every three days and bookable room (some 480 a center and year), and the coming four weeks with
/// three a day and their slots; in `copies` times the centers there are.
pub(crate) async fn ten_years(town: &Town, copies: i64) {
    let copy = async |sql: &'static str| write(&town.db, sql, args![copies]).await;
    if copies > 1 {
        copy(
            "INSERT INTO center (id, kind, division, name, name_en, address, phone, lng, lat, position_source, area_reception, area_counter,
                 area_waiting, area_convenience, introduction, introduction_en, retired, version, updated_at, updated_by)
             SELECT c.id + n.i * 1000000, c.kind, c.division, c.name || '·' || CAST(n.i AS TEXT), c.name_en, c.address, c.phone,
                 c.lng, c.lat, c.position_source, c.area_reception, c.area_counter, c.area_waiting, c.area_convenience, c.introduction,
                 c.introduction_en, c.retired, c.version, c.updated_at, c.updated_by
             FROM center c CROSS JOIN (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $1) SELECT i FROM n) n",
        )
        .await;
        copy(
            "INSERT INTO opening_interval (center_id, weekday, start_minute, end_minute, shift)
             SELECT o.center_id + n.i * 1000000, o.weekday, o.start_minute, o.end_minute, o.shift
             FROM opening_interval o CROSS JOIN (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $1) SELECT i FROM n) n",
        )
        .await;
        copy(
            "INSERT INTO room (id, center_id, kind, name, name_en, capacity, equipment, accessibility, retired, version, updated_at, updated_by)
             SELECT r.id + n.i * 1000000, r.center_id + n.i * 1000000, r.kind, r.name, r.name_en, r.capacity, r.equipment, r.accessibility,
                 r.retired, r.version, r.updated_at, r.updated_by
             FROM room r CROSS JOIN (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $1) SELECT i FROM n) n",
        )
        .await;
        copy(
            "INSERT INTO room_rule (room_id, mode, units, whole_too, step_minutes, shortest_minutes, longest_minutes, lead_minutes, ahead_days,
                 cutoff_minutes, quota_day, quota_week, buffer_before_minutes, buffer_after_minutes, approval, check_in, grace_minutes, party_min,
                 party_max, minors, bring, private, changes, version, updated_at, updated_by, at_door)
             SELECT r.room_id + n.i * 1000000, r.mode, r.units, r.whole_too, r.step_minutes, r.shortest_minutes, r.longest_minutes,
                 r.lead_minutes, r.ahead_days, r.cutoff_minutes, r.quota_day, r.quota_week, r.buffer_before_minutes, r.buffer_after_minutes, r.approval,
                 r.check_in, r.grace_minutes, r.party_min, r.party_max, r.minors, r.bring, r.private, r.changes, r.version, r.updated_at, r.updated_by, r.at_door
             FROM room_rule r CROSS JOIN (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $1) SELECT i FROM n) n",
        )
        .await;
        // The revision that tells a running server of new centers.
        write(
            &town.db,
            "UPDATE revision SET value = value + 1 WHERE name = 'directory'",
            vec![],
        )
        .await;
    }
    let midnight = town
        .deployment
        .today
        .to_zoned(jiff::tz::TimeZone::get("Asia/Shanghai").unwrap())
        .unwrap()
        .timestamp()
        .as_second()
        / 900;
    // A month at a time: a transaction of millions of rows says nothing about reading.
    for month in -120..1_i64 {
        let tx = town.db.begin().await.unwrap();
        for day in (month * 30..month * 30 + 30).filter(|day| *day > 0 || day % 3 == 0) {
            let (state, times) = if day > 0 { ("confirmed", 3_i64) } else { ("finished", 1) };
            let first_id = copies * 1_000_000_000_000_000 + (day + 4000) * 10_000_000_000;
            tx.run(
                "INSERT INTO booking (id, number, room_id, resident_id, day, start_minute, end_minute, first_slot, end_slot,
                     held_first, held_end, units, seats, whole, party, name, purpose, minors, adult, state, source, made_by,
                     reason, created_at, updated_at, version)
                 SELECT $1 + t.i * 3000000000 + r.room_id, 'Y' || CAST($1 + t.i * 3000000000 + r.room_id AS TEXT), r.room_id, p.id, $2,
                     t.m, t.m + 60, $3 + t.m / 15, $3 + t.m / 15 + 4, $3 + t.m / 15, $3 + t.m / 15 + 4, 1, 1, FALSE, 1, '王芳', '',
                     FALSE, FALSE, $4, 'self', NULL, '', 0, 0, 1
                 FROM room_rule r
                 JOIN (SELECT 0 AS i, 540 AS m UNION ALL SELECT 1, 600 UNION ALL SELECT 2, 900) t ON t.i < $5
                 CROSS JOIN (SELECT MIN(id) AS id FROM resident) p",
                args![
                    first_id,
                    town.deployment.today.checked_add(jiff::Span::new().days(day)).unwrap(),
                    midnight + day * 96,
                    state,
                    times
                ],
            )
            .await
            .unwrap();
        }
        tx.commit().await.unwrap();
    }
    write(
        &town.db,
        "INSERT INTO booking_slot (room_id, slot, unit, booking_id)
         SELECT b.room_id, b.first_slot + s.i, 1, b.id
         FROM booking b CROSS JOIN (SELECT 0 AS i UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) s
         WHERE b.state = 'confirmed' AND b.name = '王芳' AND b.number LIKE 'Y%'
         ON CONFLICT DO NOTHING",
        vec![],
    )
    .await;
    five_years_of_ratings(town).await;
    // As the job does once a minute, without its patience: the rows first, because what is added may be less than nothing.
    write(
        &town.db,
        "INSERT INTO evaluation_tally (month, center_id, service, services, asked, answered, level_1, level_2, level_3, level_4,
             level_5, set_aside)
         SELECT month, center_id, service, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM evaluation_count WHERE TRUE GROUP BY month, center_id, service
         ON CONFLICT DO NOTHING",
        vec![],
    )
    .await;
    write(
        &town.db,
        "UPDATE evaluation_tally AS t SET services = t.services + c.services, asked = t.asked + c.asked,
             answered = t.answered + c.answered, level_1 = t.level_1 + c.level_1, level_2 = t.level_2 + c.level_2,
             level_3 = t.level_3 + c.level_3, level_4 = t.level_4 + c.level_4, level_5 = t.level_5 + c.level_5,
             set_aside = t.set_aside + c.set_aside
         FROM (SELECT month, center_id, service, CAST(SUM(services) AS BIGINT) AS services, CAST(SUM(asked) AS BIGINT) AS asked,
                 CAST(SUM(answered) AS BIGINT) AS answered, CAST(SUM(level_1) AS BIGINT) AS level_1,
                 CAST(SUM(level_2) AS BIGINT) AS level_2, CAST(SUM(level_3) AS BIGINT) AS level_3,
                 CAST(SUM(level_4) AS BIGINT) AS level_4, CAST(SUM(level_5) AS BIGINT) AS level_5,
                 CAST(SUM(set_aside) AS BIGINT) AS set_aside
             FROM evaluation_count GROUP BY month, center_id, service) c
         WHERE t.month = c.month AND t.center_id = c.center_id AND t.service = c.service",
        vec![],
    )
    .await;
    write(&town.db, "DELETE FROM evaluation_count", vec![]).await;
    // PostgreSQL does so by itself; SQLite goes by the indexes alone, as where it is deployed.
    if !town.db.is_sqlite() {
        write(&town.db, "ANALYZE", vec![]).await;
    }
}

/// Every booking of the last five years was asked about; three of five were rated, one of fifty of those badly, and put right.
async fn five_years_of_ratings(town: &Town) {
    let since = town.deployment.today.checked_sub(jiff::Span::new().years(5)).unwrap();
    write(
        &town.db,
        "INSERT INTO evaluation_ask (id, service, subject, round, center_id, room_id, booking_id, resident_id, staff_id, outcome, served_at, day,
             asked_at, expires_at, address_mark)
         SELECT b.id, 'booking', 'booking:' || CAST(b.id AS TEXT), 0, r.center_id, b.room_id, b.id, b.resident_id, NULL, 'done', 0, b.day,
             0, 0, ''
         FROM booking b JOIN room r ON r.id = b.room_id WHERE b.state = 'finished' AND b.day >= $1
         ON CONFLICT DO NOTHING",
        args![since],
    )
    .await;
    write(
        &town.db,
        "INSERT INTO evaluation (id, ask_id, level, form_id, form_version, answers, words, channel, said_at, made_at, set_aside_reason,
             moderation, published_words, published_answer, version)
         SELECT a.id, a.id, CASE WHEN a.id % 50 = 0 THEN 5 ELSE 1 + a.id % 3 END, 0, 1, '', '', 'link', 0, 0, '', 'none', '', '', 1
         FROM evaluation_ask a WHERE a.id % 5 < 3
         ON CONFLICT DO NOTHING",
        vec![],
    )
    .await;
    write(
        &town.db,
        "INSERT INTO follow_up (id, number, evaluation_id, center_id, state, ordered_at, rechecked_at, opened_at, closed_at, version,
             updated_at, updated_by)
         SELECT e.id, 'F' || CAST(e.id AS TEXT), e.id, a.center_id, 'closed', b.first_slot * 900, b.first_slot * 900 + 86400 * (e.id % 9),
             b.first_slot * 900, b.first_slot * 900 + 86400 * (e.id % 9), 1, b.first_slot * 900, ''
         FROM evaluation e JOIN evaluation_ask a ON a.id = e.ask_id JOIN booking b ON b.id = a.booking_id WHERE e.level = 5
         ON CONFLICT DO NOTHING",
        vec![],
    )
    .await;
    write(
        &town.db,
        "INSERT INTO follow_up_event (follow_up_id, seq, at, who, step, words, level)
         SELECT f.id, 1, f.opened_at, '', 'order', '', 0 FROM follow_up f WHERE TRUE
         ON CONFLICT DO NOTHING",
        vec![],
    )
    .await;
}
