//! What booking costs, over HTTP, on both engines: bookings a second with 1, 16 and 64 people at once, as a share of the same
//! rows inserted by bare SQL into the same database with the same durability; then how long a week and a search take (p50, p99)
//! once there are ten years of bookings and five of ratings, in 43 centers and in 500. The figures to compare are those of one run.
#![cfg(unix)]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods
)]

#[path = "../tests/support/deployment.rs"]
mod deployment;
#[path = "../store/tests/store/postgres.rs"]
#[allow(dead_code)] // the tests' cluster, with settings of our own
mod postgres;
#[path = "booking/years.rs"]
mod years;

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
    if !db.is_sqlite() {
        // Millions of rows at once take longer than any statement of the server may.
        tx.run("SET LOCAL statement_timeout = 0", vec![]).await.unwrap();
    }
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
async fn rate<F>(crowd: usize, one: impl Fn(usize, usize) -> F + Send + Sync + 'static + Clone) -> f64
where
    F: Future<Output = ()> + Send + 'static,
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
                    assert_eq!(status, 303, "{head}");
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
        years::ten_years(town, copies).await;
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
                "a center's week, all rooms",
                format!("/centers/{}/day?span=week&date={day}", town.center),
            ),
            (
                "a seat anywhere on a day",
                format!("/book?kind=reading_space&day={day}&start=15:00&end=16:00"),
            ),
            ("a room for 30 in a week", format!("/book?span=week&day={day}&party=30")),
            ("figures of this year", format!("/figures?period={}", day.year())),
            (
                "figures of the year before",
                format!("/figures?period={}", day.year() - 1),
            ),
            (
                "figures of a year as a file",
                format!("/open/evaluations.csv?period={}", day.year() - 1),
            ),
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
