//! The snapshot of all centers in service, built from the tables and kept until a write makes it old.

use crate::{
    amenity, args, center,
    db::{Db, Query},
    error::StoreError,
    hours,
    kept::Kept,
};
use jiff::civil::Date;
use model::{
    center::{CenterId, CenterKind},
    directory::{Directory, Entry, search_text},
    hours::{Exception, WeekHours},
    room::RoomKind,
    text::Names,
};
use std::{collections::HashMap, sync::Arc};

/// The last snapshot, with the revision and the date it was built for.
#[derive(Debug, Default)]
pub(crate) struct Cache(Kept<(i64, Date), Directory>);

impl Cache {
    /// The current directory: one cheap SELECT when nothing changed. Several processes on one database stay coherent,
    /// because the revision is in the database; the date matters because exceptions are kept from yesterday on.
    pub(crate) async fn get(&self, db: &Db, today: Date) -> Result<Arc<Directory>, StoreError> {
        self.0.get((revision(db).await?, today), load(db, today)).await
    }
}

/// The number that rises with every write that changes the directory; good as an ETag.
///
/// # Errors
/// The database does not answer.
pub async fn revision(q: &impl Query) -> Result<i64, StoreError> {
    let row = q
        .row("SELECT value FROM revision WHERE name = 'directory'", args![])
        .await?;
    row.ok_or(StoreError::NotFound)?.get("value")
}

/// Builds the directory, with exceptions from the day before `today` on.
///
/// # Errors
/// The database does not answer.
pub async fn load(q: &impl Query, today: Date) -> Result<Directory, StoreError> {
    let mut weeks = hours::all(q).await?;
    // Most centers of a town keep the same hours: equal weeks are held once.
    let mut shared: HashMap<WeekHours, Arc<WeekHours>> = HashMap::new();
    let mut exceptions = read_exceptions(q, today).await?;
    let mut amenities = amenity::codes_of_all(q).await?;
    let mut rooms: HashMap<CenterId, Vec<RoomKind>> = HashMap::new();
    for row in q
        .rows("SELECT DISTINCT center_id, kind FROM room WHERE NOT retired", args![])
        .await?
    {
        rooms
            .entry(row.id("center_id")?)
            .or_default()
            .push(row.word("kind", RoomKind::from_code)?);
    }
    let sql =
        "SELECT c.id, c.kind, c.division, d.name AS division_name, c.name, c.name_en, c.address, c.phone, c.lng, c.lat,
                   c.position_source
               FROM center c JOIN division d ON d.code = c.division WHERE NOT c.retired";
    let mut entries = Vec::new();
    for row in q.rows(sql, args![]).await? {
        let id: CenterId = row.id("id")?;
        let mut kinds = rooms.remove(&id).unwrap_or_default();
        kinds.sort_unstable();
        let names = Names {
            zh: row.get("name")?,
            en: row.get("name_en")?,
        };
        let division_name: String = row.get("division_name")?;
        let address: String = row.get("address")?;
        entries.push(Entry {
            id,
            kind: row.word("kind", CenterKind::from_code)?,
            division: row.word("division", |text| text.parse().ok())?,
            search: search_text(&names, &division_name, &address),
            division_name,
            names,
            address,
            phone: row.get("phone")?,
            position: center::position(&row)?,
            hours: Arc::clone(
                shared
                    .entry(weeks.remove(&id).unwrap_or_default())
                    .or_insert_with_key(|week| Arc::new(week.clone())),
            ),
            exceptions: exceptions.remove(&id).unwrap_or_default(),
            amenities: amenities.remove(&id).unwrap_or_default(),
            rooms: kinds,
        });
    }
    Ok(Directory::new(entries))
}

async fn read_exceptions(q: &impl Query, today: Date) -> Result<HashMap<CenterId, Vec<Exception>>, StoreError> {
    let sql = "SELECT e.center_id, e.day, e.note, i.start_minute, i.end_minute, i.shift
               FROM center_exception e
               LEFT JOIN exception_interval i ON i.center_id = e.center_id AND i.day = e.day
               WHERE e.day >= $1 ORDER BY e.center_id, e.day, i.start_minute";
    let mut exceptions: HashMap<CenterId, Vec<Exception>> = HashMap::new();
    for row in q.rows(sql, args![today.yesterday().unwrap_or(today)]).await? {
        hours::add_row(exceptions.entry(row.id("center_id")?).or_default(), &row)?;
    }
    Ok(exceptions)
}
