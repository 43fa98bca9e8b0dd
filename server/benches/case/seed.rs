//! Cases by the hundred thousand: those that have ended by bulk SQL, those that are open one by one, because pages say their numbers.

use jiff::{Span, civil::Date};
use model::{
    case::Number,
    figures::Period,
    permission::{Grant, Role, Scope},
};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use store::{Act, Db, args, db::Query as _, session, staff};

/// The cookie of whoever looks.
pub(crate) const TOKEN: &str = "bench";

const DAY: i64 = 86_400;
/// Residents who come to a center.
const A_CENTER: i64 = 200;
const TOWN: &str = "SELECT MIN(id) AS n FROM center WHERE kind = 'town'";

async fn write(db: &Db, sql: &'static str, args: Vec<store::db::Arg>) {
    let tx = db.begin().await.unwrap();
    if !db.is_sqlite() {
        // Millions of rows at once take longer than any statement of the server may.
        tx.run("SET LOCAL statement_timeout = 0", vec![]).await.unwrap();
    }
    tx.run(sql, args).await.unwrap();
    tx.commit().await.unwrap();
}

async fn number(db: &Db, sql: &'static str) -> i64 {
    db.row(sql, vec![]).await.unwrap().unwrap().get("n").unwrap()
}

/// Somebody who sees everything and is signed in.
pub(crate) async fn person(db: &Db) {
    let last = AtomicI64::new(900_000_000_000_000_000);
    let act = Act {
        at: jiff::Timestamp::now().as_second(),
        who: "bench".to_owned(),
        staff: None,
        ids: Arc::new(move || last.fetch_add(1, Ordering::Relaxed) + 1),
    };
    let new = staff::NewStaff {
        username: "bench".to_owned(),
        name: "王芳".to_owned(),
        phone: String::new(),
        grants: vec![Grant {
            role: Role::TownStaff,
            scope: Scope::Everywhere,
        }],
        password_hash: String::new(),
        must_change_password: false,
    };
    let id = staff::create(db, &act, "bench", &new).await.unwrap();
    let hash = app::server::token_hash(TOKEN);
    session::create(db, &act, &hash, id).await.unwrap();
}

/// The first village's center.
pub(crate) async fn first(db: &Db) -> String {
    let sql = "SELECT MIN(id) AS n FROM center WHERE kind = 'village'";
    model::center::CenterId::from_i64(number(db, sql).await).to_string()
}

/// The town's center, which has what all villages hand up.
pub(crate) async fn town(db: &Db) -> String {
    model::center::CenterId::from_i64(number(db, TOWN).await).to_string()
}

/// Copies of the sample's centers until there are so many.
pub(crate) async fn centers(db: &Db, wanted: i64) {
    let there = number(db, "SELECT COUNT(*) AS n FROM center").await;
    if there >= wanted {
        return;
    }
    let sql = "INSERT INTO center (id, kind, division, name, name_en, address, phone, lng, lat, position_source, area_reception, area_counter,
             area_waiting, area_convenience, introduction, introduction_en, retired, version, updated_at, updated_by)
         SELECT c.id + n.i * 1000000, 'village', c.division, c.name || '·' || CAST(n.i AS TEXT), c.name_en,
             c.address, c.phone, c.lng, c.lat, c.position_source, c.area_reception, c.area_counter, c.area_waiting,
             c.area_convenience, c.introduction, c.introduction_en, c.retired, c.version, c.updated_at, c.updated_by
         FROM center c CROSS JOIN (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12) SELECT i FROM n) n
         ORDER BY n.i, c.id LIMIT $1";
    write(db, sql, args![wanted - there]).await;
    let sql = "UPDATE revision SET value = value + 1 WHERE name = 'directory'";
    write(db, sql, vec![]).await;
}

/// Residents until there are so many: whoever comes has come before, and is one of many.
async fn residents(db: &Db, wanted: i64) -> i64 {
    let sql = "INSERT INTO resident (id, phone, name, created_at, version)
         SELECT 500000000000 + n.i, '139' || CAST(10000000 + n.i AS TEXT), '王芳', 0, 1
         FROM (WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < $1) SELECT i FROM n) n
         WHERE n.i > 0 ON CONFLICT DO NOTHING";
    write(db, sql, args![wanted]).await;
    number(db, "SELECT COUNT(*) AS n FROM resident").await
}

/// So many years of cases in all centers, a center's `a_year` each, of which the last twenty days' are open; anew where there are more
/// centers by now. How many there are then.
pub(crate) async fn cases(db: &Db, today: Date, (centers, years): (i64, i64), a_year: i64, done: i64) -> i64 {
    let anew = done > 0 && number(db, "SELECT COUNT(DISTINCT center_id) AS n FROM case_tally").await < centers;
    let first = if anew { 0 } else { done * 12 };
    let people = residents(db, centers * A_CENTER).await;
    for month in first..years * 12 {
        closed(db, today, month, centers * a_year / 12, people).await;
    }
    if first == 0 {
        latest(db, today, people).await;
    }
    if first == 0 {
        open(
            db,
            today,
            centers * a_year * 20 / 365,
            number(db, "SELECT COUNT(*) AS n FROM service_case").await,
        )
        .await;
    }
    // PostgreSQL does so by itself; SQLite goes by the indexes alone, as where it is deployed.
    if !db.is_sqlite() {
        write(db, "ANALYZE", vec![]).await;
    }
    number(db, "SELECT COUNT(*) AS n FROM service_case").await
}

fn at(day: Date) -> i64 {
    let zone = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap();
    day.to_zoned(zone).unwrap().timestamp().as_second()
}

/// Those that have ended last, which lists show, with numbers that can be read.
async fn latest(db: &Db, today: Date, people: i64) {
    let begun = at(today) - 9 * DAY;
    let base = number(db, "SELECT COALESCE(MAX(id), 0) AS n FROM service_case").await + 1;
    for id in base..base + 500 {
        let named = Number::new((id as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(17)).to_string();
        ended(db, begun, (id, 1), &named, people).await;
    }
}

/// So many cases of so many people from the identifier `base` on that were decided; `named` so, where it is one that is to be read.
async fn ended(db: &Db, begun: i64, (base, many): (i64, i64), named: &str, people: i64) {
    let sql = "INSERT INTO service_case (id, number, matter_id, matter_version, mode, channel, center_id, handler_id, resident_id, name, agent,
             address, visit_from, visit_to, note, answers, answer, state, decision, corrected, missed, papers, due_mark, reminded,
             climbed, opened_at, accepted_at, closed_at, version, updated_at, updated_by, tallied)
         SELECT n.id, CASE WHEN $4 = '' THEN 'Y' || CAST(n.id AS TEXT) ELSE $4 END, m.id, m.version,
             CASE n.id % 4 WHEN 0 THEN 'assisted' WHEN 1 THEN 'appointment' WHEN 2 THEN 'home_visit' ELSE 'self_service' END, 'counter',
             c.id, c.id, p.id, '王芳', '', '', 0, 0, '', '{}', '', 'decided', 'granted', FALSE, 0, 0, 0, FALSE, 0,
             $3, $3, $3 + 86400 * (n.id % 9), 3, $3, '王芳', 3
         FROM (WITH RECURSIVE n(id) AS (SELECT $1 UNION ALL SELECT id + 1 FROM n WHERE id + 1 < $1 + $2) SELECT id FROM n) n
         JOIN (SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS i, COUNT(*) OVER () AS many FROM center) c ON c.i = n.id % c.many
         JOIN (SELECT id, version, ROW_NUMBER() OVER (ORDER BY id) - 1 AS i FROM matter) m ON m.i = n.id / 7 % 60
         JOIN (SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS i FROM resident) p ON p.i = n.id / 3 % $5";
    write(db, sql, args![base, many, begun, named, people]).await;
}

/// A month's cases that were decided, and what is counted of them.
async fn closed(db: &Db, today: Date, month: i64, many: i64, people: i64) {
    let day = today.checked_sub(Span::new().months(month).days(21)).unwrap();
    let base = number(db, "SELECT COALESCE(MAX(id), 0) AS n FROM service_case").await + 1;
    ended(db, at(day), (base, many), "", people).await;
    // As the steps write it, and the job folds it.
    write(
        db,
        "INSERT INTO case_tally AS t (month, center_id, matter_id, mode, channel, days, opened, granted, not_granted, refused, withdrawn,
             void, late, missed, visits)
         SELECT $2, center_id, matter_id, mode, channel, id % 9, COUNT(*), COUNT(*), 0, 0, 0, 0,
             COUNT(CASE WHEN id % 23 = 0 THEN 1 END), COUNT(CASE WHEN id % 11 = 0 THEN 1 END), COUNT(*) * 2
         FROM service_case WHERE id >= $1 GROUP BY center_id, matter_id, mode, channel, id % 9
         ON CONFLICT (month, center_id, matter_id, mode, channel, days) DO UPDATE SET opened = t.opened + excluded.opened,
             granted = t.granted + excluded.granted, late = t.late + excluded.late, missed = t.missed + excluded.missed,
             visits = t.visits + excluded.visits",
        args![base, Period::month_of(day).to_string()],
    )
    .await;
    fold(db, &Period::month_of(day).to_string()).await;
}

/// Says that a month was folded into, as the job does once a minute while cases are handled: what is kept of its sums is old.
pub(crate) async fn fold(db: &Db, month: &str) {
    for name in ["case_tally".to_owned(), format!("case_tally:{month}")] {
        let sql = "INSERT INTO revision (name, value) VALUES ($1, 1)
                   ON CONFLICT (name) DO UPDATE SET value = revision.value + 1";
        write(db, sql, args![name]).await;
    }
}

/// Cases that are open: a tenth overdue, a tenth due today, a tenth with the town.
async fn open(db: &Db, today: Date, many: i64, noise: i64) {
    let rows = db.rows("SELECT id FROM center ORDER BY id", vec![]).await.unwrap();
    let centers: Vec<i64> = rows.iter().map(|row| row.get("id").unwrap()).collect();
    let rows = db.rows("SELECT id FROM resident ORDER BY id", vec![]).await.unwrap();
    let people: Vec<i64> = rows.iter().map(|row| row.get("id").unwrap()).collect();
    let town = number(db, TOWN).await;
    let base = number(db, "SELECT COALESCE(MAX(id), 0) AS n FROM service_case").await + 1;
    let due = [-3, 0, 4, 9].map(|days| today.checked_add(Span::new().days(days)).unwrap());
    let begun = at(today) - 12 * DAY;
    let tx = db.begin().await.unwrap();
    for k in 0..many {
        let center = centers[k as usize % centers.len()];
        let state = match k % 10 {
            0..3 => "submitted",
            3 if center != town => "handed_up",
            4 | 5 => "paused",
            6 => "accepted",
            _ => "in_progress",
        };
        let due = match (state, k / 10 % 10) {
            ("paused", _) => None,
            (_, 0) => Some(due[0]),
            (_, 1) => Some(due[1]),
            (_, 2..5) => Some(due[2]),
            _ => Some(due[3]),
        };
        let handler = if state == "handed_up" { town } else { center };
        let salt = (noise + k) as u64;
        let named = Number::new(salt.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29)).to_string();
        let sql = "INSERT INTO service_case (id, number, matter_id, matter_version, mode, channel, center_id, handler_id, resident_id, name,
                 agent, address, visit_from, visit_to, note, answers, answer, state, corrected, missed, papers, due_day, due_minute, due_mark,
                 reminded, climbed, opened_at, accepted_at, version, updated_at, updated_by, tallied, alarm_at)
             SELECT $1, $2, m.id, m.version, 'assisted', 'counter', $3, $4, $11, '李玉兰', '', '', 0, 0, '', '{}', '', $5, FALSE, 0, 0,
                 $6, $7, CAST(w.mark AS BIGINT), FALSE, 0, $8, $9, 3, $8, '王芳', 1, NULL
             FROM (SELECT id, version, ROW_NUMBER() OVER (ORDER BY id) - 1 AS i FROM matter) m
             CROSS JOIN (SELECT COALESCE(SUM(version), 0) AS mark FROM working_year) w WHERE m.i = $10
             ON CONFLICT (number) DO NOTHING";
        let accepted = (state != "submitted").then_some(begun);
        let values = args![
            base + k,
            named,
            center,
            handler,
            state,
            due,
            due.map(|_| 1440_i64),
            begun,
            accepted,
            k % 60,
            people[k as usize % people.len()]
        ];
        tx.run(sql, values).await.unwrap();
    }
    // The steps that lead there.
    for (seq, step, states) in [
        (1_i64, "register", ",submitted,accepted,in_progress,paused,handed_up,"),
        (2, "accept", ",accepted,in_progress,paused,handed_up,"),
        (3, "begin", ",in_progress,"),
        (3, "pause", ",paused,"),
        (3, "hand_up", ",handed_up,"),
    ] {
        let sql =
            "INSERT INTO case_event (case_id, seq, at, actor, who, step, words, wait, items, days, center_id, level)
             SELECT id, $2, opened_at, 'staff', '王芳', $3, '', CASE WHEN $3 = 'pause' THEN 'special' END, '[]',
                 CASE WHEN $3 = 'hand_up' THEN 15 END, CASE WHEN $3 = 'hand_up' THEN handler_id END, 0
             FROM service_case WHERE id >= $1 AND $4 LIKE '%,' || state || ',%'";
        tx.run(sql, args![base, seq, step, states]).await.unwrap();
    }
    tx.commit().await.unwrap();
}
