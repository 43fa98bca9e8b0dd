//! What holds an offer, and what ends it: the rules, the key, somebody who is forgotten, a kill.

use super::{MINUTE, UNTIL, again, all_agree, give_back, join, line, offer, people, tea};
use crate::{
    booking::{TOMORROW, booked, place_of, room_with, wish},
    harness::World,
};
use model::{
    booking::{Booking, Refusal, Rules, State, WaitState, Wish},
    room::RoomKind,
};
use store::{
    StoreError,
    booking::{
        self, By,
        waitlist::{self, Answered},
    },
    hours, room,
};

stories! {
    the_rules_judge_an_offer_and_again_the_answer,
    an_offer_is_held_by_the_key_itself,
    whoever_is_forgotten_waits_for_nothing,
    of_two_offers_that_came_at_once_one_is_taken_within_the_quota,
    what_is_dropped_halfway_leaves_nothing_behind,
}

async fn the_rules_judge_an_offer_and_again_the_answer(w: World) {
    let at = place_of(&w).await;
    let p = people(&w, 4).await;
    let room = room_with(&w, at.center, RoomKind::WomensHome, 10, |r| r.quota_day = 1).await;
    let first = booked(&w, By::Resident(p[0]), "k", room, &tea()).await;
    let mine = join(&w, p[1], room, &tea()).await;
    let next = join(&w, p[2], room, &tea()).await;
    // The first in line has booked another time of that day meanwhile: their quota is used up, so the next one gets it.
    let other = booked(&w, By::Resident(p[1]), "o", room, &wish(570, 630, Wish::Whole)).await;
    give_back(&w, &first).await;
    let kept = offer(&w, &next).await;
    assert_eq!(again(&w, &mine).await.state, WaitState::Waiting);
    // The room is closed before the answer: the rule is said, and the offer stays until it ends.
    let closure = room::close(w.db(), &w.act(), "c", room, TOMORROW, TOMORROW, "粉刷")
        .await
        .unwrap();
    let answer = waitlist::accept(w.db(), &w.act(), p[2], kept.id).await.unwrap();
    assert!(
        matches!(&answer, Answered::Refused(r) if matches!(r[..], [Refusal::Closed { .. }])),
        "{answer:?}"
    );
    room::reopen(w.db(), &w.act(), closure).await.unwrap();
    waitlist::decline(w.db(), &w.act(), p[2], kept.id).await.unwrap();
    assert_eq!(again(&w, &mine).await.state, WaitState::Waiting);
    // Their quota is free again.
    give_back(&w, &other).await;
    offer(&w, &mine).await;
    // Whoever books by themselves what they wait for waits no more.
    let third = booked(&w, By::Resident(p[0]), "t", at.talk, &tea()).await;
    let hopes = join(&w, p[3], at.talk, &wish(870, 930, Wish::Whole)).await;
    give_back(&w, &third).await;
    assert_eq!(again(&w, &hopes).await.state, WaitState::Offered);
    // Entries end by themselves once their time has begun.
    let busy = booked(&w, By::Staff, "b", at.talk, &wish(660, 720, Wish::Whole)).await;
    let past = join(&w, p[3], at.talk, &wish(660, 720, Wish::Whole)).await;
    let begun = w.act_at(model::booking::slot_start(busy.first_slot));
    waitlist::expire(w.db(), &begun).await.unwrap();
    assert_eq!(again(&w, &past).await.state, WaitState::Past);
    all_agree(&w).await;
}

async fn an_offer_is_held_by_the_key_itself(w: World) {
    let (room, first, waits) = line(&w, 1).await;
    give_back(&w, &first).await;
    let kept = offer(&w, &waits[0]).await;
    let yours = booked(&w, By::Staff, "y", room, &wish(570, 630, Wish::Whole)).await;
    for (sql, name, args) in [
        (
            "INSERT INTO booking_slot (room_id, slot, unit, booking_id) VALUES ($1, $2, 1, $3)",
            "booking_slot_pkey",
            vec![room.into(), kept.first_slot.into(), yours.id.into()],
        ),
        (
            "UPDATE booking_wait SET state = 'waiting' WHERE id = $1",
            "booking_wait_offer_check",
            vec![waits[0].id.into()],
        ),
        (
            "UPDATE booking_wait SET state = 'left' WHERE id = $1",
            "booking_wait_ended_check",
            vec![waits[0].id.into()],
        ),
        ("UPDATE booking SET state = 'kept'", "booking_state_check", vec![]),
        ("UPDATE booking_wait SET seats = 1", "booking_wait_seats_check", vec![]),
    ] {
        let tx = w.db().begin().await.unwrap();
        let error = tx.run(sql, args).await.unwrap_err();
        assert!(
            matches!(&error, StoreError::Constraint(found) if found == name),
            "{name}: {error}"
        );
    }
}

async fn whoever_is_forgotten_waits_for_nothing(w: World) {
    let (room, first, waits) = line(&w, 3).await;
    give_back(&w, &first).await;
    let kept = offer(&w, &waits[0]).await;
    let (told, me) = (&waits[1], waits[0].resident);
    let exported = store::resident::export(w.db(), me).await.unwrap();
    assert_eq!((exported.waits.len(), exported.waits[0].name.as_str()), (1, "王小明"));
    // One who waits and one who has an offer; the offer goes to the last in line.
    store::resident::erase(w.db(), &w.act(), &crate::follow_up::zone(), told.resident)
        .await
        .unwrap();
    store::resident::erase(w.db(), &w.act(), &crate::follow_up::zone(), me)
        .await
        .unwrap();
    offer(&w, &waits[2]).await;
    assert_eq!(again(&w, &waits[0]).await.state, WaitState::Declined);
    assert_eq!(again(&w, &waits[1]).await.state, WaitState::Left);
    for wait in &waits[..2] {
        let kept = again(&w, wait).await;
        assert_eq!((kept.name.as_str(), kept.purpose.as_str()), ("", ""));
    }
    let gone = booking::get(w.db(), kept.id).await.unwrap().unwrap();
    assert_eq!((gone.state, gone.name.as_str()), (State::Lapsed, ""));
    assert_eq!(
        waitlist::waiting(w.db(), room, first.first_slot, first.end_slot)
            .await
            .unwrap(),
        0
    );
    all_agree(&w).await;
}

async fn of_two_offers_that_came_at_once_one_is_taken_within_the_quota(w: World) {
    let at = place_of(&w).await;
    let p = people(&w, 2).await;
    let elsewhere = w.center("别处").await;
    let week = hours::get(w.db(), at.center).await.unwrap();
    hours::save(w.db(), &w.act(), elsewhere, 1, &week).await.unwrap();
    let other = room_with(&w, elsewhere, RoomKind::TalkRoom, 10, |_| ()).await;
    let (tea, evening) = (tea(), wish(990, 1050, Wish::Whole));
    let mut kept = Vec::new();
    for (room, time) in [(at.talk, &tea), (other, &evening)] {
        let first = booked(&w, By::Resident(p[0]), &room.to_string(), room, time).await;
        let mine = join(&w, p[1], room, time).await;
        give_back(&w, &first).await;
        kept.push(offer(&w, &mine).await);
    }
    // Two rooms that become free in the same moment do not see each other's offer: as if the quota had not been there.
    for room in [at.talk, other] {
        let stored = booking::rules(w.db(), room).await.unwrap();
        let rules = Rules {
            quota_day: 1,
            ..stored.rules
        };
        booking::save_rules(w.db(), &w.act(), room, stored.version, &rules)
            .await
            .unwrap();
    }
    let accept = async |offer: &Booking| waitlist::accept(w.db(), &w.act(), p[1], offer.id).await.unwrap();
    let first = accept(&kept[0]).await;
    assert!(
        matches!(&first, Answered::Booked(b) if b.state == State::Confirmed),
        "{first:?}"
    );
    let second = accept(&kept[1]).await;
    assert_eq!(second, Answered::Refused(vec![Refusal::QuotaDay { limit: 1 }]));
    all_agree(&w).await;
}

/// A kill is a transaction that is never committed: the connection goes while it is open.
async fn what_is_dropped_halfway_leaves_nothing_behind(w: World) {
    let (_, first, waits) = line(&w, 2).await;
    // Killed while giving back: stopped at many moments, it either has not happened or has happened whole.
    for micros in [0, 200, 500, 1000, 2000, 4000, 8000] {
        let db = w.neighbour.db().clone();
        let (act, by, id) = (w.act(), By::Resident(first.resident), first.id);
        let task = tokio::spawn(async move { drop(booking::cancel(&db, &act, by, id, "").await) });
        tokio::time::sleep(std::time::Duration::from_micros(micros)).await;
        task.abort();
        _ = task.await;
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        all_agree(&w).await;
        let now = booking::get(w.db(), first.id).await.unwrap().unwrap();
        let offered = again(&w, &waits[0]).await.state == WaitState::Offered;
        assert_eq!(now.state == State::Cancelled, offered);
    }
    booking::cancel(w.db(), &w.act(), By::Resident(first.resident), first.id, "")
        .await
        .unwrap();
    let kept = offer(&w, &waits[0]).await;
    let over = UNTIL + MINUTE;
    for micros in [0, 200, 500, 1000, 2000, 4000, 8000] {
        let (db, act) = (w.neighbour.db().clone(), w.act_at(over));
        let task = tokio::spawn(async move { drop(waitlist::expire(&db, &act).await) });
        tokio::time::sleep(std::time::Duration::from_micros(micros)).await;
        task.abort();
        _ = task.await;
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        all_agree(&w).await;
    }
    waitlist::expire(w.db(), &w.act_at(over)).await.unwrap();
    assert_eq!(again(&w, &waits[0]).await.state, WaitState::Lapsed);
    let next = offer(&w, &waits[1]).await;
    assert_ne!(next.id, kept.id);
    all_agree(&w).await;
}
