//! The whole site in a test: the sample town on SQLite in a temporary folder, at a moment that passes only as a test says.

use super::{Front, Live, Web, router};
use crate::config::ServeConfig;
use app::server::{Clock, Server};
use axum::{Router, body::Body, extract::Request, http::HeaderMap};
use clap::Parser;
use leptos::config::{Env, LeptosOptions};
use model::{
    center::{CenterFields, CenterId},
    permission::{Grant, Role, Scope},
};
use std::{
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};
use store::{Act, Db, Store};
use tempfile::TempDir;
use tower::ServiceExt as _;
use tracing::subscriber::DefaultGuard;

/// Friday 2026-09-18 10:00 in Shanghai, in milliseconds.
const NOW_MILLIS: i64 = 1_789_696_800_000;

/// See the module. The folder goes when it is dropped.
pub(crate) struct Site {
    router: Router,
    pub server: Server,
    /// Open streams.
    pub live: Live,
    clock: Arc<SetClock>,
    _folder: TempDir,
}

/// What came back.
pub(crate) struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    /// A header's text; empty where it is missing.
    pub(crate) fn header(&self, name: &str) -> String {
        self.headers
            .get(name)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    }
}

struct SetClock(AtomicI64);

impl Clock for SetClock {
    fn now_millis(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

#[derive(Parser)]
struct Defaults {
    #[command(flatten)]
    serve: ServeConfig,
}

impl Site {
    /// With the sample loaded.
    pub(crate) async fn sample() -> Self {
        Self::reached_at("https://door.example").await
    }

    /// With the sample loaded, reached from outside under `origin`.
    pub(crate) async fn reached_at(origin: &str) -> Self {
        Self::built(origin, &[]).await
    }

    /// With the sample loaded, in another zone.
    pub(crate) async fn in_zone(zone: &str) -> Self {
        Self::made("https://door.example", zone, &[]).await
    }

    /// With the sample loaded, and a front end of these files.
    pub(crate) async fn built(origin: &str, files: &[(&str, &str)]) -> Self {
        Self::made(origin, "Asia/Shanghai", files).await
    }

    async fn made(origin: &str, zone: &str, files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in files {
            let file = folder.path().join("site").join(name);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, content).unwrap();
        }
        let place = folder.path().join("test.db");
        let db = Db::connect(&place.to_string_lossy(), 2).await.unwrap();
        db.migrate().await.unwrap();
        let last = AtomicI64::new(0);
        let clock = Arc::new(SetClock(AtomicI64::new(NOW_MILLIS)));
        let server = Server {
            store: Store::new(db),
            clock: clock.clone(),
            ids: Arc::new(move || last.fetch_add(1, Ordering::Relaxed) + 1),
            // Different every time, as real ones are: sessions begin with them.
            secret: || {
                static NEXT: AtomicI64 = AtomicI64::new(0);
                let mut secret = [7; 32];
                secret[24..].copy_from_slice(&NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
                secret
            },
            code_salt: [7; 32].as_slice().into(),
            sealer: Arc::new(crate::seal::Seal::read(&[7; crate::seal::KEY_BYTES]).unwrap()),
            file_sealer: Arc::new(crate::seal::Seal::read(&[8; crate::seal::KEY_BYTES]).unwrap()),
            outbox: Arc::default(),
            push_key: "test".into(),
            zone: jiff::tz::TimeZone::get(zone).unwrap(),
            data: folder.path().to_owned(),
            origin: origin.to_owned(),
            assets: "test".into(),
        };
        assert!(store::sample::load(server.store.db(), &act(&server)).await.unwrap());
        let mut config = Defaults::parse_from(["server"]).serve;
        config.site = Some(folder.path().join("site"));
        let options = LeptosOptions::builder()
            .output_name("doorstep")
            .site_root("site")
            .env(Env::PROD)
            .hash_files(false)
            .build();
        let live = Live::default();
        let router = router(Web {
            front: Arc::new(Front::read(folder.path(), &options)),
            server: server.clone(),
            options,
            config: Arc::new(config),
            live: live.clone(),
        });
        Self {
            router,
            server,
            live,
            clock,
            _folder: folder,
        }
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds * 1000, Ordering::Relaxed);
    }

    /// Answers a `GET`.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    /// Answers a `GET` with headers.
    pub(crate) async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Answers anything.
    pub(crate) async fn send(&self, request: Request) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    /// What comes back before its body has been read.
    pub(crate) async fn answer(&self, request: Request) -> axum::response::Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Every route that the router knows. It has no list of them, but says them where it is printed for developers.
    pub(crate) fn routes(&self) -> Vec<String> {
        let printed = format!("{:?}", self.router);
        let quoted = printed.split('"').skip(1).step_by(2);
        quoted
            .filter(|text| text.len() > 1 && text.starts_with('/') && !text.contains("__private"))
            .map(str::to_owned)
            .collect()
    }

    /// Serves it on a port of this computer: what a connection does can be seen there only.
    pub(crate) async fn listen(&self) -> std::net::SocketAddr {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let router = self.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await });
        at
    }

    /// Sends a form as a browser without scripts does.
    pub(crate) async fn post(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
        let request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "text/html,application/xhtml+xml,*/*;q=0.8")
            .header("accept-language", "zh-CN")
            .header("cookie", cookie)
            .body(Body::from(serde_urlencoded::to_string(fields).unwrap()))
            .unwrap();
        self.send(request).await
    }

    /// Sends a form with a file as a browser does.
    pub(crate) async fn post_file(&self, path: &str, cookie: &str, fields: &[(&str, &str)], file: &str) -> Answer {
        self.post_files(path, cookie, fields, &[("file", file.as_bytes())])
            .await
    }

    /// Sends a form with files as a browser does.
    pub(crate) async fn post_files(
        &self,
        path: &str,
        cookie: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &[u8])],
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            let head = format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(head.as_bytes());
        }
        for (name, file) in files {
            let head = format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"f\"\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(file);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--x--\r\n");
        let request = Request::post(path)
            .header("content-type", "multipart/form-data; boundary=x")
            .header("accept", "text/html")
            .header("accept-language", "zh-CN")
            .header("cookie", cookie)
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// An administrator of everything with that user name and the password `Correct-Horse-9`, signed in: the cookie.
    pub(crate) async fn administrator(&self, username: &str) -> String {
        let (db, act) = (self.server.store.db(), act(&self.server));
        let new = store::staff::NewStaff {
            username: username.to_owned(),
            name: username.to_owned(),
            phone: String::new(),
            grants: vec![Grant {
                role: Role::Administrator,
                scope: Scope::Everywhere,
            }],
            password_hash: store::staff::password::hash("Correct-Horse-9", &[3; 16]).unwrap(),
            must_change_password: false,
        };
        let id = store::staff::create(db, &act, username, &new).await.unwrap();
        let hash = app::server::token_hash(username);
        store::session::create(db, &act, &hash, id).await.unwrap();
        format!("session={username}")
    }

    /// The first center in the list: the town's.
    pub(crate) async fn first(&self) -> CenterId {
        self.server
            .store
            .directory(self.server.local_now().day)
            .await
            .unwrap()
            .entries()[0]
            .id
    }

    /// Gives the first center another name.
    pub(crate) async fn rename_first(&self, name: &str) -> CenterId {
        let db = self.server.store.db();
        let center = store::center::get(db, self.first().await).await.unwrap().unwrap();
        let fields = CenterFields {
            kind: center.kind,
            division: center.division,
            names: model::text::Names::new(name, ""),
            address: center.address,
            phone: center.phone,
            position: center.position,
            areas: center.areas,
            introduction: center.introduction,
        };
        store::center::save(db, &act(&self.server), center.id, center.version, &fields)
            .await
            .unwrap();
        center.id
    }

    /// Takes the first center out of service.
    pub(crate) async fn retire_first(&self) -> CenterId {
        let db = self.server.store.db();
        let center = store::center::get(db, self.first().await).await.unwrap().unwrap();
        store::center::retire(db, &act(&self.server), center.id, center.version)
            .await
            .unwrap();
        center.id
    }
}

/// An act of nobody in particular.
pub(crate) fn act(server: &Server) -> Act {
    app::server::anonymous(server, "test")
}

/// The fields of a form as those calls take them that send it.
pub(crate) fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect()
}

/// The fields of a form, of which one says something else.
pub(crate) fn with<'a>(fields: &[(&'a str, &'a str)], other: (&'a str, &'a str)) -> Vec<(&'a str, &'a str)> {
    let all = fields.iter().copied();
    all.map(|field| if field.0 == other.0 { other } else { field })
        .collect()
}

/// The fields of a form without some of them.
pub(crate) fn without<'a>(fields: &[(&'a str, &'a str)], names: &[&str]) -> Vec<(&'a str, &'a str)> {
    let all = fields.iter().copied();
    all.filter(|(name, _)| !names.contains(name)).collect()
}

/// A log that can be read.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Writes into it what this thread does until the guard is dropped.
    pub(crate) fn begin() -> (Self, DefaultGuard) {
        let log = Self::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone()).finish();
        (log, tracing::subscriber::set_default(subscriber))
    }

    /// What stands in it.
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
