//! A deployment for what looks at the binary as a whole: the sample town, residents who are signed in, and a server that comes and
//! goes.

use jiff::civil::Date;
use std::{
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    thread::sleep,
    time::{Duration, Instant},
};
use store::{
    Act, Db,
    resident::{session::NewSession, sign_in},
};
use tempfile::TempDir;

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// See the module.
pub(crate) struct Deployment {
    folder: TempDir,
    /// Where its database is.
    pub(crate) database: String,
    /// Where its server listens.
    pub(crate) addr: SocketAddr,
    /// Today in its zone.
    pub(crate) today: Date,
}

/// The cookie of the `i`th resident.
pub(crate) fn token(i: usize) -> String {
    format!("resident-{i}")
}

/// A server, killed at the end whatever happens.
pub(crate) struct Running(Child);

impl Running {
    /// SIGKILL, at once.
    pub(crate) fn kill(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Deployment {
    /// With the sample and so many residents who are signed in, on the database of that address or on one of its own; and a
    /// connection to it.
    pub(crate) async fn new(database: Option<String>, residents: usize, connections: u32) -> (Self, Db) {
        let folder = tempfile::tempdir().unwrap();
        let database = database.unwrap_or_else(|| folder.path().join("doorstep.db").to_string_lossy().into_owned());
        let db = Db::connect(&database, connections).await.unwrap();
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
        for i in 0..residents {
            let (token, slip, phone) = (token(i), format!("slip-{i}"), format!("138{i:08}"));
            sign_in::make_slip(&db, &act, slip.as_bytes(), &phone, false)
                .await
                .unwrap();
            let hash = app::server::token_hash(&token);
            let new = NewSession {
                token_hash: &hash,
                device: "test",
            };
            sign_in::use_slip(&db, &act, slip.as_bytes(), new).await.unwrap();
        }
        let zone = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap();
        let deployment = Self {
            folder,
            database,
            addr: TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap(),
            today: now.to_zoned(zone).date(),
        };
        (deployment, db)
    }

    /// Working days from tomorrow on.
    pub(crate) fn weekdays(&self, count: usize) -> Vec<Date> {
        (1..)
            .filter_map(|n| self.today.checked_add(jiff::Span::new().days(n)).ok())
            .filter(|day| day.weekday().to_monday_one_offset() <= 5)
            .take(count)
            .collect()
    }

    /// Starts the server and waits until it takes connections.
    pub(crate) fn start(&self) -> Running {
        let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
        command
            .args(["serve", "--behind-proxy"])
            .env("DOORSTEP_DATA", self.folder.path())
            .env("DOORSTEP_SITE", self.folder.path().join("site"))
            .env("DOORSTEP_ADDR", self.addr.to_string())
            .env("DOORSTEP_LOG", "error")
            .env_remove("DATABASE_URL")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if self.database.starts_with("postgres:") {
            command.env("DATABASE_URL", &self.database);
        }
        let running = Running(command.spawn().unwrap());
        let begun = Instant::now();
        while TcpStream::connect(self.addr).is_err() {
            assert!(begun.elapsed() < PATIENCE, "it started");
            sleep(Duration::from_millis(10));
        }
        running
    }
}
