//! Statistics of cases, from the tally (`migrations/*/0026_case_tally.sql`) and what was written since it was folded. What a step adds
//! is written in the step's own transaction, with the tables of working days that the step was taken under.

mod months;
mod write;

pub(crate) use months::Months;
pub use months::{Axis, Part, way};
pub(crate) use write::count;
pub use write::{AT_ONCE, catch_up, fold};

use crate::{
    args,
    case::Channel,
    db::{Arg, Query, Row},
    error::StoreError,
};
use jiff::civil::Date;
use model::{
    center::CenterId,
    figures::Period,
    matter::{MatterId, Mode},
    statistics::{Counted, Figure, Needed},
};
use std::collections::{BTreeMap, HashMap};

/// The columns that are counted, of the tally and of what is to be added.
macro_rules! counts {
    () => {
        "opened, granted, not_granted, refused, withdrawn, void, late, missed, visits"
    };
}
use counts;

macro_rules! sums {
    () => {
        "CAST(SUM(opened) AS BIGINT) AS opened, CAST(SUM(granted) AS BIGINT) AS granted,
         CAST(SUM(not_granted) AS BIGINT) AS not_granted, CAST(SUM(refused) AS BIGINT) AS refused,
         CAST(SUM(withdrawn) AS BIGINT) AS withdrawn, CAST(SUM(void) AS BIGINT) AS void, CAST(SUM(late) AS BIGINT) AS late,
         CAST(SUM(missed) AS BIGINT) AS missed, CAST(SUM(visits) AS BIGINT) AS visits"
    };
}
use sums;

/// Of what.
#[derive(Debug, Clone, Copy)]
pub struct Of<'a> {
    /// The first month.
    pub first: Period,
    /// The last month, which belongs to it.
    pub last: Period,
    /// Only these centers; none for all.
    pub centers: Option<&'a [CenterId]>,
    /// Only in this mode.
    pub mode: Option<Mode>,
    /// Only of this channel.
    pub channel: Option<Channel>,
    /// Only this matter.
    pub matter: Option<MatterId>,
}

impl Of<'_> {
    /// The centers as one text between commas, which both engines can look into.
    fn joined(&self) -> Option<String> {
        self.centers.map(|ids| {
            let mut ids: Vec<i64> = ids.iter().map(|id| id.as_i64()).collect();
            ids.sort_unstable();
            let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
            format!(",{},", ids.join(","))
        })
    }

    /// What the statements below bind.
    fn args(&self) -> Vec<Arg> {
        args![
            self.first.to_string(),
            self.last.to_string(),
            self.joined(),
            self.mode.map(Mode::code),
            self.channel.map(Channel::code),
            self.matter,
        ]
    }
}

fn counted(row: &Row) -> Result<Counted, StoreError> {
    Ok(Counted {
        opened: row.get("opened")?,
        granted: row.get("granted")?,
        not_granted: row.get("not_granted")?,
        refused: row.get("refused")?,
        withdrawn: row.get("withdrawn")?,
        void: row.get("void")?,
        late: row.get("late")?,
        missed: row.get("missed")?,
        visits: row.get("visits")?,
    })
}

/// What fits of one table, summed up by some columns and by the working days.
macro_rules! arm {
    ($columns:literal, $table:literal) => {
        concat!(
            "SELECT ",
            $columns,
            ", days, ",
            sums!(),
            " FROM ",
            $table,
            " WHERE month >= $1 AND month <= $2
                  AND (CAST($3 AS TEXT) IS NULL
                      OR center_id IN (SELECT id FROM center WHERE $3 LIKE '%,' || CAST(id AS TEXT) || ',%'))
                  AND (CAST($4 AS TEXT) IS NULL OR mode = $4) AND (CAST($5 AS TEXT) IS NULL OR channel = $5)
                  AND (CAST($6 AS BIGINT) IS NULL OR matter_id = $6)
              GROUP BY ",
            $columns,
            ", days"
        )
    };
}

use arm;

/// The working days of a row; none of -1.
fn days(row: &Row) -> Result<Option<u16>, StoreError> {
    let days: i64 = row.get("days")?;
    Ok(u16::try_from(days).ok())
}

/// What a row of the tally is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// In which month.
    pub month: Period,
    /// Which center received them.
    pub center: CenterId,
    /// Which matter.
    pub matter: MatterId,
    /// In which mode.
    pub mode: Mode,
    /// How they came.
    pub channel: Channel,
}

/// What was counted, by the working days that it took.
type Days = Vec<(Option<u16>, Counted)>;

/// Everything that was counted apart, in the order of the key.
///
/// # Errors
/// The database does not answer.
pub async fn every(q: &impl Query, of: &Of<'_>) -> Result<Vec<(Key, Figure)>, StoreError> {
    let sql = concat!(
        arm!("month, center_id, matter_id, mode, channel", "case_tally"),
        " UNION ALL ",
        arm!("month, center_id, matter_id, mode, channel", "case_count"),
        " ORDER BY month, center_id, matter_id, mode, channel"
    );
    let key = |row: &Row| -> Result<Key, StoreError> {
        Ok(Key {
            month: row.word("month", |text| text.parse().ok())?,
            center: row.id("center_id")?,
            matter: row.id("matter_id")?,
            mode: row.word("mode", Mode::from_code)?,
            channel: row.word("channel", Channel::from_code)?,
        })
    };
    let mut sums: Vec<(Key, Days)> = Vec::new();
    for row in q.rows(sql, of.args()).await? {
        let (key, part) = (key(&row)?, (days(&row)?, counted(&row)?));
        match sums.last_mut() {
            Some((last, parts)) if *last == key => parts.push(part),
            _ => sums.push((key, vec![part])),
        }
    }
    Ok(sums.into_iter().map(|(key, parts)| (key, Figure::of(&parts))).collect())
}

/// Figures of parts, by what `of` says of each; parts of which it says nothing are left out.
pub fn figures<K: Ord>(parts: &[Part], of: impl Fn(&Part) -> Option<K>) -> BTreeMap<K, Figure> {
    let mut sums: BTreeMap<K, Days> = BTreeMap::new();
    for part in parts {
        if let Some(key) = of(part) {
            sums.entry(key).or_default().push((part.days, part.counted));
        }
    }
    sums.into_iter().map(|(key, parts)| (key, Figure::of(&parts))).collect()
}

/// The years from the first to the last for which there is anything, the latest first.
///
/// # Errors
/// The database does not answer.
pub async fn years(q: &impl Query) -> Result<Vec<i16>, StoreError> {
    // Both ends by the key, however many rows there are.
    let sql = "SELECT MIN(month) AS first, MAX(month) AS last
               FROM (SELECT MIN(month) AS month FROM case_tally UNION ALL SELECT MAX(month) FROM case_tally
                   UNION ALL SELECT MIN(month) FROM case_count UNION ALL SELECT MAX(month) FROM case_count) c";
    let Some(row) = q.row(sql, args![]).await? else {
        return Ok(Vec::new());
    };
    let year = |column: &str| -> Result<Option<i16>, StoreError> {
        let month = row.get::<Option<String>>(column)?;
        Ok(month.and_then(|month| month.get(..4)?.parse().ok()))
    };
    let years = year("first")?.zip(year("last")?);
    Ok(years.map_or_else(Vec::new, |(first, last)| (first..=last).rev().collect()))
}

/// Rises with every fold of the tally.
///
/// # Errors
/// The database does not answer.
pub async fn revision(q: &impl Query) -> Result<i64, StoreError> {
    let sql = "SELECT value FROM revision WHERE name = 'case_tally'";
    q.row(sql, args![]).await?.ok_or(StoreError::NotFound)?.get("value")
}

/// The first of the twelve months that end with today's.
#[must_use]
pub fn year_up_to(today: Date) -> Period {
    let month = Period::month_of(today);
    (0..11).fold(month, |month, _| month.before())
}

/// What each matter has really needed since a month, where enough of its cases were decided to say so. From the tally alone.
///
/// # Errors
/// The database does not answer.
pub async fn needed(q: &impl Query, since: Period) -> Result<BTreeMap<MatterId, Needed>, StoreError> {
    let sql = "SELECT matter_id, days, CAST(SUM(granted + not_granted) AS BIGINT) AS cases
               FROM case_tally WHERE days >= 0 AND month >= $1 GROUP BY matter_id, days";
    let mut all: HashMap<MatterId, Vec<(u16, i64)>> = HashMap::new();
    for row in q.rows(sql, args![since.to_string()]).await? {
        let one = (row.small("days")?, row.get("cases")?);
        all.entry(row.id("matter_id")?).or_default().push(one);
    }
    let needed = all
        .into_iter()
        .filter_map(|(id, mut days)| Some((id, Needed::of(&mut days)?)));
    Ok(needed.collect())
}
