//! Bookings: what every story of theirs needs.

mod amend;
mod behalf;
mod change;
mod desk;
mod everything;
mod find;
mod private;
mod race;
mod rules;
mod series;
mod shown;
mod single;
mod terms;
mod waitlist;
mod way;

use crate::harness::{NOW, World};
use jiff::civil::{Date, date};
use model::{
    booking::{Booking, Request, Rules, Wish},
    center::CenterId,
    hours::{LocalMinute, WeekHours, parse_day},
    resident::ResidentId,
    room::{RoomId, RoomInput, RoomKind},
};
use store::{
    Act, Db, StoreError,
    booking::{self, By, Local, Moved, New, Placed, Wanted},
    hours, room,
};

/// Tomorrow, in all stories: a Tuesday.
pub(crate) const TOMORROW: Date = date(2026, 9, 22);
/// The town's zone: eight hours ahead.
const OFFSET: i64 = 8 * 3600;

/// A center with a room of each kind that the stories are about.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) center: CenterId,
    /// 24 seats, also as a whole.
    pub(crate) reading: RoomId,
    /// Whole, with approval and a buffer of a slot after.
    pub(crate) mediation: RoomId,
    /// Whole, at once.
    pub(crate) talk: RoomId,
}

pub(crate) async fn place_of(w: &World) -> Place {
    w.divisions().await;
    let center = w.center("中心").await;
    let day = parse_day("d", "08:30-12:00; 12:00-14:00 noon_duty; 14:00-17:30").unwrap();
    let week = WeekHours(std::array::from_fn(|_| day.clone()));
    hours::save(w.db(), &w.act(), center, 1, &week).await.unwrap();
    Place {
        center,
        reading: room_with(w, center, RoomKind::ReadingSpace, 24, |r| r.whole_too = true).await,
        mediation: room_with(w, center, RoomKind::MediationRoom, 8, |r| r.party_min = 1).await,
        talk: room_with(w, center, RoomKind::TalkRoom, 10, |_| ()).await,
    }
}

/// A room that is booked by the rules of its kind, changed a little.
pub(crate) async fn room_with(
    w: &World,
    center: CenterId,
    kind: RoomKind,
    capacity: u32,
    change: impl FnOnce(&mut Rules),
) -> RoomId {
    let input = RoomInput {
        kind: kind.code().into(),
        name: kind.zh().into(),
        capacity: capacity.to_string(),
        ..Default::default()
    };
    let id = room::create(
        w.db(),
        &w.act(),
        &format!("{kind:?} {center}"),
        center,
        &input.check().unwrap(),
    )
    .await
    .unwrap();
    let mut rules = Rules::of_kind(kind, capacity);
    rules.quota_day = 0;
    rules.quota_week = 0;
    change(&mut rules);
    booking::save_rules(w.db(), &w.act(), id, 0, &rules).await.unwrap();
    id
}

/// A resident with a phone of their own.
pub(crate) async fn resident(w: &World, n: i64) -> ResidentId {
    let tx = w.db().begin().await.unwrap();
    let id: ResidentId = w.act().id();
    let sql = "INSERT INTO resident (id, phone, name, created_at, version) VALUES ($1, $2, '', 0, 1)";
    let phone = format!("138{n:08}");
    tx.run(sql, vec![id.into(), phone.into()]).await.unwrap();
    tx.commit().await.unwrap();
    id
}

pub(crate) fn wish(start: u16, end: u16, wish: Wish) -> Request {
    Request {
        day: TOMORROW,
        start,
        end,
        wish,
        party: 1,
        name: "王小明".into(),
        phone: "13800001234".into(),
        purpose: "看书".into(),
        with_whom: String::new(),
        minors: false,
        adult: false,
    }
}

pub(crate) fn local(at: i64, day: Date) -> Local {
    let (days, seconds) = ((at + OFFSET).div_euclid(86_400), (at + OFFSET).rem_euclid(86_400));
    let epoch = date(1970, 1, 1);
    Local {
        now: LocalMinute {
            day: epoch.checked_add(jiff::Span::new().days(days)).unwrap(),
            minute: u16::try_from(seconds / 60).unwrap(),
        },
        midnight: (model::date::number(day) * 86_400 - OFFSET) / 900,
    }
}

pub(crate) fn wanted(room: RoomId, request: &Request) -> Wanted<'_> {
    Wanted {
        room,
        request,
        local: local(NOW, request.day),
    }
}

/// Asks for a room as of now.
pub(crate) async fn ask(
    db: &Db,
    act: &Act,
    by: By,
    key: &str,
    room: RoomId,
    request: &Request,
) -> Result<Placed, StoreError> {
    let new = New {
        key,
        wanted: wanted(room, request),
        // Three in turn have the same dice, and still numbers of their own.
        noise: (act.id::<()>().as_i64() as u64 / 3).wrapping_mul(0x9e37_79b9_7f4a_7c15),
    };
    booking::place(db, act, by, &new).await
}

pub(crate) async fn booked(w: &World, by: By, key: &str, room: RoomId, request: &Request) -> Booking {
    placed(ask(w.db(), &w.act(), by, key, room, request).await.unwrap())
}

pub(crate) fn placed(answer: Placed) -> Booking {
    match answer {
        Placed::Placed(booking) => booking,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn done(answer: Moved) -> Booking {
    match answer {
        Moved::Done(booking) => booking,
        Moved::Refused(refusal) => panic!("{refusal:?}"),
    }
}

/// Checks that the table of slots and the bookings say exactly the same; returns how many bookings hold slots.
pub(crate) async fn agree(w: &World) -> i64 {
    crate::agreement::agree(w.db()).await
}
