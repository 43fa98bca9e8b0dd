//! Writes what a spreadsheet says: all of it or nothing, and nothing at all where it says what is stored already.
//!
//! `model::import` reads the rows and compares them with what [`centers`], [`rooms`], [`center_keys`],
//! [`crate::division::list`], [`crate::amenity::list`] and [`crate::staff::list`] hold; [`apply`] compares again inside the transaction, because
//! somebody may have saved in between.

mod record;

use crate::{
    act::{Act, directory_changed, first_answer},
    amenity, args, booking, center,
    db::{Db, Query, Tx},
    error::StoreError,
    hours, matter, room,
};
use jiff::tz::TimeZone;
use model::{
    center::{Center, CenterFields, CenterId},
    import::{CaseRecord, CenterKey, CenterRecord, MatterRecord, RoomRecord, Row, RowProblem, StaffRecord},
    matter::MatterId,
    room::{Room, RoomFields, RoomId},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What one row did, or would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// Added a record.
    Created,
    /// Changed one.
    Updated,
    /// Said what is stored already.
    Unchanged,
}

/// What an import did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Outcome {
    /// Line and deed of every good row.
    pub rows: Vec<(u32, Done)>,
    /// What the database refuses, by line. If there is anything, nothing was written.
    pub problems: Vec<RowProblem>,
    /// It is what the first request with the same key did; this one has done nothing.
    #[serde(skip)]
    pub repeated: bool,
}

impl Outcome {
    /// How many rows did that.
    #[must_use]
    pub fn count(&self, done: Done) -> usize {
        self.rows.iter().filter(|(_, d)| *d == done).count()
    }
}

/// Something that a row can say.
pub trait Record: Sync {
    /// Whether everybody's snapshot of the directory is old once it is written.
    const IN_DIRECTORY: bool = true;

    /// What is locked before anything is written, where rows of two tables could wait for each other.
    fn queue(_tx: &Tx) -> impl Future<Output = Result<(), StoreError>> + Send {
        async { Ok(()) }
    }

    /// The center whose own row or hours it may change: locked before anything is written, in one order for everybody.
    fn center(&self, _tx: &Tx) -> impl Future<Output = Result<Option<CenterId>, StoreError>> + Send {
        async { Ok(None) }
    }

    /// Writes it, unless it is stored already.
    fn write(&self, tx: &Tx, act: &Act) -> impl Future<Output = Result<Done, StoreError>> + Send;
}

/// A person as a row says, and the temporary password's hash should the account be new.
#[derive(Debug, Clone)]
pub struct StaffImport {
    /// What the row says.
    pub record: StaffRecord,
    /// From [`staff::password::hash`].
    pub password_hash: String,
}

/// A case that was done on paper, as a row says.
#[derive(Debug, Clone)]
pub struct CaseImport {
    /// What the row says.
    pub record: CaseRecord,
    /// In which its moments are.
    pub zone: TimeZone,
    /// Any random number: makes the case's number.
    pub noise: u64,
}

/// What the import with this key has done, if it was written.
///
/// # Errors
/// The database does not answer.
pub async fn done(q: &impl Query, key: &str) -> Result<Option<Outcome>, StoreError> {
    let sql = "SELECT answer FROM request_key WHERE key = $1";
    let row = q.row(sql, args![format!("{CAPABILITY}:{key}")]).await?;
    row.map(|row| repeated(&row.get::<String>("answer")?)).transpose()
}

fn repeated(answer: &str) -> Result<Outcome, StoreError> {
    let outcome: Outcome = serde_json::from_str(answer)?;
    Ok(Outcome {
        repeated: true,
        ..outcome
    })
}

/// Of the keys of requests, those of imports.
const CAPABILITY: &str = "import";

/// Writes all rows in one transaction. With `dry_run`, or when the database refuses a row, nothing is kept. A repeat with the
/// same `key` writes nothing and is told what the first has done; without one, as on the command line, a repeat finds
/// everything stored already.
///
/// # Errors
/// The database does not answer. What it refuses is in the [`Outcome`].
pub async fn apply<T: Record, K: Sync>(
    db: &Db,
    act: &Act,
    key: Option<&str>,
    rows: &[Row<T, K>],
    dry_run: bool,
) -> Result<Outcome, StoreError> {
    let tx = db.begin().await?;
    // Taken before anything is written: of two at the same moment the second waits here for the first. What is asked is the
    // upload, which the key names, so there is no other content to be told from it.
    if let Some(key) = key
        && let Some(first) = first_answer(&tx, act, CAPABILITY, key, &"", "").await?
    {
        return repeated(&first);
    }
    T::queue(&tx).await?;
    let mut centers = BTreeSet::new();
    for row in rows {
        centers.extend(row.value.center(&tx).await?);
    }
    booking::touch_centers(&tx, centers.iter().copied()).await?;
    for id in centers {
        center::hold(&tx, id).await?;
    }
    let mut outcome = Outcome::default();
    for row in rows {
        match row.value.write(&tx, act).await {
            Ok(done) => outcome.rows.push((row.line, done)),
            Err(error) => {
                let problem = error.field_error().ok_or(error)?;
                outcome.problems.push(RowProblem {
                    line: row.line,
                    column: problem.field,
                    problem: problem.problem,
                });
                // PostgreSQL answers nothing more in a transaction after a broken constraint: the first one is told.
                break;
            }
        }
    }
    let written = outcome.rows.len() - outcome.count(Done::Unchanged);
    if dry_run || !outcome.problems.is_empty() || written == 0 {
        tx.rollback().await?;
    } else {
        if let Some(key) = key {
            let sql = "UPDATE request_key SET answer = $2 WHERE key = $1";
            let answer = serde_json::to_string(&outcome)?;
            tx.run(sql, args![format!("{CAPABILITY}:{key}"), answer]).await?;
        }
        if T::IN_DIRECTORY {
            directory_changed(&tx).await?;
        }
        tx.commit().await?;
    }
    Ok(outcome)
}

fn fields(center: &Center) -> CenterFields {
    let Center {
        kind,
        division,
        names,
        address,
        phone,
        position,
        areas,
        introduction,
        ..
    } = center.clone();
    CenterFields {
        kind,
        division,
        names,
        address,
        phone,
        position,
        areas,
        introduction,
    }
}

fn sorted_codes(amenities: &[model::amenity::Amenity]) -> Vec<String> {
    let mut codes: Vec<_> = amenities.iter().map(|a| a.code.clone()).collect();
    codes.sort_unstable();
    codes
}

/// Every center in service as a row would say it: to compare with, and to export.
///
/// # Errors
/// The database does not answer.
pub async fn centers(q: &impl Query) -> Result<Vec<(CenterId, CenterRecord)>, StoreError> {
    let mut weeks = hours::all(q).await?;
    let mut codes = amenity::codes_of_all(q).await?;
    let records = center::list(q, false).await?.into_iter().map(|center| {
        let mut amenities = codes.remove(&center.id).unwrap_or_default();
        amenities.sort_unstable();
        let hours = weeks.remove(&center.id).unwrap_or_default();
        (
            center.id,
            CenterRecord {
                fields: fields(&center),
                hours,
                amenities,
            },
        )
    });
    Ok(records.collect())
}

/// Every room in service of a center in service, as a row would say it.
///
/// # Errors
/// The database does not answer.
pub async fn rooms(q: &impl Query) -> Result<Vec<(RoomId, RoomRecord)>, StoreError> {
    let sql = "SELECT r.* FROM room r JOIN center c ON c.id = r.center_id WHERE NOT r.retired AND NOT c.retired
               ORDER BY c.kind, c.name, c.id, r.name, r.id";
    let rows = q.rows(sql, args![]).await?;
    rows.iter()
        .map(|row| {
            let Room {
                id,
                center,
                kind,
                names,
                capacity,
                equipment,
                accessibility,
                ..
            } = room::room(row)?;
            Ok((
                id,
                RoomRecord {
                    center,
                    fields: RoomFields {
                        kind,
                        names,
                        capacity,
                        equipment,
                        accessibility,
                    },
                },
            ))
        })
        .collect()
}

/// Every matter as a row would say it, retired ones too.
///
/// # Errors
/// The database does not answer.
pub async fn matters(q: &impl Query) -> Result<Vec<(MatterId, MatterRecord)>, StoreError> {
    let all = matter::all(q).await?.into_iter();
    let record = |matter: matter::Matter| {
        let matter::Matter {
            id, content, retired, ..
        } = matter;
        (id, MatterRecord { content, retired })
    };
    Ok(all.map(record).collect())
}

/// By what rows of rooms and staff name the centers in service.
///
/// # Errors
/// The database does not answer.
pub async fn center_keys(q: &impl Query) -> Result<Vec<CenterKey>, StoreError> {
    let centers = center::list(q, false).await?;
    Ok(centers
        .into_iter()
        .map(|c| CenterKey {
            id: c.id,
            division: c.division,
            name: c.names.zh,
        })
        .collect())
}
