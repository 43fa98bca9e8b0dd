//! What the rules need to know of a room besides themselves: whether it is in service, its hours and closures. Read once for
//! however many days are judged.

use super::{aside::counted, place::Local};
use crate::{args, db::Query, error::StoreError, hours, room};
use jiff::civil::Date;
use model::{
    booking::{BookingId, Counted, Day, Refusal, Request, Rules, Source, State, judge},
    hours::{Exception, WeekHours},
    resident::ResidentId,
    room::{Closure, RoomId, RoomKind},
};

/// See the module.
pub(super) struct Ground {
    kind: RoomKind,
    in_service: bool,
    week: WeekHours,
    exceptions: Vec<Exception>,
    closures: Vec<Closure>,
}

impl Ground {
    /// Of a room, for days from `from` on.
    pub(super) async fn of(q: &impl Query, id: RoomId, from: Date) -> Result<Self, StoreError> {
        let room = room::row(q, id).await?.ok_or(StoreError::NotFound)?;
        let sql = "SELECT retired FROM center WHERE id = $1";
        let center = q.row(sql, args![room.center]).await?.ok_or(StoreError::NotFound)?;
        Ok(Self {
            kind: room.kind,
            in_service: !room.retired && !center.get::<bool>("retired")?,
            week: hours::get(q, room.center).await?,
            exceptions: hours::exceptions(q, room.center, from).await?,
            closures: room::closures(q, id, from).await?,
        })
    }

    /// One of its days.
    pub(super) fn day(&self, day: Date, midnight: i64) -> Day {
        Day::of(&self.week, &self.exceptions, &self.closures, day, midnight)
    }

    /// The verdict of the rules, and the day that it is about. `whose` is the person, and a booking of theirs that does not count
    /// against the quota because it is the one in question.
    pub(super) async fn verdict(
        &self,
        q: &impl Query,
        source: Source,
        (resident, but): (ResidentId, Option<BookingId>),
        rules: &Rules,
        request: &Request,
        local: Local,
    ) -> Result<Result<(Day, State), Vec<Refusal>>, StoreError> {
        if !self.in_service {
            return Ok(Err(vec![Refusal::NotBookable]));
        }
        let day = self.day(request.day, local.midnight);
        let limited = source == Source::Resident && (rules.quota_day > 0 || rules.quota_week > 0);
        let mut counted = if limited {
            counted(q, resident, but, self.kind, request.day).await?
        } else {
            Counted::default()
        };
        if source == Source::Resident {
            counted.limited = super::limited(q, resident, local.now.day).await?;
        }
        Ok(judge(rules, &day, local.now, request, counted, source).map(|state| (day, state)))
    }
}
