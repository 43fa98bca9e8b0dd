//! Series: booked whole or not at all, and what is done to several days of them.

use super::{Place, TOMORROW, agree, ask, booked, done, local, place_of, resident, room_with, wish};
use crate::harness::{NOW, World};
use jiff::civil::Date;
use model::{
    booking::{Booking, Every, Refusal, Repeat, Request, State, Which, Wish},
    date,
    resident::ResidentId,
    room::{RoomId, RoomKind},
};
use store::{
    Act, Db, StoreError,
    booking::{
        self, By, Decision, Placed,
        series::{self, NewSeries, PlacedSeries},
    },
};

stories! {
    a_series_is_booked_whole_and_a_repeat_gives_the_same_answer,
    nothing_is_booked_where_one_day_was_taken_meanwhile,
    each_day_is_held_to_the_rules_and_staff_may_book_far_ahead,
    one_or_the_following_or_all_are_cancelled,
    a_series_that_waits_is_decided_at_once_or_one_by_one,
    a_series_and_single_bookings_race_and_nobody_gets_half,
}

const WEEKLY: Repeat = Repeat {
    every: Every::Week,
    until: None,
    times: 4,
};

/// The days of a series that begins tomorrow, each with its first slot.
fn days(repeat: &Repeat) -> Vec<(Date, i64)> {
    let days = repeat.dates(TOMORROW).days.into_iter();
    days.map(|day| (day, local(NOW, day).midnight)).collect()
}

pub(super) struct Asked<'a> {
    pub(super) by: By,
    pub(super) key: &'a str,
    pub(super) room: RoomId,
    pub(super) request: &'a Request,
    pub(super) repeat: Repeat,
}

pub(super) async fn try_place(db: &Db, act: &Act, asked: &Asked<'_>) -> Result<PlacedSeries, StoreError> {
    let days = days(&asked.repeat);
    let new = NewSeries {
        key: asked.key,
        room: asked.room,
        request: asked.request,
        repeat: asked.repeat,
        days: &days,
        now: local(NOW, TOMORROW).now,
        noise: act.id::<()>().as_i64() as u64,
    };
    series::place(db, act, asked.by, &new).await
}

async fn placed(w: &World, by: By, key: &str, room: RoomId) -> Vec<Booking> {
    let request = wish(570, 630, Wish::Whole);
    let asked = Asked {
        by,
        key,
        room,
        request: &request,
        repeat: WEEKLY,
    };
    match try_place(w.db(), &w.act(), &asked).await.unwrap() {
        PlacedSeries::Placed(_, of) => of,
        other => panic!("{other:?}"),
    }
}

async fn me(w: &World) -> (ResidentId, By) {
    let id = resident(w, 1).await;
    (id, By::Resident(id))
}

async fn a_series_is_booked_whole_and_a_repeat_gives_the_same_answer(w: World) {
    let at = place_of(&w).await;
    let (id, me) = me(&w).await;
    let request = wish(570, 630, Wish::Whole);
    let asked = Asked {
        by: me,
        key: "k",
        room: at.talk,
        request: &request,
        repeat: WEEKLY,
    };
    let first = try_place(w.db(), &w.act(), &asked).await.unwrap();
    let PlacedSeries::Placed(series, of) = &first else {
        panic!("{first:?}")
    };
    let expected: Vec<Date> = [0, 7, 14, 21].map(|n| date::after(TOMORROW, n).unwrap()).to_vec();
    assert_eq!(of.iter().map(|b| b.day).collect::<Vec<_>>(), expected);
    assert!(
        of.iter()
            .all(|b| b.series == Some(*series) && b.state == State::Confirmed)
    );
    // 9:30 on each of the days, from its own midnight.
    assert!(of.iter().all(|b| b.first_slot == local(NOW, b.day).midnight + 38));
    assert_eq!(agree(&w).await, 4);
    assert_eq!(try_place(w.db(), &w.act(), &asked).await.unwrap(), first);
    assert_eq!(try_place(w.neighbour.db(), &w.act(), &asked).await.unwrap(), first);
    assert_eq!(agree(&w).await, 4);
    let stored = series::get(w.db(), *series).await.unwrap().unwrap();
    assert_eq!((stored.resident, stored.repeat, stored.first), (id, WEEKLY, TOMORROW));
    assert_eq!(series::of_resident(w.db(), id).await.unwrap(), [stored]);
    let kept = store::resident::export(w.db(), id).await.unwrap();
    assert_eq!((kept.series.len(), kept.bookings.len()), (1, 4));
    // They are told once, not once for each day.
    assert_eq!(kept.notices.len(), 1);
}

async fn nothing_is_booked_where_one_day_was_taken_meanwhile(w: World) {
    let at = place_of(&w).await;
    let (_, me) = me(&w).await;
    let third = Request {
        day: date::after(TOMORROW, 14).unwrap(),
        ..wish(600, 660, Wish::Whole)
    };
    let you = By::Resident(resident(&w, 2).await);
    let in_the_way = booked(&w, you, "k", at.talk, &third).await;
    let request = wish(570, 630, Wish::Whole);
    let asked = Asked {
        by: me,
        key: "k",
        room: at.talk,
        request: &request,
        repeat: WEEKLY,
    };
    assert_eq!(
        try_place(w.db(), &w.act(), &asked).await.unwrap(),
        PlacedSeries::Changed
    );
    assert_eq!(agree(&w).await, 1);
    // The key is still free: the other days can be had with it.
    let days = days(&WEEKLY);
    let free: Vec<_> = days.into_iter().filter(|(day, _)| *day != third.day).collect();
    let new = NewSeries {
        key: "k",
        room: at.talk,
        request: &request,
        repeat: WEEKLY,
        days: &free,
        now: local(NOW, TOMORROW).now,
        noise: 7,
    };
    let answer = series::place(w.db(), &w.act(), me, &new).await.unwrap();
    assert!(matches!(answer, PlacedSeries::Placed(_, of) if of.len() == 3));
    // No day at all is no series.
    let new = NewSeries {
        key: "none",
        days: &[],
        ..new
    };
    assert_eq!(
        series::place(w.db(), &w.act(), me, &new).await.unwrap(),
        PlacedSeries::Changed
    );
    assert_eq!(agree(&w).await, 4);
    done(booking::cancel(w.db(), &w.act(), you, in_the_way.id, "").await.unwrap());
}

async fn each_day_is_held_to_the_rules_and_staff_may_book_far_ahead(w: World) {
    let at = place_of(&w).await;
    let (_, me) = me(&w).await;
    let request = wish(570, 630, Wish::Whole);
    let ten = Repeat { times: 10, ..WEEKLY };
    // The talk room is booked thirty days ahead.
    let mut asked = Asked {
        by: me,
        key: "k",
        room: at.talk,
        request: &request,
        repeat: ten,
    };
    assert_eq!(
        try_place(w.db(), &w.act(), &asked).await.unwrap(),
        PlacedSeries::Changed
    );
    asked.by = By::Staff;
    let answer = try_place(w.db(), &w.act(), &asked).await.unwrap();
    assert!(matches!(answer, PlacedSeries::Placed(_, of) if of.len() == 10));
    let log = w.log().await;
    assert_eq!(log.iter().filter(|e| e.action == "booking.place").count(), 10);
    // A quota of one a day refuses a day on which there is one already.
    let room = room_with(&w, at.center, RoomKind::WomensHome, 10, |r| r.quota_day = 1).await;
    let third = Request {
        day: date::after(TOMORROW, 14).unwrap(),
        ..wish(900, 960, Wish::Whole)
    };
    booked(&w, me, "one", room, &third).await;
    let asked = Asked {
        by: me,
        key: "q",
        room,
        request: &request,
        repeat: WEEKLY,
    };
    assert_eq!(
        try_place(w.db(), &w.act(), &asked).await.unwrap(),
        PlacedSeries::Changed
    );
    assert_eq!(agree(&w).await, 11);
}

async fn one_or_the_following_or_all_are_cancelled(w: World) {
    let at = place_of(&w).await;
    let (_, me) = me(&w).await;
    let of = placed(&w, me, "k", at.talk).await;
    let you = By::Resident(resident(&w, 2).await);
    let error = series::cancel(w.db(), &w.act(), you, of[0].id, Which::All, "")
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::NotFound), "{error}");
    let swept = series::cancel(w.db(), &w.act(), me, of[0].id, Which::One, "")
        .await
        .unwrap();
    assert_eq!((swept.done.len(), swept.kept.len()), (1, 0));
    let swept = series::cancel(w.db(), &w.act(), me, of[2].id, Which::Following, "不用了")
        .await
        .unwrap();
    assert_eq!(
        swept.done.iter().map(|b| b.id).collect::<Vec<_>>(),
        [of[2].id, of[3].id]
    );
    assert!(swept.done.iter().all(|b| b.reason == "不用了"));
    assert_eq!(agree(&w).await, 1);
    // What is over or too late stays: on the third day, two weeks later, nothing of it can be cancelled by the resident.
    let later = w.act_at(NOW + 14 * 86_400);
    let swept = series::cancel(w.db(), &later, me, of[0].id, Which::All, "")
        .await
        .unwrap();
    assert!(swept.done.is_empty());
    assert!(matches!(&swept.kept[..], [(b, Refusal::CutOff { .. })] if b.id == of[1].id));
    let swept = series::cancel(w.db(), &w.act(), me, of[0].id, Which::All, "")
        .await
        .unwrap();
    assert_eq!(swept.done.len(), 1);
    // Once more: nothing is left to do, and that is fine.
    let swept = series::cancel(w.db(), &w.act(), me, of[0].id, Which::All, "")
        .await
        .unwrap();
    assert_eq!(swept, series::Swept::default());
    assert_eq!(agree(&w).await, 0);
    // A booking of no series has nothing that follows it.
    let single = booked(&w, me, "s", at.talk, &wish(570, 630, Wish::Whole)).await;
    let error = series::cancel(w.db(), &w.act(), me, single.id, Which::All, "").await;
    assert!(matches!(error, Err(StoreError::NotFound)));
}

async fn a_series_that_waits_is_decided_at_once_or_one_by_one(w: World) {
    let at = place_of(&w).await;
    let (_, me) = me(&w).await;
    let of = placed(&w, me, "k", at.mediation).await;
    assert!(of.iter().all(|b| b.state == State::Pending));
    done(
        booking::decide(w.db(), &w.act(), of[1].id, Decision::Reject, "那天有事")
            .await
            .unwrap(),
    );
    let decide = async |which, decision| {
        series::decide(w.db(), &w.act(), of[0].id, which, decision, "")
            .await
            .unwrap()
    };
    let swept = decide(Which::All, Decision::Approve).await;
    assert_eq!(swept.done.len(), 3);
    assert!(matches!(&swept.kept[..], [(b, Refusal::State { state: State::Rejected })] if b.id == of[1].id));
    // Decided is decided.
    let swept = decide(Which::All, Decision::Reject).await;
    assert!(swept.done.is_empty());
    let states: Vec<State> = series::bookings(w.db(), of[0].series.unwrap())
        .await
        .unwrap()
        .iter()
        .map(|b| b.state)
        .collect();
    use State::{Confirmed, Rejected};
    assert_eq!(states, [Confirmed, Rejected, Confirmed, Confirmed]);
    assert_eq!(agree(&w).await, 3);
}

/// The series of some and the single bookings of others, all at once, from two processes.
async fn a_series_and_single_bookings_race_and_nobody_gets_half(w: World) {
    let at: Place = place_of(&w).await;
    let mut people = Vec::new();
    for n in 0..60 {
        people.push(resident(&w, n).await);
    }
    let tasks: Vec<_> = people
        .iter()
        .zip(0_i64..)
        .map(|(who, n)| {
            let db = if n % 2 == 0 {
                w.db().clone()
            } else {
                w.neighbour.db().clone()
            };
            let (act, by) = (w.act(), By::Resident(*who));
            tokio::spawn(async move {
                let start = 510 + 30 * u16::try_from(n % 10).unwrap();
                let mut request = wish(start, start + 60, Wish::Whole);
                if n % 3 == 0 {
                    let asked = Asked {
                        by,
                        key: "k",
                        room: at.talk,
                        request: &request,
                        repeat: WEEKLY,
                    };
                    match try_place(&db, &act, &asked).await.unwrap() {
                        PlacedSeries::Placed(_, of) => of.len(),
                        PlacedSeries::Changed | PlacedSeries::Reason(_) => 0,
                    }
                } else {
                    request.day = date::after(TOMORROW, 7 * (n % 4)).unwrap();
                    match ask(&db, &act, by, "k", at.talk, &request).await.unwrap() {
                        Placed::Placed(_) => 1,
                        _ => 0,
                    }
                }
            })
        })
        .collect();
    let mut sum = 0;
    for task in tasks {
        let got = task.await.unwrap();
        assert!(matches!(got, 0 | 1 | 4), "{got}");
        sum += got;
    }
    assert_eq!(agree(&w).await, i64::try_from(sum).unwrap());
}
