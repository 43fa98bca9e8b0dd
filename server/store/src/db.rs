//! The one place that knows there are two engines: connecting, and running one SQL text on either.
//!
//! Both accept `$1` binds, `RETURNING`, `ON CONFLICT` and `CAST(SUM(x) AS BIGINT)`. `sqlx::Any` would be the obvious choice,
//! but it cannot read a `BOOLEAN` column.

use crate::{
    error::{StoreError, is_outdated},
    live::{Hub, News},
};
use sqlx::{
    ConnectOptions, Connection as _, Postgres, SqlStr, Sqlite,
    migrate::{Migration, MigrationType, Migrator},
    pool::PoolOptions,
    postgres::{PgConnectOptions, PgConnection, PgPool, PgRow},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqliteRow, SqliteSynchronous},
};
use std::{path::Path, str::FromStr, sync::PoisonError, time::Duration};
use tokio::sync::Mutex;

/// Migrations: number, name and text of each file.
type Files = &'static [(i64, &'static str, &'static str)];
// What `build.rs` has found: `SQLITE` and `POSTGRES`.
include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

fn migrator(files: Files) -> Migrator {
    let migration = |&(version, name, text): &(i64, &'static str, &'static str)| {
        Migration::new(
            version,
            name.into(),
            MigrationType::Simple,
            SqlStr::from_static(text),
            false,
        )
    };
    Migrator::with_migrations(files.iter().map(migration).collect())
}

/// How long a connection, a lock or a statement may take before the caller hears [`StoreError::Unavailable`].
const PATIENCE: Duration = Duration::from_secs(10);

/// A connected database.
#[derive(Debug, Clone)]
pub enum Db {
    /// A file: one connection that writes, so that writers queue in the process instead of failing, and several that read.
    Sqlite {
        /// The writer.
        write: SqlitePool,
        /// The readers.
        read: SqlitePool,
        /// Who watches rooms in this process.
        hub: Hub,
    },
    /// A server that speaks PostgreSQL's protocol.
    Postgres {
        /// Its connections.
        pool: PgPool,
        /// Who watches rooms in this process.
        hub: Hub,
        /// Whether it passes news on to other processes (`NOTIFY`); some that speak the protocol do not.
        notifies: bool,
    },
}

impl Db {
    /// Connects to `postgres://…`, or opens (and makes) the SQLite file of that path, with up to `connections` connections.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when nothing answers; [`StoreError::Other`] for an address that makes no sense.
    pub async fn connect(url_or_path: &str, connections: u32) -> Result<Self, StoreError> {
        if url_or_path.starts_with("postgres://") || url_or_path.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(url_or_path)?
                .application_name("doorstep")
                .options([
                    ("statement_timeout", format!("{}ms", PATIENCE.as_millis())),
                    ("lock_timeout", format!("{}ms", PATIENCE.as_millis())),
                    ("idle_in_transaction_session_timeout", "60s".to_owned()),
                    ("default_transaction_isolation", "read committed".to_owned()),
                ])
                .disable_statement_logging();
            let pool = PoolOptions::<Postgres>::new()
                .max_connections(connections.max(2))
                .acquire_timeout(PATIENCE)
                .connect_with(options)
                .await?;
            let notifies = sqlx::query("SELECT pg_notify('doorstep', '')").execute(&pool).await;
            return Ok(Self::Postgres {
                pool,
                hub: Hub::default(),
                notifies: notifies.is_ok(),
            });
        }
        let path = url_or_path.strip_prefix("sqlite:").unwrap_or(url_or_path);
        let options = SqliteConnectOptions::new()
            .filename(Path::new(path))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .disable_statement_logging();
        let write = PoolOptions::<Sqlite>::new()
            .max_connections(1)
            .acquire_timeout(PATIENCE)
            .connect_with(options.clone())
            .await?;
        let read = PoolOptions::<Sqlite>::new()
            .max_connections(connections.max(1))
            .acquire_timeout(PATIENCE)
            .connect_with(options.pragma("query_only", "on"))
            .await?;
        Ok(Self::Sqlite {
            write,
            read,
            hub: Hub::default(),
        })
    }

    /// Applies the migrations that are missing. Several processes may call it at once.
    ///
    /// # Errors
    /// [`StoreError::Other`] when a released migration was edited or a newer program has migrated further.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite { write, read, .. } => {
                migrator(SQLITE).run(write).await?;
                // Who has read the tables as they were before reads them anew by connections of their own: one that is open
                // counts the columns of then.
                let idle: Vec<_> = std::iter::from_fn(|| read.try_acquire()).collect();
                for connection in idle {
                    connection.close().await?;
                }
            }
            Self::Postgres { pool, .. } => migrator(POSTGRES).run(pool).await?,
        }
        Ok(())
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.rows("SELECT 1 AS one", vec![]).await.map(drop)
    }

    /// Begins a transaction that writes. Dropped without [`Tx::commit`], it leaves nothing behind.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when no connection comes free in time.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        let open = match self {
            // IMMEDIATE takes the write lock at once: upgrading later could fail halfway.
            Self::Sqlite { write, .. } => Open::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres { pool, .. } => Open::Postgres(pool.begin().await?),
        };
        Ok(Tx {
            open: Mutex::new(open),
            hub: self.hub().clone(),
            notifies: matches!(self, Self::Postgres { notifies: true, .. }),
            told: std::sync::Mutex::default(),
        })
    }

    /// Writes a whole, consistent copy of a SQLite file to `path`, while others read and write.
    ///
    /// # Errors
    /// [`StoreError::Other`] for PostgreSQL (which has `pg_dump`) or when `path` exists.
    pub async fn copy_to(&self, path: &Path) -> Result<(), StoreError> {
        match self {
            Self::Sqlite { write, .. } => {
                let target = path
                    .to_str()
                    .ok_or(StoreError::Unreadable("a path that is not UTF-8"))?;
                sqlx::query("VACUUM INTO $1")
                    .bind(target.to_owned())
                    .execute(write)
                    .await?;
                Ok(())
            }
            Self::Postgres { .. } => Err(StoreError::Unreadable("PostgreSQL is copied with pg_dump")),
        }
    }

    /// Whether this is the embedded engine.
    #[must_use]
    pub const fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite { .. })
    }

    /// Where those who watch rooms in this process hear of changes.
    #[must_use]
    pub const fn hub(&self) -> &Hub {
        match self {
            Self::Sqlite { hub, .. } | Self::Postgres { hub, .. } => hub,
        }
    }

    /// Waits for running statements and closes all connections.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { write, read, .. } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres { pool, .. } => pool.close().await,
        }
    }
}

/// A transaction that writes. It is behind a lock only so that reading through it needs no `&mut`, like reading through
/// [`Db`]; it is never contended.
#[derive(Debug)]
pub struct Tx {
    open: Mutex<Open>,
    hub: Hub,
    notifies: bool,
    /// What those who watch will hear once it is committed.
    told: std::sync::Mutex<Vec<News>>,
}

#[derive(Debug)]
enum Open {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Tx {
    /// Runs a statement and says how many rows it touched.
    ///
    /// # Errors
    /// A broken constraint, or the database does not answer.
    pub async fn run(&self, sql: &'static str, args: Vec<Arg>) -> Result<u64, StoreError> {
        Ok(match &mut *self.open.lock().await {
            Open::Sqlite(tx) => sqlite(sql, args).execute(&mut **tx).await?.rows_affected(),
            Open::Postgres(tx) => {
                let done = postgres(sql, args).execute(&mut **tx).await;
                forget_outdated(tx, done).await?.rows_affected()
            }
        })
    }

    /// Tells whoever watches, in every process, once the transaction is committed; nobody if it is not.
    pub(crate) async fn tell(&self, news: News) -> Result<(), StoreError> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).push(news);
        if self.notifies
            && let Open::Postgres(tx) = &mut *self.open.lock().await
        {
            let said = sqlx::query("SELECT pg_notify($1, $2)")
                .bind(crate::live::CHANNEL)
                .bind(news.to_string());
            said.execute(&mut **tx).await?;
        }
        Ok(())
    }

    /// Keeps everything that was written.
    ///
    /// # Errors
    /// The database does not answer; whether it kept the changes is then unknown, and a repeat is safe.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self.open.into_inner() {
            Open::Sqlite(tx) => tx.commit().await?,
            Open::Postgres(tx) => tx.commit().await?,
        }
        for news in self.told.into_inner().unwrap_or_else(PoisonError::into_inner) {
            self.hub.send(news);
        }
        Ok(())
    }

    /// Drops everything that was written.
    ///
    /// # Errors
    /// The database does not answer; nothing is kept then either.
    pub async fn rollback(self) -> Result<(), StoreError> {
        match self.open.into_inner() {
            Open::Sqlite(tx) => tx.rollback().await?,
            Open::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }
}

/// What can be read from: the database, or a transaction with what it has written so far.
pub trait Query: Sync {
    /// All rows.
    fn rows(&self, sql: &'static str, args: Vec<Arg>) -> impl Future<Output = Result<Vec<Row>, StoreError>> + Send;

    /// The first row, if there is one.
    fn row(&self, sql: &'static str, args: Vec<Arg>) -> impl Future<Output = Result<Option<Row>, StoreError>> + Send {
        async move { Ok(self.rows(sql, args).await?.into_iter().next()) }
    }
}

impl Query for Db {
    async fn rows(&self, sql: &'static str, args: Vec<Arg>) -> Result<Vec<Row>, StoreError> {
        Ok(match self {
            Self::Sqlite { read, .. } => wrap(sqlite(sql, args).fetch_all(read).await?, Row::Sqlite),
            Self::Postgres { pool, .. } => {
                let mut connection = pool.acquire().await?;
                let rows = postgres(sql, args.clone()).fetch_all(&mut *connection).await;
                let rows = match forget_outdated(&mut connection, rows).await {
                    Err(error) if is_outdated(&error) => postgres(sql, args).fetch_all(&mut *connection).await,
                    rows => rows,
                };
                wrap(rows?, Row::Postgres)
            }
        })
    }
}

impl Query for Tx {
    async fn rows(&self, sql: &'static str, args: Vec<Arg>) -> Result<Vec<Row>, StoreError> {
        Ok(match &mut *self.open.lock().await {
            Open::Sqlite(tx) => wrap(sqlite(sql, args).fetch_all(&mut **tx).await?, Row::Sqlite),
            Open::Postgres(tx) => {
                let rows = postgres(sql, args).fetch_all(&mut **tx).await;
                wrap(forget_outdated(tx, rows).await?, Row::Postgres)
            }
        })
    }
}

/// Makes a connection prepare its statements anew where a table has got a column since: while another process is upgraded, this
/// one goes on with connections that know the table as it was. Reading is then repeated; a transaction is lost, its repeat wins.
async fn forget_outdated<T>(connection: &mut PgConnection, answer: Result<T, sqlx::Error>) -> Result<T, sqlx::Error> {
    if let Err(error) = &answer
        && is_outdated(error)
    {
        connection.clear_cached_statements().await?;
    }
    answer
}

fn wrap<R>(rows: Vec<R>, as_row: fn(R) -> Row) -> Vec<Row> {
    rows.into_iter().map(as_row).collect()
}

/// A value for a `$n`.
#[derive(Debug, Clone)]
pub enum Arg {
    /// `BIGINT`
    Int(Option<i64>),
    /// `TEXT`
    Text(Option<String>),
    /// `BOOLEAN`
    Bool(Option<bool>),
    /// `DOUBLE PRECISION`
    Real(Option<f64>),
    /// `BLOB` or `BYTEA`
    Bytes(Option<Vec<u8>>),
}

macro_rules! arg_from {
    ($($type:ty => $variant:ident ($value:ident -> $into:expr)),* $(,)?) => {$(
        impl From<$type> for Arg {
            fn from($value: $type) -> Self {
                Self::$variant(Some($into))
            }
        }
        impl From<Option<$type>> for Arg {
            fn from(value: Option<$type>) -> Self {
                Self::$variant(value.map(|$value| $into))
            }
        }
    )*};
}
arg_from! {
    i64 => Int(v -> v),
    u32 => Int(v -> i64::from(v)),
    u16 => Int(v -> i64::from(v)),
    bool => Bool(v -> v),
    f64 => Real(v -> v),
    String => Text(v -> v),
    &str => Text(v -> v.to_owned()),
    &String => Text(v -> v.clone()),
    &[u8] => Bytes(v -> v.to_vec()),
    jiff::civil::Date => Text(v -> v.to_string()),
    &model::division::DivisionCode => Text(v -> v.to_string()),
}
impl<T> From<model::id::Id<T>> for Arg {
    fn from(id: model::id::Id<T>) -> Self {
        Self::Int(Some(id.as_i64()))
    }
}
impl<T> From<Option<model::id::Id<T>>> for Arg {
    fn from(id: Option<model::id::Id<T>>) -> Self {
        Self::Int(id.map(model::id::Id::as_i64))
    }
}

/// Values for `$1`, `$2`, …: `args![id, name, None::<i64>]`.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::Arg::from($value)),*] };
}

/// Binds every argument; the same text for both engines' query types.
macro_rules! bind_all {
    ($query:expr, $args:expr) => {
        $args.into_iter().fold($query, |query, arg| match arg {
            Arg::Int(v) => query.bind(v),
            Arg::Text(v) => query.bind(v),
            Arg::Bool(v) => query.bind(v),
            Arg::Real(v) => query.bind(v),
            Arg::Bytes(v) => query.bind(v),
        })
    };
}

type Prepared<DB> = sqlx::query::Query<'static, DB, <DB as sqlx::Database>::Arguments>;

fn sqlite(sql: &'static str, args: Vec<Arg>) -> Prepared<Sqlite> {
    bind_all!(sqlx::query::<Sqlite>(sql), args)
}

fn postgres(sql: &'static str, args: Vec<Arg>) -> Prepared<Postgres> {
    bind_all!(sqlx::query::<Postgres>(sql), args)
}

/// A row of either engine.
#[derive(Debug)]
pub enum Row {
    /// Of a SQLite file.
    Sqlite(SqliteRow),
    /// Of a PostgreSQL server.
    Postgres(PgRow),
}

/// What a column can be read as on both engines: `i64`, `f64`, `bool`, `String`, `Vec<u8>` and options of them.
pub trait Value:
    for<'r> sqlx::Decode<'r, Sqlite> + sqlx::Type<Sqlite> + for<'r> sqlx::Decode<'r, Postgres> + sqlx::Type<Postgres>
{
}
impl<T> Value for T where
    T: for<'r> sqlx::Decode<'r, Sqlite>
        + sqlx::Type<Sqlite>
        + for<'r> sqlx::Decode<'r, Postgres>
        + sqlx::Type<Postgres>
{
}

impl Row {
    /// The column's value.
    ///
    /// # Errors
    /// [`StoreError::Other`] when there is no such column or it is of another type: a fault of the query.
    pub fn get<T: Value>(&self, column: &str) -> Result<T, StoreError> {
        Ok(match self {
            Self::Sqlite(row) => sqlx::Row::try_get(row, column)?,
            Self::Postgres(row) => sqlx::Row::try_get(row, column)?,
        })
    }

    /// An identifier.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub fn id<T>(&self, column: &str) -> Result<model::id::Id<T>, StoreError> {
        Ok(model::id::Id::from_i64(self.get(column)?))
    }

    /// A code, date or other word that has to be understood.
    ///
    /// # Errors
    /// As [`Self::get`], or [`StoreError::Unreadable`] when `read` does not know the word.
    pub fn word<T>(&self, column: &'static str, read: impl FnOnce(&str) -> Option<T>) -> Result<T, StoreError> {
        read(&self.get::<String>(column)?).ok_or(StoreError::Unreadable(column))
    }

    /// A whole number that fits a smaller type.
    ///
    /// # Errors
    /// As [`Self::get`], or [`StoreError::Unreadable`] when it does not fit.
    pub fn small<T: TryFrom<i64>>(&self, column: &'static str) -> Result<T, StoreError> {
        T::try_from(self.get::<i64>(column)?).map_err(|_| StoreError::Unreadable(column))
    }

    /// A local date.
    ///
    /// # Errors
    /// As [`Self::word`].
    pub fn date(&self, column: &'static str) -> Result<jiff::civil::Date, StoreError> {
        self.word(column, |text| text.parse().ok())
    }
}
