//! What every story needs: an empty, migrated database, somebody who acts, and a small town.

use crate::postgres;
use jiff::civil::{Date, date};
use model::{
    center::{CenterFields, CenterId, CenterInput},
    division::{Division, DivisionInput},
    permission::{Grant, Role, Scope},
    room::{RoomFields, RoomInput},
};
use std::{
    io::Write as _,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};
use store::{Act, Db, Store, StoreError, center, division, staff};

/// Now, in all stories.
pub(crate) const NOW: i64 = 1_790_000_000;
/// Today, in all stories: a Monday.
pub(crate) const TODAY: Date = date(2026, 9, 21);

pub(crate) const TOWN: &str = "152223100000";
pub(crate) const VILLAGE: &str = "152223100202";

/// An empty database and somebody who acts on it.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) store: Store,
    /// A second process on the same database.
    pub(crate) neighbour: Store,
    ids: Arc<AtomicI64>,
    address: String,
}

impl World {
    async fn on(address: &str) -> Self {
        let db = Db::connect(address, 8).await.unwrap();
        db.migrate().await.unwrap();
        db.migrate().await.unwrap(); // finds nothing to do
        let neighbour = Store::new(Db::connect(address, 2).await.unwrap());
        Self {
            store: Store::new(db),
            neighbour,
            ids: Arc::new(AtomicI64::new(1)),
            address: address.to_owned(),
        }
    }

    /// The same database by new connections, which know nothing of what its tables were like before.
    pub(crate) async fn reconnected(&self) -> Self {
        let db = Db::connect(&self.address, 2).await.unwrap();
        Self {
            store: Store::new(db),
            ..self.clone()
        }
    }

    pub(crate) fn db(&self) -> &Db {
        self.store.db()
    }

    /// 王芳 acts, now.
    pub(crate) fn act(&self) -> Act {
        self.act_at(NOW)
    }

    pub(crate) fn act_at(&self, at: i64) -> Act {
        let ids = Arc::clone(&self.ids);
        Act {
            at,
            who: "王芳".into(),
            staff: None,
            ids: Arc::new(move || ids.fetch_add(1, Ordering::Relaxed)),
        }
    }

    /// The town and one village.
    pub(crate) async fn divisions(&self) {
        for (code, parent, name, level) in [(TOWN, "", "音德尔镇", "town"), (VILLAGE, TOWN, "东风村", "village")]
        {
            division::create(self.db(), &self.act(), code, &division_of(code, parent, name, level))
                .await
                .unwrap();
        }
    }

    /// A center of the village.
    pub(crate) async fn center(&self, name: &str) -> CenterId {
        center::create(self.db(), &self.act(), &format!("new {name}"), &center_of(name))
            .await
            .unwrap()
    }

    /// An administrator of everything, with the password `Correct-Horse-9`.
    pub(crate) async fn administrator(&self, username: &str) -> model::staff::StaffId {
        let new = staff::NewStaff {
            username: username.into(),
            name: "李强".into(),
            phone: String::new(),
            grants: vec![Grant {
                role: Role::Administrator,
                scope: Scope::Everywhere,
            }],
            password_hash: staff::password::hash("Correct-Horse-9", &[3; staff::password::SALT_BYTES]).unwrap(),
            must_change_password: false,
        };
        staff::create(self.db(), &self.act(), username, &new).await.unwrap()
    }

    /// Runs `n` of them at once, every other one in the second process; what they answer, in their order.
    pub(crate) async fn at_once<T, F>(&self, n: i64, one: impl Fn(i64, Db) -> F) -> Vec<T>
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let tasks: Vec<_> = (0..n)
            .map(|i| {
                let db = if i % 2 == 0 { self.db() } else { self.neighbour.db() };
                tokio::spawn(one(i, db.clone()))
            })
            .collect();
        let mut answers = Vec::new();
        for task in tasks {
            answers.push(task.await.unwrap());
        }
        answers
    }

    /// All actions in the log, the newest first.
    pub(crate) async fn log(&self) -> Vec<model::audit::AuditEntry> {
        let filter = model::audit::AuditFilter::default();
        store::audit::export(self.db(), &filter, &jiff::tz::TimeZone::UTC)
            .await
            .unwrap()
    }
}

/// Of all who changed the first version at once one has written the second, and the others hear by whom and when.
pub(crate) fn one_has_won(answers: Vec<Result<i64, StoreError>>) {
    let mut won = 0;
    for answer in answers {
        match answer {
            Ok(version) => {
                assert_eq!(version, 2);
                won += 1;
            }
            Err(StoreError::Conflict { by, at, version }) => assert_eq!((by.as_str(), at, version), ("王芳", NOW, 2)),
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(won, 1);
}

pub(crate) fn division_of(code: &str, parent: &str, name: &str, level: &str) -> Division {
    let input = DivisionInput {
        code: code.into(),
        parent_code: parent.into(),
        name: name.into(),
        level: level.into(),
        ..Default::default()
    };
    input.check().unwrap()
}

pub(crate) fn center_of(name: &str) -> CenterFields {
    let input = CenterInput {
        kind: "village".into(),
        division: VILLAGE.into(),
        name: name.into(),
        ..Default::default()
    };
    input.check().unwrap()
}

pub(crate) fn room_of(name: &str, kind: &str) -> RoomFields {
    RoomInput {
        kind: kind.into(),
        name: name.into(),
        capacity: "12".into(),
        ..Default::default()
    }
    .check()
    .unwrap()
}

fn block_on<F: Future<Output = ()>>(story: F) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()
        .unwrap()
        .block_on(story);
}

/// Says, past the runner that would swallow it, that a test had nothing to run on.
fn passed_over(what: &str) {
    let notice = format!("*** PASSED OVER: {what} ***\n");
    std::io::stderr().write_all(notice.as_bytes()).unwrap();
}

pub(crate) fn on_sqlite<F: Future<Output = ()>>(story: impl FnOnce(World) -> F) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("doorstep.db");
    block_on(async { story(World::on(file.to_str().unwrap()).await).await });
}

pub(crate) fn on_postgres<F: Future<Output = ()>>(story: impl FnOnce(World) -> F) {
    block_on(async {
        match postgres::new_database().await {
            Some(address) => story(World::on(&address).await).await,
            // Counted as skipped by scripts/test.sh; the runner knows only tests that are skipped beforehand.
            None => passed_over("a story on PostgreSQL"),
        }
    });
}
