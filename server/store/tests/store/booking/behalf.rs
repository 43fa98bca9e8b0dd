//! Booking in somebody's name: rules are set aside with a reason, once or for a series, and nobody is told what they may not know.

use super::{TOMORROW, agree, ask, local, place_of, placed, resident, wanted, wish};
use crate::harness::{NOW, World};
use model::{
    booking::{Booking, Every, Refusal, Repeat, Request, Rules, State, Which, Wish, slot_start},
    center::CenterId,
    date,
    notice::NoticeKind,
    room::RoomId,
};
use store::{
    booking::{
        self, Aside, By, Decides, Decision, New, Placed, Sight, Wanted,
        series::{self, NewSeries, PlacedSeries},
    },
    db::Query,
    resident as residents,
    setting::{self, NO_SHOW},
};

stories! {
    staff_say_why_they_set_a_rule_aside_and_never_overlap,
    whoever_decides_about_requests_has_decided_by_booking,
    somebody_who_walks_in_is_there_with_their_booking_or_has_none,
    the_call_that_comes_again_is_the_same_visit_whenever_it_comes,
    a_series_in_somebodys_name_needs_one_reason_for_all_of_its_days,
    no_refusal_tells_that_somebody_has_a_mediation,
}

/// Staff who do not know the parties of private rooms.
fn aside(reason: &str) -> Aside<'_> {
    Aside {
        reason,
        sight: Sight::Staff(None),
    }
}

async fn change(w: &World, room: RoomId, change: impl FnOnce(&mut Rules)) {
    let stored = booking::rules(w.db(), room).await.unwrap();
    let mut rules = stored.rules;
    change(&mut rules);
    booking::save_rules(w.db(), &w.act(), room, stored.version, &rules)
        .await
        .unwrap();
}

async fn staff_say_why_they_set_a_rule_aside_and_never_overlap(w: World) {
    let at = place_of(&w).await;
    let stored = booking::rules(w.db(), at.talk).await.unwrap();
    let strict = Rules {
        quota_day: 1,
        quota_week: 1,
        ahead_days: 0,
        ..stored.rules
    };
    booking::save_rules(w.db(), &w.act(), at.talk, stored.version, &strict)
        .await
        .unwrap();
    let place = async |key: &str, request: &Request, waiver: &str| {
        let new = New {
            key,
            wanted: wanted(at.talk, request),
            noise: w.act().id::<()>().as_i64() as u64,
        };
        booking::place_for(w.db(), &w.act(), &new, aside(waiver), Decides::default())
            .await
            .unwrap()
    };
    let Placed::Refused(refusals) = place("a", &wish(570, 630, Wish::Whole), "").await else {
        panic!("nobody said why")
    };
    assert!(matches!(refusals[..], [Refusal::TooFar { .. }]), "{refusals:?}");
    let first = placed(place("a", &wish(570, 630, Wish::Whole), "村里开会").await);
    let Placed::Refused(refusals) = place("b", &wish(630, 690, Wish::Whole), "").await else {
        panic!("nobody said why")
    };
    let codes: Vec<_> = refusals.iter().map(Refusal::code).collect();
    assert_eq!(codes, ["ahead", "quota_day", "quota_week"]);
    assert_eq!(place("c", &wish(600, 660, Wish::Whole), "很急").await, Placed::Taken);
    let remark = booking::remark(w.db(), first.id).await.unwrap();
    assert_eq!(remark.waiver, "村里开会");
    // The log says which rules, and not why: that could name somebody.
    let events = booking::events(w.db(), first.id).await.unwrap();
    assert!(events[0].detail.ends_with(" ahead"), "{}", events[0].detail);
    // Somebody without a phone is nobody that could be found again.
    let walk_in = Request {
        name: "大爷".into(),
        phone: String::new(),
        ..wish(870, 930, Wish::Whole)
    };
    let guest = placed(place("d", &walk_in, "没有电话").await);
    assert_eq!((guest.name.as_str(), guest.phone.as_str()), ("大爷", ""));
    assert!(residents::by_phone(w.db(), "").await.unwrap().is_none());
    // The call that comes a second time is the same booking, though its resident is nobody.
    assert_eq!(placed(place("d", &walk_in, "没有电话").await), guest);
    assert_eq!(agree(&w).await, 2);
}

const WEEKLY: Repeat = Repeat {
    every: Every::Week,
    until: None,
    times: 4,
};

async fn place_series(w: &World, key: &str, room: RoomId, request: &Request, why: &str) -> PlacedSeries {
    series_by(w, key, room, request, (why, Decides::default())).await
}

async fn series_by(
    w: &World,
    key: &str,
    room: RoomId,
    request: &Request,
    (why, decides): (&str, Decides),
) -> PlacedSeries {
    let days: Vec<_> = WEEKLY.dates(TOMORROW).days;
    let days: Vec<_> = days.into_iter().map(|day| (day, local(NOW, day).midnight)).collect();
    let new = NewSeries {
        key,
        room,
        request,
        repeat: WEEKLY,
        days: &days,
        now: local(NOW, TOMORROW).now,
        noise: w.act().id::<()>().as_i64() as u64,
    };
    series::place_for(w.db(), &w.act(), &new, aside(why), decides)
        .await
        .unwrap()
}

async fn a_series_in_somebodys_name_needs_one_reason_for_all_of_its_days(w: World) {
    let at = place_of(&w).await;
    change(&w, at.talk, |r| (r.quota_day, r.ahead_days) = (1, 10)).await;
    let caller = wish(570, 630, Wish::Whole);
    // The first two weeks are within what residents may book, the others are not: nothing is written without a reason.
    let PlacedSeries::Reason(rules) = place_series(&w, "a", at.talk, &caller, "").await else {
        panic!("nobody said why")
    };
    assert!(matches!(rules[..], [Refusal::TooFar { .. }]), "{rules:?}");
    assert_eq!(agree(&w).await, 0);
    assert!(residents::by_phone(w.db(), &caller.phone).await.unwrap().is_none());
    let PlacedSeries::Placed(id, of) = place_series(&w, "a", at.talk, &caller, "合唱队").await else {
        panic!("it was not placed")
    };
    assert_eq!((of.len(), of[0].source.code()), (4, "staff"));
    assert!(of.iter().all(|b| b.series == Some(id) && b.name == "王小明"));
    // Whoever came to a place is known there, and nowhere else.
    let look = async |centers| {
        let found = residents::look(w.db(), &w.act(), &caller.phone, centers).await.unwrap();
        found.map(|person| person.name)
    };
    assert_eq!(look(None).await.as_deref(), Some("王小明"));
    assert_eq!(look(Some(&[])).await, None);
    let why = async |b: &Booking| booking::remark(w.db(), b.id).await.unwrap().waiver;
    let detail = async |b: &Booking| booking::events(w.db(), b.id).await.unwrap()[0].detail.clone();
    assert_eq!(why(&of[0]).await, "", "nothing was set aside for it");
    assert_eq!(why(&of[3]).await, "合唱队");
    assert!(detail(&of[3]).await.ends_with(" ahead"));
    // The same call again is the same series; a second one on the same days is against the quota of each day.
    let again = place_series(&w, "a", at.talk, &caller, "合唱队").await;
    assert_eq!(again, PlacedSeries::Placed(id, of.clone()));
    let second = wish(630, 690, Wish::Whole);
    let PlacedSeries::Reason(rules) = place_series(&w, "b", at.talk, &second, "").await else {
        panic!("nobody said why")
    };
    assert!(matches!(rules[..], [Refusal::QuotaDay { limit: 1 }]), "{rules:?}");
    // Never an overlap, whatever the reason: all or none.
    let across = wish(600, 660, Wish::Whole);
    assert_eq!(
        place_series(&w, "c", at.talk, &across, "很急").await,
        PlacedSeries::Changed
    );
    assert_eq!(agree(&w).await, 4);
    // Whoever decides about requests decides about all of them at once.
    let PlacedSeries::Placed(_, wait) = place_series(&w, "d", at.mediation, &caller, "调解").await else {
        panic!("it was not placed")
    };
    assert!(wait.iter().all(|b| b.state == State::Pending && b.private));
    let swept = series::decide(w.db(), &w.act(), wait[0].id, Which::All, Decision::Approve, "")
        .await
        .unwrap();
    assert_eq!(swept.done.len(), 4);
}

/// Who decides about everything.
const ALL: Decides = Decides {
    open: true,
    private: true,
};

/// What happened to a booking, and what its resident was told.
async fn history(w: &World, of: &Booking) -> (Vec<String>, Vec<NoticeKind>) {
    let events = booking::events(w.db(), of.id).await.unwrap();
    let notices = store::notice::of_resident(w.db(), of.resident, None, i64::MAX)
        .await
        .unwrap();
    (
        events.into_iter().map(|e| e.kind).collect(),
        notices.iter().map(|n| n.kind).collect(),
    )
}

async fn whoever_decides_about_requests_has_decided_by_booking(w: World) {
    let at = place_of(&w).await;
    let place = async |start: u16, decides| {
        let request = Request {
            phone: format!("1390000{start:04}"),
            ..wish(start, start + 60, Wish::Whole)
        };
        let new = New {
            key: "k",
            wanted: wanted(at.mediation, &request),
            noise: w.act().id::<()>().as_i64() as u64,
        };
        let by = booking::place_for(w.db(), &w.act(), &new, aside(""), decides).await;
        placed(by.unwrap())
    };
    let confirmed = place(570, ALL).await;
    assert_eq!((confirmed.state, confirmed.private), (State::Confirmed, true));
    assert_eq!(
        history(&w, &confirmed).await,
        (vec!["placed".to_owned()], vec![NoticeKind::BookingConfirmed]),
        "at no moment it waited for anybody"
    );
    // Requests of private rooms are not everybody's who decides about the others.
    let open = Decides {
        open: true,
        private: false,
    };
    assert_eq!(place(870, open).await.state, State::Pending);
    let weekly = Request {
        phone: "13900009999".into(),
        ..wish(720, 780, Wish::Whole)
    };
    let PlacedSeries::Placed(_, of) = series_by(&w, "s", at.mediation, &weekly, ("排练", ALL)).await else {
        panic!("it was not placed")
    };
    assert!(of.iter().all(|b| b.state == State::Confirmed), "{of:?}");
    agree(&w).await;
}

async fn somebody_who_walks_in_is_there_with_their_booking_or_has_none(w: World) {
    let at = place_of(&w).await;
    let midnight = local(NOW, TOMORROW).midnight;
    let now = slot_start(midnight) + 571 * 60;
    let walks_in = async |key: &str, room, decides| {
        let request = Request {
            phone: String::new(),
            ..wish(570, 630, Wish::Whole)
        };
        let new = New {
            key,
            wanted: Wanted {
                room,
                request: &request,
                local: local(now, TOMORROW),
            },
            noise: w.act().id::<()>().as_i64() as u64,
        };
        booking::walk_in(w.db(), &w.act_at(now), &new, decides).await.unwrap()
    };
    let here = placed(walks_in("a", at.talk, Decides::default()).await);
    assert_eq!(here.state, State::CheckedIn);
    // The call that comes a second time is the same visit; for somebody else there is no room.
    assert_eq!(placed(walks_in("a", at.talk, Decides::default()).await), here);
    assert_eq!(walks_in("b", at.talk, ALL).await, Placed::Taken);
    assert_eq!(history(&w, &here).await.0, ["placed", "checked_in"]);
    // Where somebody else has to decide they wait for it.
    let waits = placed(walks_in("c", at.mediation, Decides::default()).await);
    assert_eq!(waits.state, State::Pending);
    assert_eq!(agree(&w).await, 2);
}

async fn the_call_that_comes_again_is_the_same_visit_whenever_it_comes(w: World) {
    let at = place_of(&w).await;
    let midnight = slot_start(local(NOW, TOMORROW).midnight);
    // From the step that runs, which is another one when the same call comes again.
    let asked = |start: u16, phone: &str| Request {
        phone: phone.into(),
        ..wish(start, 690, Wish::Seats(1))
    };
    let walks_in = async |key: &str, start: u16, phone: &str| {
        let now = midnight + 60 * (i64::from(start) + 1);
        let request = asked(start, phone);
        let new = New {
            key,
            wanted: Wanted {
                room: at.reading,
                request: &request,
                local: local(now, TOMORROW),
            },
            noise: w.act().id::<()>().as_i64() as u64,
        };
        let placed = booking::walk_in(w.db(), &w.act_at(now), &new, Decides::default()).await;
        placed.unwrap()
    };
    let known = async |key: &str, phone: &str| {
        let request = asked(0, phone);
        booking::walked_in(w.db(), key, at.reading, &request).await.unwrap()
    };
    let residents = async || -> i64 {
        let sql = "SELECT COUNT(*) AS n FROM resident";
        w.db().row(sql, vec![]).await.unwrap().unwrap().get("n").unwrap()
    };
    for (n, key, phone) in [(1, "a", ""), (2, "b", "13900000001")] {
        assert_eq!(known(key, phone).await, None);
        let here = placed(walks_in(key, 570, phone).await);
        assert_eq!(placed(walks_in(key, 630, phone).await), here);
        assert_eq!(known(key, phone).await, Some(here));
        assert_eq!(residents().await, n, "nobody is written a second time");
    }
    // Under the same key nobody else comes.
    let other = Request {
        name: "李大爷".into(),
        ..asked(0, "")
    };
    assert!(booking::walked_in(w.db(), "a", at.reading, &other).await.is_err());
    assert_eq!(agree(&w).await, 2);
}

/// What staff are told who book a room for the phone of somebody.
async fn told(w: &World, key: &str, room: RoomId, request: &Request, sees: Option<CenterId>) -> Vec<&'static str> {
    let new = New {
        key,
        wanted: wanted(room, request),
        noise: w.act().id::<()>().as_i64() as u64,
    };
    let aside = Aside {
        reason: "",
        sight: Sight::Staff(sees),
    };
    match booking::place_for(w.db(), &w.act(), &new, aside, Decides::default())
        .await
        .unwrap()
    {
        Placed::Refused(rules) => rules.iter().map(Refusal::code).collect(),
        Placed::Placed(_) => vec!["placed"],
        Placed::Taken => vec!["taken"],
    }
}

async fn no_refusal_tells_that_somebody_has_a_mediation(w: World) {
    let at = place_of(&w).await;
    change(&w, at.mediation, |r| (r.quota_day, r.quota_week) = (1, 1)).await;
    let limit = model::booking::NoShowLimit {
        on: true,
        times: 1,
        ..Default::default()
    };
    let stored = setting::get(w.db(), NO_SHOW).await.unwrap();
    setting::save(w.db(), &w.act(), NO_SHOW, stored.version, &limit)
        .await
        .unwrap();
    let me = resident(&w, 1).await;
    let phone = "13800000001".to_owned();
    let of = |start: u16| Request {
        phone: phone.clone(),
        ..wish(start, start + 60, Wish::Whole)
    };
    let mine = placed(
        ask(w.db(), &w.act(), By::Resident(me), "m", at.mediation, &of(570))
            .await
            .unwrap(),
    );
    assert!(mine.private);
    // Who knows the parties of that center is held to the quota as everywhere; whoever does not is asked for no reason at all,
    // as for a phone that nobody has.
    assert_eq!(
        told(&w, "a", at.mediation, &of(870), Some(at.center)).await,
        ["quota_day", "quota_week"]
    );
    let elsewhere = w.center("别处").await;
    assert_eq!(told(&w, "b", at.mediation, &of(870), Some(elsewhere)).await, ["placed"]);
    let stranger = Request {
        phone: "13900000002".into(),
        ..of(960)
    };
    assert_eq!(told(&w, "c", at.mediation, &stranger, None).await, ["placed"]);
    // Nor do they hear that somebody did not come to one.
    let tx = w.db().begin().await.unwrap();
    let sql = "UPDATE booking SET state = 'no_show', day = $2 WHERE id = $1";
    let yesterday = date::format(crate::harness::TODAY);
    tx.run("DELETE FROM booking_slot WHERE booking_id = $1", vec![mine.id.into()])
        .await
        .unwrap();
    tx.run(sql, vec![mine.id.into(), yesterday.into()]).await.unwrap();
    tx.commit().await.unwrap();
    let today = crate::harness::TODAY;
    let seen = async |sight| booking::limited_in(w.db(), me, today, sight).await.unwrap().is_some();
    assert!(booking::limited(w.db(), me, today).await.unwrap().is_some());
    assert!(seen(Sight::Staff(Some(at.center))).await);
    assert!(!seen(Sight::Staff(None)).await && !seen(Sight::Staff(Some(elsewhere))).await);
}
