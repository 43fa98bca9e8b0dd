//! What the screens for cases cost, over HTTP, on both engines: the p50 and p99 of a village's counter and the town's, of the town's screen
//! and the statistics, with a year of cases and with ten, in 43 centers (18,300 cases a year) and in 500 (as many in each center). The
//! figures to compare are those of one run.
#![cfg(unix)]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods
)]

#[path = "../tests/support/deployment.rs"]
#[allow(dead_code)] // what the other benches and tests look at
mod deployment;
#[path = "../store/tests/store/postgres.rs"]
#[allow(dead_code)] // the tests' cluster, with settings of our own
mod postgres;
#[path = "case/seed.rs"]
mod seed;

use deployment::Deployment;
use std::{net::SocketAddr, time::Instant};
use store::Db;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Requests behind a p50 and a p99, or as many as a minute has, which are said then.
const SAMPLES: usize = 200;
/// One in so many is the first after a fold.
const FOLDED: usize = 5;
/// Cases of a center in a year: 18,300 in 43.
const A_YEAR: i64 = 426;

/// A connection that is kept, of somebody who may see everything.
struct Line(TcpStream, SocketAddr);

impl Line {
    async fn new(addr: SocketAddr) -> Self {
        let stream = TcpStream::connect(addr).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self(stream, addr)
    }

    async fn get(&mut self, path: &str) -> usize {
        let host = self.1;
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {host}\r\ncookie: session={}\r\naccept: text/html\r\n\r\n",
            seed::TOKEN
        );
        self.0.write_all(request.as_bytes()).await.unwrap();
        let mut read = Vec::with_capacity(256 * 1024);
        loop {
            let mut chunk = [0; 64 * 1024];
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
            if length.map_or_else(|| body.ends_with(b"0\r\n\r\n"), |length| body.len() >= length) {
                assert!(head.contains(" 200 "), "{head}");
                return body.len();
            }
        }
    }
}

/// p50 and p99 in milliseconds.
fn spread(mut took: Vec<f64>) -> (f64, f64) {
    took.sort_by(f64::total_cmp);
    (took[took.len() / 2], took[took.len() * 99 / 100])
}

/// What it takes, one after the other, and how long the answer is. Before every [`FOLDED`]th the tally is folded, as it is once a minute
/// while cases are handled: those first readers pay for the present month, and are counted apart.
async fn times(line: &mut Line, db: &Db, month: &str, path: &str) -> ([(f64, f64); 2], usize, usize) {
    let (mut warm, mut first, mut length) = (Vec::new(), Vec::new(), 0);
    let began = Instant::now();
    for n in (0..SAMPLES).take_while(|n| *n < 2 * FOLDED || began.elapsed().as_secs() < 60) {
        let folded = n % FOLDED == 0;
        if folded {
            seed::fold(db, month).await;
        }
        let begun = Instant::now();
        length = line.get(path).await;
        let took = begun.elapsed().as_secs_f64() * 1000.0;
        let into = if folded { &mut first } else { &mut warm };
        into.push(took);
    }
    let count = warm.len() + first.len();
    ([spread(warm), spread(first)], length, count)
}

async fn looking(deployment: &Deployment, db: &Db, engine: &str) {
    let mut done = 0;
    for (centers, years) in [(43, 1), (43, 10), (500, 10)] {
        seed::centers(db, centers).await;
        // Years that are there already stay; more centers have more of each.
        let cases = seed::cases(db, deployment.today, (centers, years), A_YEAR, done).await;
        done = years;
        let (center, town) = (seed::first(db).await, seed::town(db).await);
        let server = deployment.start();
        let mut line = Line::new(deployment.addr).await;
        let pages = [
            ("the counter of a center", format!("/admin/counter?center={center}")),
            ("the town's counter", format!("/admin/counter?center={town}")),
            (
                "a name looked for there",
                format!("/admin/counter?center={town}&q=%E6%9D%8E%E7%8E%89"),
            ),
            ("the town's screen", "/admin/town".to_owned()),
            ("statistics of this year", "/admin/statistics".to_owned()),
            ("statistics of a center", format!("/admin/statistics?center={center}")),
            ("statistics as a file", "/admin/statistics.csv".to_owned()),
            (
                "all cases, those that have ended as well",
                "/admin/cases?state=all&page=3".to_owned(),
            ),
            ("cases that were decided", "/admin/cases?state=decided".to_owned()),
        ];
        let month = model::figures::Period::month_of(deployment.today).to_string();
        for (name, path) in &pages {
            // Nothing of it is in memory yet, as after a start.
            let begun = Instant::now();
            line.get(path).await;
            let cold = begun.elapsed().as_secs_f64() * 1000.0;
            for _ in 0..5 {
                line.get(path).await; // warm
            }
            let ([warm, first], length, count) = times(&mut line, db, &month, path).await;
            println!(
                "{engine}: {centers} centers, {years} years, {cases} cases: {name}: p50 {:.1} ms, p99 {:.1} ms; first after a fold \
                 p50 {:.1} ms, p99 {:.1} ms; cold {cold:.1} ms ({} KB, {count} requests)",
                warm.0,
                warm.1,
                first.0,
                first.1,
                length / 1024
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
            let (deployment, db) = Deployment::new(database, 1, 8).await;
            seed::person(&db).await;
            looking(&deployment, &db, engine).await;
        }
    });
}
