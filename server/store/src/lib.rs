//! Everything that speaks SQL.
//!
//! One SQL text for two engines: SQLite in a file by default, PostgreSQL where the address says so. [`Db`] is the only thing
//! that knows which; the repositories, one module a noun of the field, hold `&'static str`s that both engines accept.
//! The store reads no clock and rolls no dice: every write is told an [`Act`], every question about time its moment.
//!
//! # Reading and writing
//!
//! Reading functions take `&impl Query`: the [`Db`], or a [`db::Tx`] to see what it has written so far. Writing functions
//! take `&Db` and `&Act`, and are one transaction each:
//!
//! * a creating one takes the client's idempotency key and gives a repeat the first answer;
//! * a saving one takes the version that the form was opened with, and answers [`StoreError::Conflict`] to the second of two;
//! * each appends to the [`audit`] log, and, where residents can see the change, raises the directory's revision.
//!
//! # How to add a repository
//!
//! Say it is for `notice`s.
//!
//! 1. Put its words and rules into `model::notice`: what a row is, what a form sends, `check` between the two.
//! 2. Write `migrations/sqlite/000N_notice.sql` and the same under `postgres/`, with the same names for every constraint (see
//!    `migrations/README.md`); add its unique keys to the two tables in `src/error.rs`.
//! 3. Write `src/notice.rs`: a private `fn notice(row: &Row) -> Result<Notice, StoreError>`, then the reading functions, then
//!    the writing ones. A write looks like this:
//!
//!    ```text
//!    pub async fn save(db: &Db, act: &Act, id: NoticeId, version: i64, fields: &NoticeFields) -> Result<i64, StoreError> {
//!        let tx = db.begin().await?;
//!        let before = get(&tx, id).await?.ok_or(StoreError::NotFound)?;
//!        let touched = tx.run("UPDATE notice SET … version = version + 1 … WHERE id = $1 AND version = $2", args![…]).await?;
//!        saved(&tx, touched, "SELECT version, updated_at, updated_by FROM notice WHERE id = $1", id.into()).await?;
//!        audit::append(&tx, act, "notice.save", &before.title, &audit::diff(&before, &after)?).await?;
//!        tx.commit().await?;
//!        Ok(version + 1)
//!    }
//!    ```
//! 4. Name the module here and tell its stories in `tests/store/notice.rs`: each runs on both engines.

pub mod act;
pub mod amenity;
pub mod audit;
pub mod booking;
pub mod calendar;
pub mod case;
pub mod center;
pub mod complaint;
pub mod db;
pub mod directory;
pub mod division;
pub mod duty;
pub mod error;
pub mod evaluation;
pub mod figures;
pub mod follow_up;
pub mod guess;
pub mod hours;
pub mod import;
mod kept;
pub mod live;
pub mod matter;
pub mod matter_notice;
pub mod message;
pub mod notice;
pub mod photo;
pub mod push;
pub mod resident;
pub mod room;
pub mod sample;
pub mod session;
pub mod setting;
pub mod staff;
pub mod statistics;
pub mod town;
pub mod workday;

pub use act::{Act, Ids};
pub use db::Db;
pub use error::StoreError;

use jiff::civil::Date;
use model::{
    directory::Directory,
    figures::Period,
    matter::MatterId,
    settings::{Branding, MapSettings},
    statistics::Needed,
};
use std::{collections::BTreeMap, sync::Arc};

/// The database and what is kept of it in memory. Cheap to clone; one for the whole process.
#[derive(Debug, Clone)]
pub struct Store {
    db: Db,
    directory: Arc<directory::Cache>,
    map: Arc<kept::Kept<i64, setting::Setting<MapSettings>>>,
    branding: Arc<kept::Kept<i64, setting::Setting<Branding>>>,
    catalog: Arc<kept::Kept<i64, matter::Catalog>>,
    needed: Arc<kept::Kept<(i64, Period), BTreeMap<MatterId, Needed>>>,
    months: Arc<statistics::Months>,
}

impl Store {
    /// On a connected database.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self {
            db,
            directory: Arc::default(),
            map: Arc::default(),
            branding: Arc::default(),
            catalog: Arc::default(),
            needed: Arc::default(),
            months: Arc::default(),
        }
    }

    /// The database, for the repositories.
    #[must_use]
    pub const fn db(&self) -> &Db {
        &self.db
    }

    /// All centers in service, as of now: one cheap SELECT unless something changed.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn directory(&self, today: Date) -> Result<Arc<Directory>, StoreError> {
        self.directory.get(&self.db, today).await
    }

    /// The base map's settings, whose outlines may be large, for whoever only reads them: one cheap SELECT unless they were
    /// saved. Who saves reads [`setting::get`].
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn map(&self) -> Result<Arc<setting::Setting<MapSettings>>, StoreError> {
        let version = setting::version(&self.db, setting::MAP).await?;
        self.map.get(version, setting::get(&self.db, setting::MAP)).await
    }

    /// Name, colours and numbers, for whoever only reads them: one cheap SELECT unless they were saved.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn branding(&self) -> Result<Arc<setting::Setting<Branding>>, StoreError> {
        let version = setting::version(&self.db, setting::BRANDING).await?;
        self.branding
            .get(version, setting::get(&self.db, setting::BRANDING))
            .await
    }

    /// What [`branding`](Self::branding) has given last, for where the database is not to be asked; none before the first time.
    #[must_use]
    pub fn last_branding(&self) -> Option<Arc<setting::Setting<Branding>>> {
        self.branding.last()
    }

    /// All matters in service, as of now: one cheap SELECT unless one was saved.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn catalog(&self) -> Result<Arc<matter::Catalog>, StoreError> {
        let revision = matter::revision(&self.db).await?;
        self.catalog.get(revision, matter::catalog(&self.db)).await
    }

    /// Where the matter is handled that a filter of the directory names.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn handled(&self, filter: &model::directory::Filter) -> Result<matter::Handled, StoreError> {
        let Some(code) = filter.matter() else {
            return Ok(matter::Handled(None));
        };
        let named = (self.catalog().await?, code.to_owned());
        Ok(matter::Handled(Some(named)))
    }

    /// What matters have really needed in the twelve months up to today's, as of the last fold of the tally: one cheap SELECT unless
    /// there was another.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn needed(&self, today: Date) -> Result<Arc<BTreeMap<MatterId, Needed>>, StoreError> {
        let since = statistics::year_up_to(today);
        let revision = statistics::revision(&self.db).await?;
        self.needed
            .get((revision, since), statistics::needed(&self.db, since))
            .await
    }

    /// What was counted of cases, summed up along an axis, month by month, to the last step that was taken; months that are over are
    /// kept in memory.
    ///
    /// # Errors
    /// The database does not answer, or is written to faster than it is read.
    pub async fn statistics(
        &self,
        axis: statistics::Axis,
        of: &statistics::Of<'_>,
    ) -> Result<Vec<statistics::Part>, StoreError> {
        self.months.sums(&self.db, axis, of).await
    }
}
