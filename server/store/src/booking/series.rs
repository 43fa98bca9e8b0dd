//! Series of bookings: placed whole or not at all, and in the module below what is done to several of their days at once.

mod sweep;

pub use sweep::{Swept, cancel, decide};

use super::{
    By,
    aside::{Aside, waived_rules},
    ground::Ground,
    place::{Decides, Local, Wanted, excuse, resident},
    put::{Fresh, put, stir},
    rule, waitlist,
};
use crate::{
    act::{Act, first_id},
    args, booking,
    db::{Db, Query, Row, Tx},
    error::StoreError,
    notice::{self, NewNotice},
};
use jiff::civil::Date;
use model::{
    booking::{Booking, Every, Refusal, Repeat, Request, Series, SeriesId, State, slot_start},
    hours::LocalMinute,
    notice::NoticeKind,
    resident::ResidentId,
    room::RoomId,
};

/// A new series.
#[derive(Debug, Clone, Copy)]
pub struct NewSeries<'a> {
    /// The client's idempotency key: one of a resident's own.
    pub key: &'a str,
    /// The room.
    pub room: RoomId,
    /// What is wanted each time; its day is the first.
    pub request: &'a Request,
    /// How it repeats.
    pub repeat: Repeat,
    /// The days that are to be booked, those of the series that the person saw to be free, each with the slot that it begins with.
    pub days: &'a [(Date, i64)],
    /// The local moment of the act.
    pub now: LocalMinute,
    /// Any random number: makes the bookings' numbers.
    pub noise: u64,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlacedSeries {
    /// All of the days are booked.
    Placed(SeriesId, Vec<Booking>),
    /// One of the days cannot be had any more, or none was asked for. Nothing was written: the same key may ask again.
    Changed,
    /// Staff have to say why they set these rules of residents aside. Nothing was written.
    Reason(Vec<Refusal>),
}

fn series(row: &Row) -> Result<Series, StoreError> {
    Ok(Series {
        id: row.id("id")?,
        resident: row.id("resident_id")?,
        room: row.id("room_id")?,
        repeat: Repeat {
            every: row.word("every", Every::from_code)?,
            until: row
                .get::<Option<String>>("until_day")?
                .map(|text| text.parse().map_err(|_| StoreError::Unreadable("until_day")))
                .transpose()?,
            times: row.small("times")?,
        },
        first: row.date("first_day")?,
    })
}

/// One series.
///
/// # Errors
/// The database does not answer.
pub async fn get(q: &impl Query, id: SeriesId) -> Result<Option<Series>, StoreError> {
    let sql = "SELECT * FROM booking_series WHERE id = $1";
    q.row(sql, args![id]).await?.as_ref().map(series).transpose()
}

/// The bookings of a series, in order of time.
///
/// # Errors
/// The database does not answer.
pub async fn bookings(q: &impl Query, id: SeriesId) -> Result<Vec<Booking>, StoreError> {
    let sql = booking::select!("WHERE b.series_id = $1 ORDER BY b.first_slot, b.id");
    booking::bookings(&q.rows(sql, args![id]).await?)
}

/// Books all of the days or none: by a resident for themselves, or by staff for the person of that phone. Each day is judged by
/// itself, under one lock. A repeat with the same key gives the first series as it is now.
///
/// # Errors
/// [`StoreError::NotFound`] for a room or a resident that does not exist; [`model::Problem::AlreadySent`] where the key was used
/// for another wish.
pub async fn place(db: &Db, act: &Act, by: By, new: &NewSeries<'_>) -> Result<PlacedSeries, StoreError> {
    place_with(db, act, by, new, None, Decides::default()).await
}

/// [`place`] as staff, who set rules of residents aside with a reason, as [`place_for`](super::place_for) does for each day.
///
/// # Errors
/// As [`place`].
pub async fn place_for(
    db: &Db,
    act: &Act,
    new: &NewSeries<'_>,
    aside: Aside<'_>,
    decides: Decides,
) -> Result<PlacedSeries, StoreError> {
    place_with(db, act, By::Staff, new, Some(aside), decides).await
}

async fn place_with(
    db: &Db,
    act: &Act,
    by: By,
    new: &NewSeries<'_>,
    aside: Option<Aside<'_>>,
    decides: Decides,
) -> Result<PlacedSeries, StoreError> {
    let tx = db.begin().await?;
    let resident = resident(&tx, act, by, new.request).await?;
    let id: SeriesId = act.id();
    let key = format!("{resident}:{}", new.key);
    let asked = (new.room, new.request, new.repeat, new.days);
    if let Some(first) = first_id(&tx, act, "booking_series", &key, &asked, id).await? {
        return Ok(PlacedSeries::Placed(first, bookings(&tx, first).await?));
    }
    let rules = rule::queue(&tx, act, new.room).await?.rules;
    let sql =
        "INSERT INTO booking_series (id, resident_id, room_id, every, first_day, until_day, times, source, created_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let args = args![
        id,
        resident,
        new.room,
        new.repeat.every.code(),
        new.request.day,
        new.repeat.until.map(|day| day.to_string()),
        new.repeat.times,
        by.source().code(),
        act.at,
    ];
    tx.run(sql, args).await?;
    let from = new.days.iter().map(|(day, _)| *day).min().unwrap_or(new.request.day);
    let ground = Ground::of(&tx, new.room, from).await?;
    let mut placed = Vec::new();
    for (n, (day, midnight)) in (0..).zip(new.days) {
        let request = Request {
            day: *day,
            ..new.request.clone()
        };
        let local = Local {
            now: new.now,
            midnight: *midnight,
        };
        let whose = (resident, None);
        let verdict = ground.verdict(&tx, by.source(), whose, &rules, &request, local).await?;
        let Ok((day, state)) = verdict else {
            return Ok(PlacedSeries::Changed);
        };
        // Those of its days that were written before are counted.
        let waived = match aside {
            Some(aside) => {
                let wanted = Wanted {
                    room: new.room,
                    request: &request,
                    local,
                };
                waived_rules(&tx, resident, &rules, &day, &wanted, aside.sight).await?
            }
            None => Vec::new(),
        };
        if !waived.is_empty() && aside.is_some_and(|a| a.reason.is_empty()) {
            return Ok(PlacedSeries::Reason(waived));
        }
        let fresh = Fresh {
            id: act.id(),
            resident,
            room: new.room,
            request: &request,
            day: &day,
            state: decides.state(state, &rules),
            source: by.source(),
            made_by: matches!(by, By::Staff).then_some(act.staff).flatten(),
            series: Some(id),
            noise: stir(new.noise, n),
            waived: &waived,
        };
        match put(&tx, act, by.into(), &rules, &fresh).await? {
            Some(booking) => {
                waitlist::satisfied(&tx, act, &booking).await?;
                if let Some(aside) = aside.filter(|_| !waived.is_empty()) {
                    excuse(&tx, booking.id, aside.reason).await?;
                }
                placed.push(booking);
            }
            None => return Ok(PlacedSeries::Changed),
        }
    }
    let Some(first) = placed.first() else {
        return Ok(PlacedSeries::Changed);
    };
    let kind = match first.state {
        State::Pending => NoticeKind::BookingPending,
        _ => NoticeKind::BookingConfirmed,
    };
    tell(&tx, act, kind, first, "").await?;
    tx.commit().await?;
    Ok(PlacedSeries::Placed(id, placed))
}

/// Tells the resident once what has become of the series, not once for each day: it is about the first of them, and leads to all.
async fn tell(tx: &Tx, act: &Act, kind: NoticeKind, first: &Booking, words: &str) -> Result<(), StoreError> {
    let event = format!("series:{}:{}", first.id.as_i64(), first.version);
    let new = NewNotice {
        resident: first.resident,
        kind,
        event: &event,
        about: Some(notice::about(first)),
        words,
        path: "/me/bookings",
        not_before: None,
        expires_at: slot_start(first.end_slot),
    };
    notice::tell(tx, act, new).await.map(drop)
}

/// A resident's series, the latest first.
///
/// # Errors
/// The database does not answer.
pub async fn of_resident(q: &impl Query, id: ResidentId) -> Result<Vec<Series>, StoreError> {
    let sql = "SELECT * FROM booking_series WHERE resident_id = $1 ORDER BY id DESC";
    q.rows(sql, args![id]).await?.iter().map(series).collect()
}
