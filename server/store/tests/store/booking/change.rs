//! What becomes of a booking: approved, rejected, cancelled, moved, checked in, released, finished.

use super::{TOMORROW, agree, ask, booked, done, local, place_of, placed, resident, room_with, wanted, wish};
use crate::harness::{NOW, TODAY, World};
use model::{
    booking::{Booking, BookingId, Refusal, Request, State, Wish, slot_start},
    hours::LocalMinute,
    room::{RoomId, RoomKind},
};
use store::{
    StoreError,
    booking::{self, By, Decision, Moved, Moving, New, Placed, Wanted},
};

stories! {
    a_mediation_waits_for_approval_and_holds_its_slots_meanwhile,
    a_center_sees_its_own_requests_until_they_are_decided_upon,
    only_the_owner_and_staff_know_of_a_booking_and_after_the_cut_off_only_staff_change_it,
    a_booking_is_moved_as_a_whole_or_not_at_all,
    who_comes_and_what_for_is_changed_without_another_time,
    with_whom_is_kept_where_only_mediators_read_it_and_erased_with_its_resident,
    whoever_does_not_come_is_released_and_whoever_came_has_finished,
    whoever_has_it_late_is_not_released_before_the_grace_has_run_since,
    a_request_that_is_approved_late_leaves_time_to_come_and_none_is_approved_after_its_end,
    nobody_has_missed_what_began_while_no_server_ran,
    a_booking_that_cannot_be_read_keeps_no_other_from_its_end,
}

async fn a_mediation_waits_for_approval_and_holds_its_slots_meanwhile(w: World) {
    let at = place_of(&w).await;
    let (me, you) = (By::Resident(resident(&w, 1).await), By::Resident(resident(&w, 2).await));
    let request = wish(570, 630, Wish::Whole);
    let mine = booked(&w, me, "k", at.mediation, &request).await;
    assert_eq!(mine.state, State::Pending);
    let yours = async |start, key| {
        ask(
            w.db(),
            &w.act(),
            you,
            key,
            at.mediation,
            &wish(start, start + 60, Wish::Whole),
        )
        .await
    };
    assert_eq!(yours(570, "a").await.unwrap(), Placed::Taken);
    // The slot after it is kept free, too.
    assert_eq!(yours(630, "a").await.unwrap(), Placed::Taken);
    placed(yours(660, "a").await.unwrap());
    let decide = async |decision| {
        booking::decide(w.db(), &w.act(), mine.id, decision, "请改天")
            .await
            .unwrap()
    };
    assert_eq!(done(decide(Decision::Approve).await).state, State::Confirmed);
    assert_eq!(
        decide(Decision::Reject).await,
        Moved::Refused(Refusal::State {
            state: State::Confirmed
        })
    );
    let second = booked(&w, me, "l", at.mediation, &wish(870, 930, Wish::Whole)).await;
    let rejected = booking::decide(w.db(), &w.act(), second.id, Decision::Reject, "调解员不在")
        .await
        .unwrap();
    assert_eq!(done(rejected).reason, "调解员不在");
    placed(yours(870, "b").await.unwrap());
    assert_eq!(agree(&w).await, 3);
    let log = w.log().await;
    let entries: Vec<_> = log.iter().filter(|e| e.subject == mine.number.to_string()).collect();
    assert_eq!(
        entries.iter().map(|e| e.action.as_str()).collect::<Vec<_>>(),
        ["booking.approve"]
    );
}

async fn a_center_sees_its_own_requests_until_they_are_decided_upon(w: World) {
    let at = place_of(&w).await;
    // The same room in another center, which is none of the first one's business.
    let elsewhere = w.center("东风村").await;
    let week = store::hours::get(w.db(), at.center).await.unwrap();
    store::hours::save(w.db(), &w.act(), elsewhere, 1, &week).await.unwrap();
    let theirs = room_with(&w, elsewhere, RoomKind::MediationRoom, 8, |r| r.party_min = 1).await;
    let me = By::Resident(resident(&w, 1).await);
    let late = booked(&w, me, "a", at.mediation, &wish(870, 930, Wish::Whole)).await;
    let early = booked(&w, me, "b", at.mediation, &wish(570, 630, Wish::Whole)).await;
    let other = booked(&w, me, "c", theirs, &wish(720, 780, Wish::Whole)).await;
    // Confirmed at once, so it waits for nobody.
    booked(&w, me, "d", at.talk, &wish(660, 720, Wish::Whole)).await;
    let waiting = async |center, day| booking::pending(w.db(), center, day).await.unwrap();
    assert_eq!(waiting(at.center, TODAY).await, [early.clone(), late.clone()]);
    assert_eq!(waiting(elsewhere, TOMORROW).await, [other]);
    assert!(waiting(at.center, TOMORROW.tomorrow().unwrap()).await.is_empty());
    booking::decide(w.db(), &w.act(), early.id, Decision::Approve, "")
        .await
        .unwrap();
    assert_eq!(waiting(at.center, TODAY).await, std::slice::from_ref(&late));
    booking::cancel(w.db(), &w.act(), me, late.id, "").await.unwrap();
    assert!(waiting(at.center, TODAY).await.is_empty());
    assert_eq!(agree(&w).await, 3);
}

async fn only_the_owner_and_staff_know_of_a_booking_and_after_the_cut_off_only_staff_change_it(w: World) {
    let at = place_of(&w).await;
    let (me, you) = (By::Resident(resident(&w, 1).await), By::Resident(resident(&w, 2).await));
    let mine = booked(&w, me, "k", at.talk, &wish(570, 630, Wish::Whole)).await;
    assert!(matches!(
        booking::cancel(w.db(), &w.act(), you, mine.id, "").await,
        Err(StoreError::NotFound)
    ));
    let other = wish(900, 960, Wish::Whole);
    assert!(matches!(
        booking::reschedule(w.db(), &w.act(), you, mine.id, &wanted(at.talk, &other)).await,
        Err(StoreError::NotFound)
    ));
    let late = w.act_at(slot_start(mine.first_slot) - 60);
    let refused = Refusal::CutOff {
        until: LocalMinute {
            day: TOMORROW,
            minute: 510,
        },
    };
    assert_eq!(
        booking::cancel(w.db(), &late, me, mine.id, "").await.unwrap(),
        Moved::Refused(refused.clone())
    );
    assert_eq!(
        booking::reschedule(w.db(), &late, me, mine.id, &wanted(at.talk, &other))
            .await
            .unwrap(),
        Placed::Refused(vec![refused])
    );
    assert_eq!(agree(&w).await, 1);
    done(
        booking::cancel(w.db(), &late, By::Staff, mine.id, "停电")
            .await
            .unwrap(),
    );
    assert_eq!(agree(&w).await, 0);
}

async fn a_booking_is_moved_as_a_whole_or_not_at_all(w: World) {
    let at = place_of(&w).await;
    let (me, you) = (By::Resident(resident(&w, 1).await), By::Resident(resident(&w, 2).await));
    let mine = booked(&w, me, "k", at.talk, &wish(570, 630, Wish::Whole)).await;
    booked(&w, you, "k", at.talk, &wish(660, 720, Wish::Whole)).await;
    let to = async |by, room, request: &Request| {
        booking::reschedule(w.db(), &w.act(), by, mine.id, &wanted(room, request)).await
    };
    // Half of it is taken: everything stays.
    assert_eq!(
        to(me, at.talk, &wish(600, 690, Wish::Whole)).await.unwrap(),
        Placed::Taken
    );
    assert_eq!(booking::get(w.db(), mine.id).await.unwrap(), Some(mine.clone()));
    assert_eq!(agree(&w).await, 2);
    // Over its own slots is fine.
    let moved = placed(to(me, at.talk, &wish(600, 660, Wish::Whole)).await.unwrap());
    assert_eq!((moved.start, moved.version, moved.number), (600, 2, mine.number));
    assert_eq!(
        placed(to(me, at.talk, &wish(600, 660, Wish::Whole)).await.unwrap()),
        moved
    );
    let seat = placed(to(me, at.reading, &wish(600, 660, Wish::Seats(1))).await.unwrap());
    assert_eq!((seat.room, seat.state), (at.reading, State::Confirmed));
    // Into a room that needs approval a resident waits for it, and so do staff who may not decide there; others have decided.
    let waiting = placed(to(me, at.mediation, &wish(600, 660, Wish::Whole)).await.unwrap());
    assert_eq!(waiting.state, State::Pending);
    let staff = async |room, request: &Request, decides| {
        let how = Moving { reason: "", decides };
        let (act, wanted) = (w.act(), wanted(room, request));
        let moved = booking::reschedule_as(w.db(), &act, By::Staff, mine.id, &wanted, how);
        placed(moved.await.unwrap()).state
    };
    assert_eq!(
        staff(at.talk, &wish(870, 930, Wish::Whole), false).await,
        State::Confirmed
    );
    assert_eq!(
        staff(at.mediation, &wish(600, 660, Wish::Whole), false).await,
        State::Pending
    );
    assert_eq!(
        staff(at.mediation, &wish(660, 720, Wish::Whole), true).await,
        State::Pending
    );
    assert_eq!(
        staff(at.talk, &wish(870, 930, Wish::Whole), true).await,
        State::Confirmed
    );
    assert_eq!(
        staff(at.mediation, &wish(660, 720, Wish::Whole), true).await,
        State::Confirmed
    );
    assert_eq!(agree(&w).await, 2);
    assert_eq!(booking::events(w.db(), mine.id).await.unwrap().len(), 9);
}

async fn who_comes_and_what_for_is_changed_without_another_time(w: World) {
    let at = place_of(&w).await;
    let (one, two) = (resident(&w, 1).await, resident(&w, 2).await);
    let (me, you) = (By::Resident(one), By::Resident(two));
    let mine = booked(&w, me, "k", at.reading, &wish(570, 630, Wish::Seats(2))).await;
    booked(&w, you, "k", at.reading, &wish(600, 660, Wish::Seats(20))).await;
    let to = async |by, id, seats, party, purpose: &str| {
        let mut request = wish(0, 15, Wish::Seats(seats));
        (request.party, request.purpose) = (party, purpose.to_owned());
        booking::amend(w.db(), &w.act(), by, id, &request, (TODAY, "")).await
    };
    // Four are left beside the others; the time in the request does not count.
    let more = placed(to(me, mine.id, 4, 4, "写作业").await.unwrap());
    assert_eq!((more.wish, more.party, &*more.purpose), (Wish::Seats(4), 4, "写作业"));
    assert_eq!(
        (more.start, more.end, more.number, more.version),
        (570, 630, mine.number, 2)
    );
    assert_eq!(to(me, mine.id, 5, 5, "写作业").await.unwrap(), Placed::Taken);
    assert_eq!(
        to(me, mine.id, 25, 4, "").await.unwrap(),
        Placed::Refused(vec![Refusal::Seats { max: 24 }])
    );
    assert_eq!(
        placed(to(me, mine.id, 4, 4, "写作业").await.unwrap()),
        more,
        "the same again is nothing new"
    );
    assert_eq!(agree(&w).await, 2);
    // Nobody else's.
    assert!(matches!(to(you, mine.id, 1, 1, "").await, Err(StoreError::NotFound)));
    let fewer = placed(to(By::Staff, mine.id, 1, 1, "").await.unwrap());
    assert_eq!((fewer.wish, &*fewer.purpose), (Wish::Seats(1), ""));
    // What was approved was something else; staff have decided by changing it.
    let request = booked(&w, me, "m", at.mediation, &wish(570, 630, Wish::Whole)).await;
    let approve = booking::decide(w.db(), &w.act(), request.id, Decision::Approve, "").await;
    done(approve.unwrap());
    let asked = |party| Request {
        party,
        ..wish(570, 630, Wish::Whole)
    };
    let amend = async |by, party| booking::amend(w.db(), &w.act(), by, request.id, &asked(party), (TODAY, "")).await;
    assert_eq!(placed(amend(By::Staff, 3).await.unwrap()).state, State::Confirmed);
    assert_eq!(placed(amend(me, 4).await.unwrap()).state, State::Pending);
    assert!(
        matches!(amend(me, 9).await.unwrap(), Placed::Refused(_)),
        "eight at most"
    );
    // Too late for whose it is.
    let late = slot_start(request.first_slot) - 60;
    let too_late = booking::amend(w.db(), &w.act_at(late), me, request.id, &asked(5), (TODAY, "")).await;
    assert!(matches!(too_late.unwrap(), Placed::Refused(_)));
    let events = booking::events(w.db(), request.id).await.unwrap();
    let last = events.last().unwrap();
    assert_eq!(
        (last.kind.as_str(), last.detail.as_str()),
        ("moved", "3 (whole) → 4 (whole)")
    );
    agree(&w).await;
}

async fn with_whom_is_kept_where_only_mediators_read_it_and_erased_with_its_resident(w: World) {
    let at = place_of(&w).await;
    let one = resident(&w, 1).await;
    let me = By::Resident(one);
    let with = |start, what| Request {
        with_whom: "东院的老李".into(),
        ..wish(start, start + 60, what)
    };
    let mediation = booked(&w, me, "a", at.mediation, &with(570, Wish::Whole)).await;
    let talk = booked(&w, me, "b", at.talk, &with(570, Wish::Whole)).await;
    assert_eq!((&*mediation.with_whom, &*talk.with_whom), ("东院的老李", ""));
    assert_eq!(mediation.clone().occupied().with_whom, "");
    let asked = Request {
        with_whom: "西院的老王".into(),
        ..mediation.request()
    };
    let other = booking::amend(w.db(), &w.act(), me, mediation.id, &asked, (TODAY, "")).await;
    assert_eq!(placed(other.unwrap()).with_whom, "西院的老王");
    // Whoever waits for the room says it too.
    let waits = booking::waitlist::join(
        w.db(),
        &w.act(),
        resident(&w, 2).await,
        "w",
        &wanted(at.mediation, &with(570, Wish::Whole)),
    )
    .await;
    let booking::waitlist::Joined::Waits(wait) = waits.unwrap() else {
        panic!("they wait");
    };
    assert_eq!(wait.request().with_whom, "东院的老李");
    store::resident::erase(w.db(), &w.act(), &crate::follow_up::zone(), one)
        .await
        .unwrap();
    let erased = booking::get(w.db(), mediation.id).await.unwrap().unwrap();
    assert_eq!((&*erased.with_whom, &*erased.purpose), ("", ""));
}

async fn whoever_does_not_come_is_released_and_whoever_came_has_finished(w: World) {
    let at = place_of(&w).await;
    let (me, you) = (By::Resident(resident(&w, 1).await), By::Resident(resident(&w, 2).await));
    let request = wish(570, 630, Wish::Seats(1));
    let (came, stayed_away) = (
        booked(&w, me, "k", at.reading, &request).await,
        booked(&w, you, "k", at.reading, &request).await,
    );
    let talk = booked(&w, you, "l", at.talk, &wish(570, 630, Wish::Whole)).await;
    let waiting = booked(&w, you, "m", at.mediation, &wish(570, 630, Wish::Whole)).await;
    let begins = slot_start(came.first_slot);
    let check_in = async |minutes: i64| {
        booking::check_in(w.db(), &w.act_at(begins + minutes * 60), me, came.id)
            .await
            .unwrap()
    };
    assert!(matches!(
        check_in(-31).await,
        Moved::Refused(Refusal::CheckInFrom { .. })
    ));
    assert_eq!(done(check_in(-30).await).state, State::CheckedIn);
    let (early, due) = (w.act_at(begins + 15 * 60 - 1), w.act_at(begins + 15 * 60));
    assert!(booking::release_no_shows(w.db(), &early).await.unwrap().is_empty());
    // Two processes sweep at once.
    let (a, b) = tokio::join!(
        booking::release_no_shows(w.db(), &due),
        booking::release_no_shows(w.neighbour.db(), &due)
    );
    let released: Vec<_> = a
        .unwrap()
        .into_iter()
        .chain(b.unwrap())
        .map(|b| (b.id, b.state))
        .collect();
    assert_eq!(released, [(stayed_away.id, State::NoShow)]);
    assert_eq!(agree(&w).await, 3);
    let over = w.act_at(begins + 3600);
    let ended = booking::finish_past(w.db(), &over).await.unwrap();
    let mut states: Vec<_> = ended.iter().map(|b| (b.id, b.state)).collect();
    states.sort_by_key(|(id, _)| *id);
    assert_eq!(
        states,
        [
            (came.id, State::Finished),
            (talk.id, State::Finished),
            (waiting.id, State::Rejected)
        ]
    );
    assert!(booking::finish_past(w.db(), &over).await.unwrap().is_empty());
    assert_eq!(agree(&w).await, 0);
}

/// What is released so many minutes after half past nine tomorrow.
async fn released(w: &World, minutes: i64) -> Vec<BookingId> {
    let swept = booking::release_no_shows(w.db(), &w.act_at(half_past_nine(minutes))).await;
    swept.unwrap().iter().map(|b| b.id).collect()
}

/// So many minutes after half past nine tomorrow.
fn half_past_nine(minutes: i64) -> i64 {
    slot_start(local(NOW, TOMORROW).midnight) + 60 * (570 + minutes)
}

/// Wanted at that moment.
fn then(minutes: i64, room: RoomId, request: &Request) -> Wanted<'_> {
    Wanted {
        local: local(half_past_nine(minutes), TOMORROW),
        ..wanted(room, request)
    }
}

async fn whoever_has_it_late_is_not_released_before_the_grace_has_run_since(w: World) {
    let at = place_of(&w).await;
    let (me, you) = (By::Resident(resident(&w, 1).await), By::Resident(resident(&w, 2).await));
    let request = wish(570, 630, Wish::Seats(1));
    let by_staff = async |key: &str, minutes: i64, request: &Request| {
        let new = New {
            key,
            wanted: then(minutes, at.reading, request),
            noise: w.act().id::<()>().as_i64() as u64,
        };
        let act = w.act_at(half_past_nine(minutes));
        placed(booking::place(w.db(), &act, By::Staff, &new).await.unwrap())
    };
    // Within a quarter of an hour one has to come.
    let in_time = booked(&w, me, "k", at.reading, &request).await;
    let moved = booked(&w, you, "k", at.reading, &wish(900, 960, Wish::Seats(1))).await;
    let late = by_staff("late", 19, &request).await;
    assert_eq!(released(&w, 20).await, [in_time.id]);
    let act = w.act_at(half_past_nine(25));
    let into_it = booking::reschedule(w.db(), &act, By::Staff, moved.id, &then(25, at.reading, &request)).await;
    placed(into_it.unwrap());
    assert!(released(&w, 33).await.is_empty());
    // Nor do staff say before that nobody has come.
    let missed = booking::miss(w.db(), &w.act_at(half_past_nine(33)), late.id).await;
    assert!(matches!(missed.unwrap(), Moved::Refused(Refusal::State { .. })));
    assert_eq!(released(&w, 34).await, [late.id]);
    assert!(released(&w, 39).await.is_empty());
    assert_eq!(released(&w, 40).await, [moved.id]);
    // Ten minutes before its end there is no time to miss it in.
    let brief = wish(600, 630, Wish::Seats(1));
    let brief = by_staff("brief", 50, &brief).await;
    assert!(released(&w, 60).await.is_empty());
    let ended = booking::finish_past(w.db(), &w.act_at(half_past_nine(60))).await;
    let ended: Vec<_> = ended.unwrap().iter().map(|b| (b.id, b.state)).collect();
    assert_eq!(ended, [(brief.id, State::Finished)]);
    assert_eq!(agree(&w).await, 0);
}

async fn a_request_that_is_approved_late_leaves_time_to_come_and_none_is_approved_after_its_end(w: World) {
    let at = place_of(&w).await;
    let me = By::Resident(resident(&w, 1).await);
    let hall = room_with(&w, at.center, RoomKind::LectureHall, 40, |r| {
        (r.lead_minutes, r.grace_minutes) = (0, 15);
    })
    .await;
    let first = booked(&w, me, "a", hall, &wish(570, 630, Wish::Whole)).await;
    let second = booked(&w, me, "b", hall, &wish(720, 780, Wish::Whole)).await;
    let decide = async |of: &Booking, minutes, decision| {
        let act = w.act_at(half_past_nine(minutes));
        booking::decide(w.db(), &act, of.id, decision, "").await.unwrap()
    };
    assert_eq!(
        done(decide(&first, 40, Decision::Approve).await).state,
        State::Confirmed
    );
    assert!(released(&w, 54).await.is_empty());
    assert_eq!(released(&w, 55).await, [first.id]);
    let over = decide(&second, 210, Decision::Approve).await;
    assert_eq!(over, Moved::Refused(Refusal::Over));
    assert_eq!(
        done(decide(&second, 210, Decision::Reject).await).state,
        State::Rejected
    );
    assert_eq!(agree(&w).await, 0);
}

async fn nobody_has_missed_what_began_while_no_server_ran(w: World) {
    let at = place_of(&w).await;
    let (me, you) = (By::Resident(resident(&w, 1).await), By::Resident(resident(&w, 2).await));
    let first = booked(&w, me, "k", at.reading, &wish(570, 630, Wish::Seats(1))).await;
    let second = booked(&w, you, "k", at.reading, &wish(660, 720, Wish::Seats(1))).await;
    let begins = slot_start(first.first_slot);
    let round = async |minutes: i64| {
        let act = w.act_at(begins + 60 * minutes);
        booking::begin_round(w.db(), act.at).await.unwrap();
        let mut swept = booking::release_no_shows(w.db(), &act).await.unwrap();
        swept.extend(booking::finish_past(w.db(), &act).await.unwrap());
        swept.into_iter().map(|b| (b.id, b.state)).collect::<Vec<_>>()
    };
    // A minute between two rounds is nothing; from ten minutes before it begins until twenty after it nobody could check in.
    assert!(round(-11).await.is_empty() && round(-10).await.is_empty());
    assert!(round(20).await.is_empty());
    assert!(round(21).await.is_empty());
    // The gap goes on counting while other rounds pass by; the second booking began after it.
    for minutes in 22..60 {
        assert!(round(minutes).await.is_empty());
    }
    assert_eq!(round(60).await, [(first.id, State::Finished)]);
    for minutes in 61..105 {
        assert!(round(minutes).await.is_empty());
    }
    assert_eq!(round(105).await, [(second.id, State::NoShow)]);
    assert_eq!(agree(&w).await, 0);
}

async fn a_booking_that_cannot_be_read_keeps_no_other_from_its_end(w: World) {
    let at = place_of(&w).await;
    let (me, you) = (By::Resident(resident(&w, 1).await), By::Resident(resident(&w, 2).await));
    let request = wish(570, 630, Wish::Seats(1));
    let bad = booked(&w, me, "k", at.reading, &request).await;
    let stayed_away = booked(&w, you, "k", at.reading, &request).await;
    let talk = booked(&w, you, "l", at.talk, &wish(570, 630, Wish::Whole)).await;
    let tx = w.db().begin().await.unwrap();
    tx.run("UPDATE booking SET day = 'x' WHERE id = $1", vec![bad.id.into()])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let begins = slot_start(bad.first_slot);
    let released = booking::release_no_shows(w.db(), &w.act_at(begins + 15 * 60)).await;
    let ended = booking::finish_past(w.db(), &w.act_at(begins + 3600)).await;
    let states = |of: Vec<Booking>| of.into_iter().map(|b| (b.id, b.state)).collect::<Vec<_>>();
    assert_eq!(states(released.unwrap()), [(stayed_away.id, State::NoShow)]);
    assert_eq!(states(ended.unwrap()), [(talk.id, State::Finished)]);
    assert_eq!(agree(&w).await, 1);
}
