//! Those that have ended, page by page: whoever looks gets full pages of what they may see, and none twice.

use super::{FollowUp, follow_up, select};
use crate::{args, db::Query, error::StoreError, evaluation::worked_on};
use model::{follow_up::FollowUpId, id::Id, staff::StaffId};
use std::{fmt, str::FromStr};

/// Ended follow-ups on one page.
const PAGE_SIZE: i64 = 50;

/// What somebody may see, as the statement asks for it: lists of centers as `,1,2,`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sees {
    /// Who looks.
    pub me: StaffId,
    /// Inspects more than one center: then they also see what is about none yet.
    pub inspector: bool,
    /// Centers where they inspect what is not about their own work.
    pub inspects: String,
    /// Centers of which they see what is to be put right.
    pub sees: String,
    /// Centers where they see what was given to them.
    pub rectifies: String,
}

/// Where a page ends: the instant and the key of its last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    at: i64,
    id: FollowUpId,
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at, self.id.as_i64())
    }
}

impl FromStr for Ended {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (at, id) = text.split_once('.').unwrap_or((text, "0"));
        Ok(Self {
            at: at.parse()?,
            id: Id::from_i64(id.parse()?),
        })
    }
}

/// Those that have ended and `who` may see, the latest first, that ended before `before`; and where the next page begins, if there is
/// one.
///
/// # Errors
/// The database does not answer.
pub async fn ended(
    q: &impl Query,
    who: &Sees,
    before: Option<Ended>,
) -> Result<(Vec<FollowUp>, Option<Ended>), StoreError> {
    let sql = select!(
        "WHERE f.closed_at IS NOT NULL AND (f.closed_at < $1 OR (f.closed_at = $1 AND f.id < $2))
             AND CASE WHEN f.center_id IS NULL THEN $3
                 WHEN $4 LIKE '%,' || CAST(f.center_id AS TEXT) || ',%' AND COALESCE(f.responsible_id <> $7, TRUE)
                     AND NOT EXISTS (SELECT 1 FROM follow_up_event v WHERE v.follow_up_id = f.id AND v.seq = 1 AND v.responsible_id = $7)
                     AND NOT COALESCE($7 IN (",
        worked_on!(),
        "            ), FALSE) THEN TRUE
                 WHEN f.complaint_id IS NOT NULL AND f.ordered_at IS NULL THEN FALSE
                 WHEN $5 LIKE '%,' || CAST(f.center_id AS TEXT) || ',%' THEN TRUE
                 ELSE COALESCE(f.responsible_id = $7, FALSE) AND $6 LIKE '%,' || CAST(f.center_id AS TEXT) || ',%' END
         ORDER BY f.closed_at DESC, f.id DESC LIMIT $8"
    );
    let (at, id) = before.map_or((i64::MAX, i64::MAX), |last| (last.at, last.id.as_i64()));
    let args = args![
        at,
        id,
        who.inspector,
        who.inspects.as_str(),
        who.sees.as_str(),
        who.rectifies.as_str(),
        who.me,
        // One more says whether there is a next page.
        PAGE_SIZE + 1,
    ];
    let mut page = q
        .rows(sql, args)
        .await?
        .iter()
        .map(follow_up)
        .collect::<Result<Vec<_>, _>>()?;
    let size = usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX);
    let more = page.len() > size;
    page.truncate(size);
    let last = page.last().filter(|_| more);
    let next = last.and_then(|one| one.closed_at.map(|at| Ended { at, id: one.id }));
    Ok((page, next))
}
