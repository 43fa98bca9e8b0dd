//! Bookings of the sample, made up, so that boards, prints and weeks are not empty on the first day. They are placed as a counter
//! places them, for people who are nobody and have no telephone; what the rules refuse, because it is too late today, is left out.

use crate::{
    act::Act,
    booking::{self, By, Local, New, Wanted},
    center,
    db::{Db, Query},
    error::StoreError,
    follow_up, room,
};
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use model::{
    booking::{Mode, Request, Wish},
    hours::LocalMinute,
    room::{Room, RoomId},
};

/// Centers that are booked.
const CENTERS: usize = 6;
/// Days from today on.
const DAYS: i64 = 7;
/// Local minutes at which somebody comes.
const TIMES: [u16; 4] = [9 * 60, 10 * 60 + 30, 14 * 60, 15 * 60 + 30];
/// Rooms of a center that are booked on one day.
const ROOMS: usize = 3;
/// What they are called.
const NAMES: [&str; 6] = ["王芳", "李玉兰", "包志刚", "赵春梅", "白乌兰", "陈建国"];
/// What they come for.
const PURPOSES: [&str; 4] = ["看书", "商量红白事", "合唱队排练", "学剪纸"];

/// Adds them to a sample that was just loaded, once: again it does nothing.
///
/// # Errors
/// The database does not answer.
pub async fn book(db: &Db, act: &Act, zone: &TimeZone) -> Result<(), StoreError> {
    if db.row("SELECT id FROM booking LIMIT 1", vec![]).await?.is_some() {
        return Ok(());
    }
    let now = follow_up::local(zone, act.at);
    let mut n = 0;
    for center in center::list(db, false).await?.into_iter().take(CENTERS) {
        let rooms = room::list(db, center.id, now.day, false).await?;
        for day in 0..DAYS {
            let day = now.day.saturating_add(day.days());
            for room in rooms.iter().cycle().skip(n % rooms.len().max(1)).take(ROOMS) {
                n += 1;
                one(db, act, zone, (now, day), room, n).await?;
            }
        }
    }
    Ok(())
}

/// The first slot of a day in the deployment's zone.
fn midnight(zone: &TimeZone, day: Date) -> i64 {
    let begin = zone.to_zoned(day.to_datetime(jiff::civil::Time::midnight()));
    begin.map_or(0, |begin| begin.timestamp().as_second() / 900)
}

async fn one(
    db: &Db,
    act: &Act,
    zone: &TimeZone,
    (now, day): (LocalMinute, Date),
    room: &Room,
    n: usize,
) -> Result<(), StoreError> {
    let rules = booking::rules(db, room.id).await?.rules;
    let wish = match rules.mode {
        Mode::Closed => return Ok(()),
        Mode::Seats => Wish::Seats(1),
        Mode::Whole => Wish::Whole,
    };
    let start = TIMES[n % TIMES.len()];
    let length = rules.shortest_minutes.max(60);
    let request = Request {
        day,
        start,
        end: start.saturating_add(length),
        wish,
        party: rules.party_min.max(1),
        name: NAMES[n % NAMES.len()].to_owned(),
        phone: String::new(),
        purpose: PURPOSES[n % PURPOSES.len()].to_owned(),
        with_whom: String::new(),
        minors: false,
        adult: false,
    };
    let (key, id): (String, RoomId) = (format!("sample booking {n}"), room.id);
    let new = New {
        key: &key,
        wanted: Wanted {
            room: id,
            request: &request,
            local: Local {
                now,
                midnight: midnight(zone, day),
            },
        },
        noise: act.ids.next().cast_unsigned(),
    };
    booking::place(db, act, By::Staff, &new).await.map(drop)
}
