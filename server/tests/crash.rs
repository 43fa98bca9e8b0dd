//! The binary as a whole: killed again and again while people book, it keeps every booking that it has acknowledged, and none
//! twice or half.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)] // a test with a real server has a real clock

#[path = "../store/tests/store/agreement.rs"]
mod agreement;
#[path = "../store/tests/store/postgres.rs"]
mod postgres;

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    thread::sleep,
    time::{Duration, Instant},
};
use store::{Act, Db, booking, db::Query as _, resident::session::NewSession, resident::sign_in};
use tempfile::TempDir;

/// People who book at the same time.
const CLIENTS: usize = 8;
/// What each of them books, one after the other, for somebody else each time.
const EACH: usize = 14;
/// How long the server lives each time, milliseconds; then it is killed.
const LIVES: [u64; 6] = [700, 350, 900, 500, 250, 1100];

/// A deployment whose server comes and goes.
struct Deployment {
    folder: TempDir,
    database: String,
    addr: SocketAddr,
    room: String,
    /// Working days from tomorrow.
    days: Vec<String>,
    /// A resident each: cookie.
    tokens: Vec<String>,
}

/// What was acknowledged: whose token, and the number.
type Acknowledged = Arc<Mutex<Vec<(usize, String)>>>;

fn block<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

impl Deployment {
    /// With the sample and with residents who are signed in.
    async fn new(database: Option<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = database.unwrap_or_else(|| folder.path().join("doorstep.db").to_string_lossy().into_owned());
        let db = Db::connect(&database, 2).await.unwrap();
        db.migrate().await.unwrap();
        let last = AtomicI64::new(0);
        let now = jiff::Timestamp::now();
        let act = Act {
            at: now.as_second(),
            who: "test".to_owned(),
            staff: None,
            ids: Arc::new(move || last.fetch_add(1, Ordering::Relaxed) + 1),
        };
        assert!(store::sample::load(&db, &act).await.unwrap());
        // A room with more seats than anybody wants in one place, and one where they do collide.
        let row = db
            .row(
                "SELECT r.room_id FROM room_rule r WHERE r.mode = 'seats' AND NOT r.approval ORDER BY r.units DESC, r.room_id LIMIT 1",
                vec![],
            )
            .await
            .unwrap()
            .unwrap();
        let room: model::room::RoomId = row.id("room_id").unwrap();
        let mut tokens = Vec::new();
        for i in 0..CLIENTS * EACH {
            let token = format!("resident-{i}");
            let slip = format!("slip-{i}");
            sign_in::make_slip(&db, &act, slip.as_bytes(), &format!("138{i:08}"))
                .await
                .unwrap();
            let hash = app::server::token_hash(&token);
            let new = NewSession {
                token_hash: &hash,
                device: "test",
            };
            sign_in::use_slip(&db, &act, slip.as_bytes(), new).await.unwrap();
            tokens.push(token);
        }
        db.close().await;
        let zone = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap();
        let today = now.to_zoned(zone).date();
        let days = (1..)
            .filter_map(|n| today.checked_add(jiff::Span::new().days(n)).ok())
            .filter(|day| day.weekday().to_monday_one_offset() <= 5)
            .take(5)
            .map(|day| day.to_string())
            .collect();
        Self {
            folder,
            database,
            addr: TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap(),
            room: room.to_string(),
            days,
            tokens,
        }
    }

    fn start(&self) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
        command
            .args(["serve", "--behind-proxy"])
            .env("DOORSTEP_DATA", self.folder.path())
            .env("DOORSTEP_SITE", self.folder.path().join("site"))
            .env("DOORSTEP_ADDR", self.addr.to_string())
            .env_remove("DATABASE_URL")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if self.database.starts_with("postgres:") {
            command.env("DATABASE_URL", &self.database);
        }
        let child = command.spawn().unwrap();
        let begun = Instant::now();
        while TcpStream::connect(self.addr).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(60), "it started");
            sleep(Duration::from_millis(10));
        }
        child
    }

    /// Books for the `i`th resident; the number, or nothing where the server died before it had answered. Some collide on
    /// purpose: those are refused, which is an answer too.
    fn book(&self, i: usize) -> Option<Option<String>> {
        let day = &self.days[i % self.days.len()];
        let start = ["09:00", "10:00", "15:00", "16:00"][i / self.days.len() % 4];
        let end = ["10:00", "11:00", "16:00", "17:00"][i / self.days.len() % 4];
        let body = format!(
            "show=1&room={}&key=k{i}&input[day]={day}&input[start]={start}&input[end]={end}&input[seats]=1&input[party]=1&input[name]=n{i}",
            self.room
        );
        let mut connection = TcpStream::connect(self.addr).ok()?;
        connection.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let head = format!(
            "POST /api/booking/place HTTP/1.1\r\nhost: {}\r\nconnection: close\r\naccept: text/html\r\nx-forwarded-for: 10.1.{}.{}\r\n\
             cookie: resident={}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            self.addr,
            i / 200,
            i % 200,
            self.tokens[i],
            body.len()
        );
        connection.write_all(head.as_bytes()).ok()?;
        let mut answer = String::new();
        connection.read_to_string(&mut answer).ok()?;
        let status = answer.split_whitespace().nth(1)?.parse::<u16>().ok()?;
        assert!(status < 500 && status != 401 && status != 429, "{answer}");
        let number = answer
            .lines()
            .find_map(|line| line.strip_prefix("location: /bookings/"))
            .map(|to| to.trim().trim_end_matches("?new=1").to_owned());
        Some(number)
    }

    /// What the database says while no server runs.
    async fn examine(&self, acknowledged: &Acknowledged) -> i64 {
        let db = Db::connect(&self.database, 2).await.unwrap();
        let acknowledged = acknowledged.lock().unwrap().clone();
        for (i, number) in &acknowledged {
            let found = booking::by_number(&db, number.parse().unwrap()).await.unwrap();
            let name = found.map(|b| b.name);
            assert_eq!(
                name.as_deref(),
                Some(format!("n{i}").as_str()),
                "{number} was acknowledged"
            );
        }
        let twice =
            "SELECT COUNT(*) AS n FROM (SELECT resident_id FROM booking GROUP BY resident_id HAVING COUNT(*) > 1) x";
        let twice: i64 = db.row(twice, vec![]).await.unwrap().unwrap().get("n").unwrap();
        assert_eq!(twice, 0, "booked twice");
        let held = agreement::agree(&db).await;
        db.close().await;
        held
    }
}

fn story(database: Option<String>) {
    let deployment = Arc::new(block(Deployment::new(database)));
    let acknowledged = Acknowledged::default();
    let pace = Arc::new(AtomicBool::new(true));
    let mut server = deployment.start();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let (deployment, acknowledged, pace) = (deployment.clone(), acknowledged.clone(), pace.clone());
            std::thread::spawn(move || {
                for i in (0..EACH).map(|n| n * CLIENTS + client) {
                    let begun = Instant::now();
                    // The network was cut: the same submission again.
                    let number = loop {
                        if let Some(answer) = deployment.book(i) {
                            break answer;
                        }
                        assert!(begun.elapsed() < Duration::from_secs(120), "an answer");
                        sleep(Duration::from_millis(15));
                    };
                    if let Some(number) = number {
                        acknowledged.lock().unwrap().push((i, number));
                    }
                    // Spread over the lives of the server.
                    if pace.load(Ordering::Relaxed) {
                        sleep(Duration::from_millis(120));
                    }
                }
            })
        })
        .collect();
    for life in LIVES {
        sleep(Duration::from_millis(life));
        server.kill().unwrap(); // SIGKILL
        server.wait().unwrap();
        block(deployment.examine(&acknowledged));
        server = deployment.start();
    }
    pace.store(false, Ordering::Relaxed);
    for client in clients {
        client.join().unwrap();
    }
    server.kill().unwrap();
    server.wait().unwrap();
    let held = block(deployment.examine(&acknowledged));
    let acknowledged = acknowledged.lock().unwrap().len();
    // Every submission was repeated until it was answered, so nothing is there that nobody knows of.
    assert_eq!(usize::try_from(held).unwrap(), acknowledged);
    assert!(acknowledged > CLIENTS * EACH / 2, "{acknowledged} were booked");
}

#[test]
fn killed_again_and_again_it_keeps_every_acknowledged_booking_on_sqlite() {
    story(None);
}

#[test]
fn killed_again_and_again_it_keeps_every_acknowledged_booking_on_postgres() {
    if let Some(database) = block(postgres::new_database()) {
        story(Some(database));
    }
}
