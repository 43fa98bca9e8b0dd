//! Series of bookings: placed whole or not at all, and what is done to several of their days at once.

use super::{
    By, Decision, change,
    ground::Ground,
    place::{Local, resident},
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
    booking::{
        Booking, BookingId, Every, Refusal, Repeat, Request, Rules, Series, SeriesId, State, Which, may_change,
        slot_start,
    },
    hours::LocalMinute,
    notice::NoticeKind,
    resident::ResidentId,
    room::RoomId,
};
use std::collections::BTreeMap;

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
}

/// What was done to the bookings of a series.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Swept {
    /// Those that it was done to.
    pub done: Vec<Booking>,
    /// Those that stay as they are, each with the rule that refuses.
    pub kept: Vec<(Booking, Refusal)>,
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
        let fresh = Fresh {
            id: act.id(),
            resident,
            room: new.room,
            request: &request,
            day: &day,
            state,
            source: by.source(),
            made_by: matches!(by, By::Staff).then_some(act.staff).flatten(),
            series: Some(id),
            noise: stir(new.noise, n),
            setting_aside: "",
        };
        match put(&tx, act, by.into(), &rules, &fresh).await? {
            Some(booking) => {
                waitlist::satisfied(&tx, act, &booking).await?;
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

/// Cancels one booking of a series, that one and those after it, or all: whatever of them may still be cancelled.
///
/// # Errors
/// [`StoreError::NotFound`], also for somebody else's or one of no series.
pub async fn cancel(
    db: &Db,
    act: &Act,
    by: By,
    from: BookingId,
    which: Which,
    reason: &str,
) -> Result<Swept, StoreError> {
    let rule = |rules: &Rules, b: &Booking| may_change(rules, b, act.at, by.source());
    sweep(db, act, by, (from, which), (State::Cancelled, reason), rule).await
}

/// Approves or rejects all bookings of a series that still wait for it, from the one named on or all.
///
/// # Errors
/// [`StoreError::NotFound`], also for a booking of no series.
pub async fn decide(
    db: &Db,
    act: &Act,
    from: BookingId,
    which: Which,
    decision: Decision,
    reason: &str,
) -> Result<Swept, StoreError> {
    let next = match decision {
        Decision::Approve => State::Confirmed,
        Decision::Reject => State::Rejected,
    };
    let waits = |_: &Rules, b: &Booking| match b.state {
        State::Pending => Ok(()),
        state => Err(Refusal::State { state }),
    };
    sweep(db, act, By::Staff, (from, which), (next, reason), waits).await
}

async fn sweep(
    db: &Db,
    act: &Act,
    by: By,
    (from, which): (BookingId, Which),
    (next, reason): (State, &str),
    rule: impl Fn(&Rules, &Booking) -> Result<(), Refusal> + Send,
) -> Result<Swept, StoreError> {
    loop {
        let tx = db.begin().await?;
        let known = booking::get(&tx, from).await?.filter(|b| by.owns(b));
        let known = known.ok_or(StoreError::NotFound)?;
        let rooms = lock(&tx, act, &known, which).await?;
        let of = chosen(&tx, &known, which).await?;
        if of.iter().any(|b| !rooms.contains_key(&b.room)) {
            // One was moved to another room while this waited: the locks are on the wrong rooms.
            continue;
        }
        let mut swept = Swept::default();
        for before in of {
            let Some(rules) = rooms.get(&before.room) else {
                continue;
            };
            if before.state == next {
                continue;
            }
            match rule(rules, &before) {
                Ok(()) if before.state.may_become(next) => {
                    let after = change::write_state(&tx, act, by.into(), &before, next, reason).await?;
                    swept.done.push(after);
                }
                Ok(()) => {
                    let state = before.state;
                    swept.kept.push((before, Refusal::State { state }));
                }
                Err(refusal) => swept.kept.push((before, refusal)),
            }
        }
        if let (Some(first), Some(kind)) = (swept.done.first(), change::told(by.into(), next)) {
            tell(&tx, act, kind, first, reason).await?;
        }
        if !next.holds_slots() {
            for (room, rules) in &rooms {
                waitlist::pass_on(&tx, act, *room, rules).await?;
            }
        }
        tx.commit().await?;
        return Ok(swept);
    }
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

/// The bookings that are meant, in order of time.
async fn chosen(tx: &Tx, known: &Booking, which: Which) -> Result<Vec<Booking>, StoreError> {
    let now = booking::get(tx, known.id).await?.ok_or(StoreError::NotFound)?;
    if which == Which::One {
        return Ok(vec![now]);
    }
    let series = known.series.ok_or(StoreError::NotFound)?;
    let mut of = bookings(tx, series).await?;
    if which == Which::Following {
        of.retain(|b| (b.first_slot, b.id) >= (now.first_slot, now.id));
    }
    Ok(of)
}

/// Queues up at the rooms of the bookings that are meant, in the order of their keys as everybody, and says their rules.
async fn lock(tx: &Tx, act: &Act, known: &Booking, which: Which) -> Result<BTreeMap<RoomId, Rules>, StoreError> {
    let mut rooms: Vec<RoomId> = chosen(tx, known, which).await?.iter().map(|b| b.room).collect();
    rooms.sort_unstable();
    rooms.dedup();
    let mut locked = BTreeMap::new();
    for room in rooms {
        locked.insert(room, rule::queue(tx, act, room).await?.rules);
    }
    Ok(locked)
}

/// A resident's series, the latest first.
///
/// # Errors
/// The database does not answer.
pub async fn of_resident(q: &impl Query, id: ResidentId) -> Result<Vec<Series>, StoreError> {
    let sql = "SELECT * FROM booking_series WHERE resident_id = $1 ORDER BY id DESC";
    q.rows(sql, args![id]).await?.iter().map(series).collect()
}
