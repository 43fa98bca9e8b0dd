//! What booking costs, over HTTP, on both engines: bookings a second with 1, 16 and 64 people at once, as a share of the same
//! rows inserted by bare SQL into the same database with the same durability; then how long a week and a search take (p50, p99)
//! once there are ten years of bookings and five of ratings, in 43 centers and in 500. The figures to compare are those of one run.
#![cfg(unix)]
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods)]

#[path = "../tests/support/deployment.rs"]
mod deployment;
#[path = "../store/tests/store/postgres.rs"]
#[allow(dead_code)] // the tests' cluster, with settings of our own
mod postgres;

use deployment::{Deployment, token};
use jiff::civil::Date;
use std::{
    fmt::Write as _,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use store::{
    Db, args,
    db::{Query as _, Tx},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// How long each figure is measured.
const MEASURED: Duration = Duration::from_secs(5);
/// People at once.
const CROWDS: [usize; 3] = [1, 16, 64];
/// People who are signed in: one for each of those at once.
const RESIDENTS: usize = 64;
/// Seats of every room in the bench: nobody is refused.
const UNITS: u32 = 1000;
/// Requests behind a p50 and a p99.
const SAMPLES: usize = 400;

struct Town {
    deployment: Deployment,
    db: Db,
    rooms: Vec<String>,
    center: String,
    days: Vec<Date>,
}

impl Town {
    async fn new(database: Option<String>) -> Self {
        let (deployment, db) = Deployment::new(database, RESIDENTS, 64).await;
        write(
            &db,
            "UPDATE room_rule SET mode = 'seats', units = $1, whole_too = FALSE, step_minutes = 15, shortest_minutes = 15,
                 longest_minutes = 240, lead_minutes = 0, ahead_days = 60, quota_day = 0, quota_week = 0, approval = FALSE,
                 buffer_before_minutes = 0, buffer_after_minutes = 0, party_min = 1, party_max = 100",
            args![UNITS],
        )
        .await;
        let found = db
            .rows("SELECT room_id FROM room_rule ORDER BY room_id", vec![])
            .await
            .unwrap();
        let rooms = found
            .iter()
            .map(|row| row.id::<()>("room_id").unwrap().to_string())
            .collect();
        let center = db
            .row("SELECT id FROM center ORDER BY id LIMIT 1", vec![])
            .await
            .unwrap()
            .unwrap();
        Self {
            db,
            rooms,
            center: center.id::<()>("id").unwrap().to_string(),
            days: deployment.weekdays(38),
            deployment,
        }
    }

    /// What is booked as number `n`: spread over rooms, days and times.
    fn wish(&self, n: usize) -> (&str, Date, u16) {
        let day = self.days[n / self.rooms.len() % self.days.len()];
        // Within the hours of all centers of the sample.
        let start = [9 * 60, 10 * 60, 15 * 60, 16 * 60][n / (self.rooms.len() * self.days.len()) % 4];
        (&self.rooms[n % self.rooms.len()], day, start)
    }
}

async fn write(db: &Db, sql: &'static str, args: Vec<store::db::Arg>) {
    let tx = db.begin().await.unwrap();
    tx.run(sql, args).await.unwrap();
    tx.commit().await.unwrap();
}

/// A connection that is kept.
struct Line(TcpStream, SocketAddr);

impl Line {
    async fn new(addr: SocketAddr) -> Self {
        let stream = TcpStream::connect(addr).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self(stream, addr)
    }

    /// Sends a form, or asks for a page where there is none; status and head of the answer.
    async fn ask(&mut self, path: &str, form: Option<&str>, who: usize, n: usize) -> (u16, String) {
        let mut request = String::new();
        // Everybody calls from an address of their own: the limit is not what is measured.
        let address = format!("10.{}.{}.{}", n / 62500 % 250, n / 250 % 250, n % 250);
        let head = format!(
            "HTTP/1.1\r\nhost: {}\r\nx-forwarded-for: {address}\r\ncookie: resident={}\r\n",
            self.1,
            token(who),
        );
        match form {
            Some(body) => write!(
                request,
                "POST {path} {head}accept: text/html\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            ),
            None => write!(request, "GET {path} {head}accept: text/html\r\n\r\n"),
        }
        .unwrap();
        self.0.write_all(request.as_bytes()).await.unwrap();
        let mut read = Vec::with_capacity(64 * 1024);
        loop {
            let mut chunk = [0; 32 * 1024];
            let n = self.0.read(&mut chunk).await.unwrap();
            assert!(n > 0, "the server hung up: {}", String::from_utf8_lossy(&read));
            read.extend_from_slice(&chunk[..n]);
            let Some(end) = read.windows(4).position(|w| w == b"\r\n\r\n") else {
                continue;
            };
            let head = String::from_utf8_lossy(&read[..end]).into_owned();
            let body = &read[end + 4..];
            let length = head
                .lines()
                .find_map(|l| l.strip_prefix("content-length: "))
                .and_then(|l| l.parse::<usize>().ok());
            let whole = length.map_or_else(|| body.ends_with(b"0\r\n\r\n"), |length| body.len() >= length);
            if whole {
                return (head[9..12].parse().unwrap(), head);
            }
        }
    }
}

/// Calls `one` with a number of its own each time, `crowd` at once, for as long as is measured; how many a second.
async fn rate<F: Future<Output = ()> + Send>(
    crowd: usize,
    one: impl Fn(usize, usize) -> F + Send + Sync + 'static + Clone,
) -> f64
where
    F: 'static,
{
    let done = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let tasks: Vec<_> = (0..crowd)
        .map(|who| {
            let (one, done) = (one.clone(), done.clone());
            tokio::spawn(async move {
                while begun.elapsed() < MEASURED {
                    one(who, done.fetch_add(1, Ordering::Relaxed)).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    done.load(Ordering::Relaxed) as f64 / begun.elapsed().as_secs_f64()
}

/// The rows of one booking of an hour, as the product writes them.
async fn bare(tx: &Tx, id: i64, room: i64, slot: i64, day: Date) {
    tx.run(
        "INSERT INTO request_key (key, at, answer) VALUES ($1, 0, $2)",
        args![format!("bare-{id}"), id.to_string()],
    )
    .await
    .unwrap();
    tx.run(
        "INSERT INTO booking (id, number, room_id, resident_id, day, start_minute, end_minute, first_slot, end_slot,
             held_first, held_end, units, seats, whole, party, name, purpose, minors, adult, state, source, made_by,
             reason, created_at, updated_at, version)
         VALUES ($1, $2, $3, (SELECT MIN(id) FROM resident), $4, 540, 600, $5, $5 + 4, $5, $5 + 4, 1, 1, FALSE, 1, '王芳', '', FALSE, FALSE,
             'confirmed', 'self', NULL, '', 0, 0, 1)",
        args![id, format!("B{id}"), room, day, slot],
    )
    .await
    .unwrap();
    tx.run(
        "INSERT INTO booking_slot (room_id, slot, unit, booking_id) VALUES ($1, $2, $4, $3), ($1, $2 + 1, $4, $3), ($1, $2 + 2, $4, $3), ($1, $2 + 3, $4, $3)",
        args![room, slot, id, id % 90_000 + 1_000],
    )
    .await
    .unwrap();
    tx.run(
        "INSERT INTO booking_event (id, booking_id, at, who, staff_id, kind, detail) VALUES ($1, $1, 0, '', NULL, 'placed', '')",
        args![id],
    )
    .await
    .unwrap();
}

async fn bookings(town: &Arc<Town>, engine: &str, next: &AtomicUsize) {
    for crowd in CROWDS {
        let server = town.deployment.start();
        let lines: Arc<Vec<_>> = {
            let mut lines = Vec::new();
            for _ in 0..crowd {
                lines.push(tokio::sync::Mutex::new(Line::new(town.deployment.addr).await));
            }
            Arc::new(lines)
        };
        let first = next.fetch_add(1_000_000, Ordering::Relaxed);
        let http = {
            let town = town.clone();
            rate(crowd, move |who, n| {
                let (town, lines) = (town.clone(), lines.clone());
                async move {
                    let n = first + n;
                    let (room, day, start) = town.wish(n);
                    let (hour, end) = (start / 60, start / 60 + 1);
                    let form = format!(
                        "room={room}&key=k{n}&show=1&input[day]={day}&input[start]={hour:02}:00&input[end]={end:02}:00&input[seats]=1&input[party]=1&input[name]=n"
                    );
                    let (status, head) = lines[who].lock().await.ask("/api/booking/place", Some(&form), who, n).await;
                    assert!(status == 303 || status == 200, "{head}");
                }
            })
            .await
        };
        drop(server);
        let first = next.fetch_add(1_000_000, Ordering::Relaxed);
        let bare = {
            let town = town.clone();
            rate(crowd, move |_, n| {
                let town = town.clone();
                async move {
                    let id = i64::try_from(first + n).unwrap();
                    let (room, day, _) = town.wish(first + n);
                    let room = room.parse::<model::room::RoomId>().unwrap().as_i64();
                    let tx = town.db.begin().await.unwrap();
                    bare(&tx, id, room, id, day).await;
                    tx.commit().await.unwrap();
                }
            })
            .await
        };
        println!(
            "{engine}: {crowd:>2} at once: {http:.0} bookings/s over HTTP, {:.2} of {bare:.0}/s by bare SQL",
            http / bare
        );
    }
    let placed = "SELECT COUNT(*) AS n FROM booking WHERE name = 'n'";
    let placed: i64 = town.db.row(placed, vec![]).await.unwrap().unwrap().get("n").unwrap();
    println!("{engine}: {placed} bookings were placed over HTTP");
}

/// Ten years of bookings, one every three days and bookable room (some 480 a center and year), and the coming four weeks with
/// three a day and their slots; in `copies` times the centers there are.
async fn ten_years(town: &Town, copies: i64) {
    let copy = async |sql: &'static str| write(&town.db, sql, args![copies]).await;
    if copies > 1 {
        copy(
            "INSERT INTO center SELECT c.id + n.i * 1000000, c.kind, c.division, c.name || '·' || CAST(n.i AS TEXT), c.name_en, c.address, c.phone,
                 c.lng, c.lat, c.position_source, c.area_reception, c.area_counter, c.area_waiting, c.area_convenience, c.introduction,
                 c.introduction_en, c.retired, c.version, c.updated_at, c.updated_by
             FROM center c CROSS JOIN (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $1) SELECT i FROM n) n",
        )
        .await;
        copy(
            "INSERT INTO opening_interval SELECT o.center_id + n.i * 1000000, o.weekday, o.start_minute, o.end_minute, o.shift
             FROM opening_interval o CROSS JOIN (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $1) SELECT i FROM n) n",
        )
        .await;
        copy(
            "INSERT INTO room SELECT r.id + n.i * 1000000, r.center_id + n.i * 1000000, r.kind, r.name, r.name_en, r.capacity, r.equipment, r.accessibility,
                 r.retired, r.version, r.updated_at, r.updated_by
             FROM room r CROSS JOIN (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $1) SELECT i FROM n) n",
        )
        .await;
        copy(
            "INSERT INTO room_rule SELECT r.room_id + n.i * 1000000, r.mode, r.units, r.whole_too, r.step_minutes, r.shortest_minutes, r.longest_minutes,
                 r.lead_minutes, r.ahead_days, r.cutoff_minutes, r.quota_day, r.quota_week, r.buffer_before_minutes, r.buffer_after_minutes, r.approval,
                 r.check_in, r.grace_minutes, r.party_min, r.party_max, r.minors, r.bring, r.private, r.changes, r.version, r.updated_at, r.updated_by
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
    write(&town.db, "ANALYZE", vec![]).await;
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
         SELECT e.id, 'F' || CAST(e.id AS TEXT), e.id, a.center_id, 'closed', $1, $1 + 86400 * (e.id % 9), $1, $1 + 86400 * (e.id % 9), 1, $1, ''
         FROM evaluation e JOIN evaluation_ask a ON a.id = e.ask_id WHERE e.level = 5
         ON CONFLICT DO NOTHING",
        args![jiff::Timestamp::now().as_second()],
    )
    .await;
    write(
        &town.db,
        "INSERT INTO follow_up_event (follow_up_id, seq, at, who, step, words, level)
         SELECT f.id, 1, f.opened_at, '', 'order', '', 0 FROM follow_up f
         ON CONFLICT DO NOTHING",
        vec![],
    )
    .await;
}

/// p50 and p99 in milliseconds, one after the other.
async fn times(line: &mut Line, path: &str) -> (f64, f64) {
    let mut took = Vec::with_capacity(SAMPLES);
    for n in 0..SAMPLES {
        let begun = Instant::now();
        let (status, head) = line.ask(path, None, 0, n).await;
        took.push(begun.elapsed().as_secs_f64() * 1000.0);
        assert_eq!(status, 200, "{head}");
    }
    took.sort_by(f64::total_cmp);
    (took[SAMPLES / 2], took[SAMPLES * 99 / 100])
}

async fn looking(town: &Town, engine: &str) {
    for (centers, copies) in [(43, 1), (500, 12)] {
        ten_years(town, copies).await;
        let count =
            async |sql: &'static str| -> i64 { town.db.row(sql, vec![]).await.unwrap().unwrap().get("n").unwrap() };
        let bookings = count("SELECT COUNT(*) AS n FROM booking").await;
        let ratings = count("SELECT COUNT(*) AS n FROM evaluation").await;
        let server = town.deployment.start();
        let mut line = Line::new(town.deployment.addr).await;
        let day = town.days[0];
        let pages = [
            (
                "a room's week",
                format!("/centers/{}/rooms/{}", town.center, town.rooms[0]),
            ),
            (
                "a center's day, all rooms",
                format!("/centers/{}/day?day={day}", town.center),
            ),
            (
                "a seat anywhere on a day",
                format!("/book?kind=reading_space&day={day}&start=15:00&end=16:00"),
            ),
            ("a room for 30 in a week", format!("/book?span=week&day={day}&party=30")),
            ("figures of this year", format!("/figures?period={}", day.year())),
            ("figures of the year before", format!("/figures?period={}", day.year() - 1)),
            ("figures of a year as a file", format!("/open/evaluations.csv?period={}", day.year() - 1)),
        ];
        for (name, path) in &pages {
            times(&mut line, path).await; // warm
            let (p50, p99) = times(&mut line, path).await;
            println!(
                "{engine}: {centers} centers, {bookings} bookings, {ratings} ratings: {name}: p50 {p50:.1} ms, p99 {p99:.1} ms (whole page, server-rendered)"
            );
        }
        drop(server);
    }
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let durable = postgres::new_database_with("-c shared_buffers=128MB").await;
        for (engine, database) in [("SQLite", None), ("PostgreSQL", durable)] {
            if engine == "PostgreSQL" && database.is_none() {
                println!("*** PASSED OVER: no PostgreSQL ***");
                continue;
            }
            let town = Arc::new(Town::new(database).await);
            bookings(&town, engine, &AtomicUsize::new(0)).await;
            looking(&town, engine).await;
        }
    });
}
