//! The staff's side: changes that meet bookings, rules of kinds and copies of them, booking for others, and no-shows.

use super::{TOMORROW, agree, ask, booked, local, place_of, placed, resident, room_with, wish};
use crate::harness::{NOW, TODAY, World};
use jiff::civil::date;
use model::{
    booking::{KindRules, Mode, NoShowLimit, Number, Refusal, Request, Rules, State, Way, Wish},
    room::{RoomInput, RoomKind},
};
use std::collections::BTreeMap;
use store::{
    booking::{self, Answers, By, Edit, New, Placed, Settled},
    center, hours, resident as residents, room,
    setting::{self, KIND_RULES, NO_SHOW},
};

stories! {
    what_a_change_meets_is_asked_about_before_anything_is_written,
    a_center_that_closes_asks_about_all_of_its_rooms,
    whoever_books_while_a_room_is_closed_is_on_the_list_or_refused,
    copied_rules_fit_each_room_and_come_all_or_none,
    a_new_room_starts_with_what_was_set_for_its_kind,
    notes_are_the_counters_and_are_forgotten_with_the_person,
    who_did_not_come_too_often_books_for_the_same_day_only,
}

fn decided(seen: &[Number], cancel: &[Number], message: &str) -> Answers {
    Answers(Way {
        seen: seen.to_vec(),
        cancel: cancel.to_vec(),
        message: message.into(),
        ..Way::default()
    })
}

async fn settle(w: &World, edit: Edit<'_>, answers: &Answers) -> Settled {
    booking::settle(w.db(), &w.act(), TODAY, edit, answers).await.unwrap()
}

fn asked(settled: Settled) -> Vec<Number> {
    match settled {
        Settled::Ask(hits, _) => hits.into_iter().map(|(b, _)| b.number).collect(),
        Settled::Done { .. } => panic!("it was done"),
    }
}

async fn what_a_change_meets_is_asked_about_before_anything_is_written(w: World) {
    let at = place_of(&w).await;
    let me = By::Resident(resident(&w, 1).await);
    let long = booked(&w, me, "a", at.talk, &wish(510, 630, Wish::Whole)).await;
    let short = booked(&w, me, "b", at.talk, &wish(630, 660, Wish::Whole)).await;
    let other = booked(&w, me, "c", at.talk, &wish(870, 990, Wish::Whole)).await;
    let stored = booking::rules(w.db(), at.talk).await.unwrap();
    let rules = Rules {
        longest_minutes: 60,
        ..stored.rules.clone()
    };
    let edit = Edit::Rules {
        room: at.talk,
        version: stored.version,
        rules: &rules,
    };
    assert_eq!(
        asked(settle(&w, edit, &Answers::default()).await),
        [long.number, other.number]
    );
    // One of them was not on the list that the staff member saw: asked again, and still nothing written.
    let half = decided(&[long.number], &[long.number], "改规则了");
    assert_eq!(asked(settle(&w, edit, &half).await).len(), 2);
    assert_eq!(booking::rules(w.db(), at.talk).await.unwrap().rules, stored.rules);
    assert_eq!(agree(&w).await, 3);

    let all = decided(&[long.number, other.number], &[long.number], "改规则了");
    let Settled::Done { value, cancelled } = settle(&w, edit, &all).await else {
        panic!("asked again")
    };
    assert_eq!((value, cancelled.len()), (stored.version + 1, 1));
    let now = async |id| booking::get(w.db(), id).await.unwrap().unwrap();
    let gone = now(long.id).await;
    assert_eq!((gone.state, gone.reason.as_str()), (State::Cancelled, "改规则了"));
    assert_eq!(now(short.id).await.state, State::Confirmed);
    assert_eq!(now(other.id).await.state, State::Confirmed, "left as it is");
    assert_eq!(agree(&w).await, 2);
    // What was left once is not asked about by every later change.
    let next = Edit::Rules {
        room: at.talk,
        version: value,
        rules: &Rules {
            ahead_days: 7,
            ..rules.clone()
        },
    };
    assert!(matches!(
        settle(&w, next, &Answers::default()).await,
        Settled::Done { .. }
    ));
    let late = booking::settle(w.db(), &w.act(), TODAY, edit, &all).await.unwrap_err();
    assert!(matches!(late, store::StoreError::Conflict { .. }));
}

async fn a_center_that_closes_asks_about_all_of_its_rooms(w: World) {
    let at = place_of(&w).await;
    let me = By::Resident(resident(&w, 1).await);
    let seat = booked(&w, me, "a", at.reading, &wish(870, 930, Wish::Seats(1))).await;
    let talk = booked(&w, me, "b", at.talk, &wish(510, 570, Wish::Whole)).await;
    let morning = model::hours::parse_day("d", "08:30-12:00").unwrap();
    let dates = Edit::Dates {
        centers: &[(at.center, None)],
        from: TOMORROW,
        to: TOMORROW,
        intervals: &morning,
        note: "培训",
    };
    assert_eq!(asked(settle(&w, dates, &Answers::default()).await), [seat.number]);
    assert!(hours::exceptions(w.db(), at.center, TODAY).await.unwrap().is_empty());
    let all = [seat.number, talk.number];
    settle(&w, dates, &decided(&all, &all, "下午培训")).await;
    let of = async |id| booking::get(w.db(), id).await.unwrap().unwrap().state;
    // Only what is in the way is cancelled, whatever else was named.
    assert_eq!(
        (of(seat.id).await, of(talk.id).await),
        (State::Cancelled, State::Confirmed)
    );

    let retire = |version| Edit::RetireCenter {
        center: at.center,
        version,
    };
    let version = center::get(w.db(), at.center).await.unwrap().unwrap().version;
    assert_eq!(
        asked(settle(&w, retire(version), &Answers::default()).await),
        [talk.number]
    );
    assert!(!center::get(w.db(), at.center).await.unwrap().unwrap().retired);
    settle(&w, retire(version), &decided(&all, &[], "")).await;
    assert!(center::get(w.db(), at.center).await.unwrap().unwrap().retired);
    assert_eq!(of(talk.id).await, State::Confirmed);
    let answer = ask(w.db(), &w.act(), me, "c", at.talk, &wish(600, 660, Wish::Whole)).await;
    assert_eq!(answer.unwrap(), Placed::Refused(vec![Refusal::NotBookable]));
}

async fn whoever_books_while_a_room_is_closed_is_on_the_list_or_refused(w: World) {
    let at = place_of(&w).await;
    let me = resident(&w, 1).await;
    let booking_them = {
        let w = w.clone();
        tokio::spawn(async move {
            for n in 0..12_u16 {
                let (db, act) = (w.neighbour.db(), w.act());
                let key = format!("n{n}");
                let request = wish(510 + 30 * (n % 17), 540 + 30 * (n % 17), Wish::Whole);
                let answer = ask(db, &act, By::Resident(me), &key, at.talk, &request).await;
                assert!(answer.is_ok(), "{answer:?}");
            }
        })
    };
    let mut seen = Vec::new();
    loop {
        let edit = Edit::Close {
            key: "close",
            rooms: &[at.talk],
            from: TOMORROW,
            to: TOMORROW,
            reason: "粉刷",
        };
        match settle(&w, edit, &decided(&seen, &seen, "粉刷")).await {
            Settled::Ask(hits, _) => seen = hits.iter().map(|(b, _)| b.number).collect(),
            Settled::Done { .. } => break,
        }
    }
    booking_them.await.unwrap();
    // Nobody slipped in: everything in the room was seen, and so was cancelled.
    assert_eq!(agree(&w).await, 0);
    assert_eq!(
        room::get(w.db(), at.talk, TODAY).await.unwrap().unwrap().closures.len(),
        1
    );
}

async fn copied_rules_fit_each_room_and_come_all_or_none(w: World) {
    let at = place_of(&w).await;
    let other = w.center("别处").await;
    let small = room_with(&w, other, RoomKind::ReadingSpace, 6, |_| ()).await;
    let source = booking::rules(w.db(), at.reading).await.unwrap().rules;
    let rules = Rules {
        longest_minutes: 90,
        ..source
    };
    let me = By::Resident(resident(&w, 1).await);
    let seat = booked(&w, me, "a", at.reading, &wish(510, 630, Wish::Seats(1))).await;
    let wanted = BTreeMap::from([(at.reading, rules.fitted(24, false)), (small, rules.fitted(6, false))]);
    let edit = Edit::Copy(&wanted);
    assert_eq!(asked(settle(&w, edit, &Answers::default()).await), [seat.number]);
    let units = async |id| {
        let stored = booking::rules(w.db(), id).await.unwrap().rules;
        (stored.units, stored.party_max, stored.longest_minutes)
    };
    assert_eq!(units(small).await, (6, 6, 240), "all or none");
    let Settled::Done { value, .. } = settle(&w, edit, &decided(&[seat.number], &[], "")).await else {
        panic!("asked again")
    };
    assert_eq!(value, 2);
    assert_eq!(
        (units(at.reading).await, units(small).await),
        ((24, 24, 90), (6, 6, 90))
    );
    let Settled::Done { value, .. } = settle(&w, edit, &Answers::default()).await else {
        panic!("asked again")
    };
    assert_eq!(value, 0, "a second time changes nothing");
    // Whether a poster hangs at its door each room knows itself, whatever is copied.
    let mut with_poster = booking::rules(w.db(), small).await.unwrap();
    with_poster.rules.at_door = true;
    booking::save_rules(w.db(), &w.act(), small, with_poster.version, &with_poster.rules)
        .await
        .unwrap();
    let wanted = BTreeMap::from([(at.reading, rules.fitted(24, true)), (small, rules.fitted(6, false))]);
    let Settled::Done { value, .. } = settle(&w, Edit::Copy(&wanted), &Answers::default()).await else {
        panic!("asked again")
    };
    let at_door = async |id| booking::rules(w.db(), id).await.unwrap().rules.at_door;
    assert_eq!(
        (value, at_door(at.reading).await, at_door(small).await),
        (0, false, true)
    );
    let saves = w.log().await.into_iter().filter(|e| e.action == "booking.save_rules");
    assert!(saves.count() >= 2);
}

async fn a_new_room_starts_with_what_was_set_for_its_kind(w: World) {
    w.divisions().await;
    let center = w.center("中心").await;
    let create = async |name: &str| {
        let input = RoomInput {
            kind: "talk_room".into(),
            name: name.into(),
            capacity: "9".into(),
            ..Default::default()
        };
        let id = room::create(w.db(), &w.act(), name, center, &input.check().unwrap())
            .await
            .unwrap();
        booking::rules(w.db(), id).await.unwrap()
    };
    let before = create("一").await;
    assert_eq!(
        (before.version, before.rules.mode),
        (0, Mode::Closed),
        "nobody has looked at it"
    );
    let rules = Rules {
        ahead_days: 5,
        ..Rules::of_kind(RoomKind::TalkRoom, 20)
    };
    let set = KindRules::default().with(RoomKind::TalkRoom, rules);
    setting::save(w.db(), &w.act(), KIND_RULES, 0, &set).await.unwrap();
    let after = create("二").await;
    assert_eq!(after.version, 1);
    assert_eq!((after.rules.ahead_days, after.rules.party_max), (5, 9));
}

async fn notes_are_the_counters_and_are_forgotten_with_the_person(w: World) {
    let at = place_of(&w).await;
    let me = resident(&w, 1).await;
    let mine = booked(&w, By::Resident(me), "k", at.talk, &wish(570, 630, Wish::Whole)).await;
    booking::note(w.db(), &w.act(), mine.id, "坐轮椅，留门口的位置")
        .await
        .unwrap();
    let remarks = booking::remarks(w.db(), at.center, TOMORROW).await.unwrap();
    assert_eq!(remarks[&mine.id].note, "坐轮椅，留门口的位置");
    assert!(!w.log().await.iter().any(|e| e.detail.contains("轮椅")));
    let known = async |phone: &str| booking::known_as(w.db(), at.center, phone).await.unwrap();
    assert_eq!(known("13800000001").await.as_deref(), Some("王小明"));
    assert_eq!(known("13800000002").await, None);
    // Whoever came to the mediation is not told from it.
    let other = resident(&w, 2).await;
    booked(&w, By::Resident(other), "m", at.mediation, &wish(570, 630, Wish::Whole)).await;
    assert_eq!(known("13800000002").await, None);
    residents::erase(w.db(), &w.act(), &crate::follow_up::zone(), me)
        .await
        .unwrap();
    assert_eq!(
        booking::remark(w.db(), mine.id).await.unwrap(),
        booking::Remark::default()
    );
    assert_eq!(known("13800000001").await, None);
}

async fn who_did_not_come_too_often_books_for_the_same_day_only(w: World) {
    let at = place_of(&w).await;
    let me = resident(&w, 1).await;
    let limit = NoShowLimit {
        on: true,
        times: 2,
        within_days: 30,
        days: 14,
    };
    setting::save(w.db(), &w.act(), NO_SHOW, 0, &limit).await.unwrap();
    let tomorrow = wish(570, 630, Wish::Whole);
    let mut last = None;
    for (key, start) in [("a", 570), ("b", 660)] {
        let request = wish(start, start + 60, Wish::Whole);
        let booking = booked(&w, By::Resident(me), key, at.talk, &request).await;
        // An hour after it should have begun.
        let at = model::booking::slot_start(booking.first_slot) + 3600;
        let missed = booking::miss(w.db(), &w.act_at(at), booking.id).await.unwrap();
        last = Some(super::done(missed));
    }
    let missed = last.unwrap();
    assert_eq!(missed.state, State::NoShow);
    assert_eq!(agree(&w).await, 0);
    let limited = booking::limited(w.db(), me, TOMORROW).await.unwrap().unwrap();
    assert_eq!(limited.until, date(2026, 10, 6));
    assert_eq!(booking::limited(w.db(), me, date(2026, 10, 7)).await.unwrap(), None);

    let day_after = Request {
        day: date(2026, 9, 23),
        ..tomorrow.clone()
    };
    let later = missed.end_slot * 900 + 3600;
    let ask_at = async |request: &Request, key: &str| {
        let new = New {
            key,
            wanted: booking::Wanted {
                room: at.talk,
                request,
                local: local(later, request.day),
            },
            noise: later as u64 ^ u64::from(request.start),
        };
        booking::place(w.db(), &w.act_at(later), By::Resident(me), &new)
            .await
            .unwrap()
    };
    assert_eq!(
        ask_at(&day_after, "c").await,
        Placed::Refused(vec![Refusal::NoShows { limited }])
    );
    let same_day = wish(900, 960, Wish::Whole);
    placed(ask_at(&same_day, "d").await);
    booking::forgive(w.db(), &w.act_at(later), &missed).await.unwrap();
    assert_eq!(booking::limited(w.db(), me, TOMORROW).await.unwrap(), None);
    placed(ask_at(&day_after, "c").await);
    assert!(w.log().await.iter().any(|e| e.action == "booking.forgive"));
    assert!(later > NOW);
}
