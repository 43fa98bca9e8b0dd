//! The binary as a whole: killed again and again while people book, it keeps every booking that it has acknowledged, and none
//! twice or half.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)] // a test with a real server has a real clock

#[path = "../store/tests/store/agreement.rs"]
mod agreement;
#[path = "support/deployment.rs"]
mod deployment;
#[path = "../store/tests/store/postgres.rs"]
mod postgres;

use deployment::{Deployment, token};
use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::sleep,
    time::{Duration, Instant},
};
use store::{Db, booking, db::Query as _};

/// People who book at the same time.
const CLIENTS: usize = 8;
/// What each of them books, one after the other, for somebody else each time.
const EACH: usize = 14;
/// How long the server lives each time, milliseconds; then it is killed.
const LIVES: [u64; 6] = [700, 350, 900, 500, 250, 1100];

/// What was acknowledged: whose token, and the number.
type Acknowledged = Arc<Mutex<Vec<(usize, String)>>>;

fn block<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

/// A deployment, and the room and days that people book in it.
struct Story {
    deployment: Deployment,
    room: String,
    days: Vec<String>,
}

impl Story {
    async fn new(database: Option<String>) -> Self {
        let (deployment, db) = Deployment::new(database, CLIENTS * EACH, 2).await;
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
        db.close().await;
        let days = deployment.weekdays(5);
        Self {
            room: room.to_string(),
            days: days.iter().map(ToString::to_string).collect(),
            deployment,
        }
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
        let mut connection = TcpStream::connect(self.deployment.addr).ok()?;
        connection.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let head = format!(
            "POST /api/booking/place HTTP/1.1\r\nhost: {}\r\nconnection: close\r\naccept: text/html\r\nx-forwarded-for: 10.1.{}.{}\r\n\
             cookie: resident={}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            self.deployment.addr,
            i / 200,
            i % 200,
            token(i),
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
        let db = Db::connect(&self.deployment.database, 2).await.unwrap();
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

fn tell(database: Option<String>) {
    let story = Arc::new(block(Story::new(database)));
    let acknowledged = Acknowledged::default();
    let pace = Arc::new(AtomicBool::new(true));
    let mut server = story.deployment.start();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let (story, acknowledged, pace) = (story.clone(), acknowledged.clone(), pace.clone());
            std::thread::spawn(move || {
                for i in (0..EACH).map(|n| n * CLIENTS + client) {
                    let begun = Instant::now();
                    // The network was cut: the same submission again.
                    let number = loop {
                        if let Some(answer) = story.book(i) {
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
        server.kill();
        block(story.examine(&acknowledged));
        server = story.deployment.start();
    }
    pace.store(false, Ordering::Relaxed);
    for client in clients {
        client.join().unwrap();
    }
    server.kill();
    let held = block(story.examine(&acknowledged));
    let acknowledged = acknowledged.lock().unwrap().len();
    // Every submission was repeated until it was answered, so nothing is there that nobody knows of.
    assert_eq!(usize::try_from(held).unwrap(), acknowledged);
    assert!(acknowledged > CLIENTS * EACH / 2, "{acknowledged} were booked");
}

#[test]
fn killed_again_and_again_it_keeps_every_acknowledged_booking_on_sqlite() {
    tell(None);
}

#[test]
fn killed_again_and_again_it_keeps_every_acknowledged_booking_on_postgres() {
    if let Some(database) = block(postgres::new_database()) {
        tell(Some(database));
    }
}
