//! Waiting lists: what is given back goes to the next in line, once, whoever else is fast and whatever stops in between.

mod offer;
pub(super) mod race;

use super::{TOMORROW, agree, ask, booked, done, place_of, placed, resident, wanted, wish};
use crate::harness::{NOW, World};
use model::{
    booking::{Booking, Refusal, Request, Rules, State, Wait, WaitState, Wish},
    notice::NoticeKind,
    resident::ResidentId,
    room::RoomId,
};
use store::{
    StoreError,
    booking::{
        self, By, Decision, Placed,
        waitlist::{self, Answered, Joined},
    },
    db::Query,
    room,
};

stories! {
    the_next_in_line_is_offered_what_is_given_back_and_takes_it,
    what_is_declined_or_not_answered_goes_to_the_next_and_to_nobody_twice,
    the_line_is_fair_and_whoever_fits_is_not_held_up,
    nobody_waits_twice_for_the_same_time_nor_for_what_is_free,
    whoever_frees_a_time_passes_it_on,
    whoever_moves_into_the_time_they_wait_for_leaves_the_line,
    an_entry_that_cannot_be_read_keeps_no_other_line_waiting,
}

/// A minute.
pub(super) const MINUTE: i64 = 60;
/// It is ten in the evening, so what is offered now is kept until half past eight.
pub(super) const UNTIL: i64 = NOW + 37_000;

fn tea() -> Request {
    wish(900, 960, Wish::Whole)
}

async fn people(w: &World, n: i64) -> Vec<ResidentId> {
    let mut all = Vec::new();
    for i in 0..n {
        all.push(resident(w, 100 + i).await);
    }
    all
}

pub(super) async fn join(w: &World, who: ResidentId, room: RoomId, request: &Request) -> Wait {
    let key = request.start.to_string();
    match waitlist::join(w.db(), &w.act(), who, &key, &wanted(room, request))
        .await
        .unwrap()
    {
        Joined::Waits(wait) => wait,
        other => panic!("{other:?}"),
    }
}

async fn again(w: &World, wait: &Wait) -> Wait {
    waitlist::get(w.db(), wait.id).await.unwrap().unwrap()
}

/// The booking that keeps the time for them.
async fn offer(w: &World, wait: &Wait) -> Booking {
    let wait = again(w, wait).await;
    assert_eq!(wait.state, WaitState::Offered);
    let id = wait.booking.unwrap();
    booking::get(w.db(), id).await.unwrap().unwrap()
}

/// Somebody has the talk room tomorrow afternoon, and the others wait for it in that order.
async fn line(w: &World, waiting: i64) -> (RoomId, Booking, Vec<Wait>) {
    let at = place_of(w).await;
    let people = people(w, waiting + 1).await;
    let first = booked(w, By::Resident(people[0]), "k", at.talk, &tea()).await;
    let mut waits = Vec::new();
    for who in &people[1..] {
        waits.push(join(w, *who, at.talk, &tea()).await);
    }
    (at.talk, first, waits)
}

async fn give_back(w: &World, of: &Booking) {
    done(
        booking::cancel(w.db(), &w.act(), By::Resident(of.resident), of.id, "")
            .await
            .unwrap(),
    );
}

/// The slots agree with the bookings, and with what is offered to whom.
pub(super) async fn all_agree(w: &World) {
    agree(w).await;
    let count = async |sql: &'static str| -> i64 { w.db().row(sql, vec![]).await.unwrap().unwrap().get("n").unwrap() };
    let wrong = "SELECT COUNT(*) AS n FROM booking b LEFT JOIN booking_wait w ON w.booking_id = b.id
        WHERE (b.state = 'offered') <> (COALESCE(w.state, '') = 'offered')";
    assert_eq!(
        count(wrong).await,
        0,
        "offers without their entry, or entries without their offer"
    );
    let lapsed = "SELECT COUNT(*) AS n FROM booking b LEFT JOIN booking_wait w ON w.booking_id = b.id
        WHERE b.state = 'lapsed' AND COALESCE(w.state, '') NOT IN ('declined', 'lapsed')";
    assert_eq!(
        count(lapsed).await,
        0,
        "lapsed bookings whose entry says something else"
    );
    let slots = "SELECT COUNT(*) AS n FROM booking_wait w WHERE (
            SELECT COUNT(*) FROM booking_wait_slot s WHERE s.wait_id = w.id
        ) <> CASE WHEN w.state IN ('waiting', 'offered') THEN w.end_slot - w.first_slot ELSE 0 END";
    assert_eq!(count(slots).await, 0, "entries that block more or less than their time");
}

async fn the_next_in_line_is_offered_what_is_given_back_and_takes_it(w: World) {
    let (room, first, waits) = line(&w, 2).await;
    assert_eq!(waitlist::ahead(w.db(), &waits[1]).await.unwrap(), 1);
    let (from, to) = (first.first_slot, first.end_slot);
    assert_eq!(waitlist::waiting(w.db(), room, from, to).await.unwrap(), 2);
    give_back(&w, &first).await;
    let kept = offer(&w, &waits[0]).await;
    assert_eq!(
        (kept.state, kept.resident, kept.day),
        (State::Offered, waits[0].resident, TOMORROW)
    );
    let told = again(&w, &waits[0]).await;
    assert_eq!(told.until, Some(UNTIL));
    let notices = store::notice::of_resident(w.db(), kept.resident, None, i64::MAX)
        .await
        .unwrap();
    let offer_page = format!("/bookings/{}/offer", kept.number);
    assert!(
        matches!(&notices[..], [n] if n.kind == NoticeKind::WaitlistOffer && n.path == offer_page && n.expires_at == UNTIL)
    );
    assert_eq!(again(&w, &waits[1]).await.state, WaitState::Waiting);
    // It is kept: nobody else can have it, not even staff.
    let fast = resident(&w, 7).await;
    for (by, key) in [(By::Resident(fast), "a"), (By::Staff, "b")] {
        let answer = ask(w.db(), &w.act(), by, key, room, &tea()).await.unwrap();
        assert_eq!(answer, Placed::Taken);
    }
    // Nor does anybody decide about it, cancel it or check in.
    let mine = By::Resident(kept.resident);
    let refused = booking::Moved::Refused(Refusal::State { state: State::Offered });
    assert_eq!(
        booking::cancel(w.db(), &w.act(), mine, kept.id, "").await.unwrap(),
        refused
    );
    let decided = booking::decide(w.db(), &w.act(), kept.id, Decision::Reject, "").await;
    assert_eq!(decided.unwrap(), refused);
    // Somebody else's offer is nobody's.
    let error = waitlist::accept(w.db(), &w.act(), fast, kept.id).await.unwrap_err();
    assert!(matches!(error, StoreError::NotFound));
    let later = w.act_at(UNTIL - 1);
    let answer = waitlist::accept(w.db(), &later, kept.resident, kept.id).await.unwrap();
    let Answered::Booked(taken) = &answer else {
        panic!("{answer:?}")
    };
    assert_eq!(
        (taken.id, taken.number, taken.state),
        (kept.id, kept.number, State::Confirmed)
    );
    // A repeat gets the same answer, and declining what is booked does not undo it.
    assert_eq!(
        waitlist::accept(w.db(), &later, kept.resident, kept.id).await.unwrap(),
        answer
    );
    assert_eq!(
        waitlist::decline(w.db(), &later, kept.resident, kept.id).await.unwrap(),
        answer
    );
    assert_eq!(again(&w, &waits[0]).await.state, WaitState::Booked);
    assert_eq!(waitlist::ahead(w.db(), &waits[1]).await.unwrap(), 0);
    all_agree(&w).await;
}

async fn what_is_declined_or_not_answered_goes_to_the_next_and_to_nobody_twice(w: World) {
    let (_, first, waits) = line(&w, 3).await;
    give_back(&w, &first).await;
    let kept = offer(&w, &waits[0]).await;
    let answer = waitlist::decline(w.db(), &w.act(), kept.resident, kept.id)
        .await
        .unwrap();
    assert_eq!(answer, Answered::Declined);
    assert_eq!(
        waitlist::decline(w.db(), &w.act(), kept.resident, kept.id)
            .await
            .unwrap(),
        answer
    );
    let kept = offer(&w, &waits[1]).await;
    // Not yet over: nothing happens.
    let early = w.act_at(UNTIL - 1);
    assert_eq!(waitlist::expire(w.db(), &early).await.unwrap(), 0);
    assert_eq!(offer(&w, &waits[1]).await, kept);
    // Over: two processes come at once, and it ends once.
    let over = w.act_at(UNTIL);
    let (a, b) = tokio::join!(
        waitlist::expire(w.db(), &over),
        waitlist::expire(w.neighbour.db(), &over)
    );
    assert_eq!(a.unwrap() + b.unwrap(), 1);
    assert_eq!(again(&w, &waits[1]).await.state, WaitState::Lapsed);
    let answer = waitlist::accept(w.db(), &over, kept.resident, kept.id).await.unwrap();
    assert_eq!(answer, Answered::Over);
    let third = offer(&w, &waits[2]).await;
    // Too late, before any job has come by: it goes on at once.
    assert_eq!(again(&w, &waits[2]).await.until, Some(UNTIL + 30 * MINUTE));
    let late = w.act_at(UNTIL + 31 * MINUTE);
    let answer = waitlist::accept(w.db(), &late, third.resident, third.id).await.unwrap();
    assert_eq!(answer, Answered::Over);
    // The line is empty, the time is free, and nobody is asked again.
    waitlist::look_again(w.db(), &late).await.unwrap();
    assert_eq!(agree(&w).await, 0);
    let states = [WaitState::Declined, WaitState::Lapsed, WaitState::Lapsed];
    for (wait, state) in waits.iter().zip(states) {
        assert_eq!(again(&w, wait).await.state, state);
    }
    all_agree(&w).await;
    // What one waited for and did not take is no booking that counts, and one may wait anew.
    let events = booking::events(w.db(), kept.id).await.unwrap();
    let kinds: Vec<_> = events.iter().map(|e| (e.who.as_str(), e.kind.as_str())).collect();
    assert_eq!(kinds, [("job", "placed"), ("job", "lapsed")]);
}

async fn the_line_is_fair_and_whoever_fits_is_not_held_up(w: World) {
    let at = place_of(&w).await;
    let p = people(&w, 6).await;
    // 24 seats: 20 and 4.
    let most = booked(&w, By::Resident(p[0]), "k", at.reading, &seats(20)).await;
    let some = booked(&w, By::Resident(p[1]), "k", at.reading, &seats(4)).await;
    let large = join(&w, p[2], at.reading, &seats(10)).await;
    let two = join(&w, p[3], at.reading, &seats(2)).await;
    let three = join(&w, p[4], at.reading, &seats(3)).await;
    let one = join(&w, p[5], at.reading, &seats(1)).await;
    // Four seats: too few for ten, so the next get them in their order: two, then not three, then one.
    give_back(&w, &some).await;
    offer(&w, &two).await;
    offer(&w, &one).await;
    for waits in [&large, &three] {
        assert_eq!(again(&w, waits).await.state, WaitState::Waiting);
    }
    give_back(&w, &most).await;
    offer(&w, &large).await;
    offer(&w, &three).await;
    all_agree(&w).await;
    let told = waitlist::of_center_day(w.db(), at.center, TOMORROW).await.unwrap();
    assert!(told.is_empty());
}

fn seats(n: u32) -> Request {
    wish(570, 630, Wish::Seats(n))
}

async fn nobody_waits_twice_for_the_same_time_nor_for_what_is_free(w: World) {
    let (room, first, waits) = line(&w, 1).await;
    let me = waits[0].resident;
    let ask = async |key: &str, request: &Request| {
        waitlist::join(w.db(), &w.act(), me, key, &wanted(room, request))
            .await
            .unwrap()
    };
    // The same key: the same answer.
    assert_eq!(ask("900", &tea()).await, Joined::Waits(waits[0].clone()));
    // Half of it is the same time.
    booked(
        &w,
        By::Resident(first.resident),
        "n",
        room,
        &wish(960, 1020, Wish::Whole),
    )
    .await;
    assert_eq!(
        ask("x", &wish(930, 990, Wish::Whole)).await,
        Joined::Already(waits[0].clone())
    );
    assert!(matches!(
        ask("y", &wish(960, 1020, Wish::Whole)).await,
        Joined::Waits(_)
    ));
    assert_eq!(ask("z", &wish(1020, 1050, Wish::Whole)).await, Joined::Free);
    let night = ask("n", &wish(1300, 1360, Wish::Whole)).await;
    assert!(matches!(night, Joined::Refused(_)), "{night:?}");
    // The key itself refuses a second row, whatever the program does.
    let tx = w.db().begin().await.unwrap();
    let sql = "INSERT INTO booking_wait_slot (room_id, resident_id, slot, wait_id) VALUES ($1, $2, $3, $4)";
    let args = vec![room.into(), me.into(), waits[0].first_slot.into(), waits[0].id.into()];
    let error = tx.run(sql, args).await.unwrap_err();
    assert!(
        matches!(&error, StoreError::Constraint(name) if name == "booking_wait_slot_pkey"),
        "{error}"
    );
    drop(tx);
    // Whoever leaves may wait anew, at the end.
    let left = waitlist::leave(w.db(), &w.act(), me, waits[0].id).await.unwrap();
    assert_eq!(left.state, WaitState::Left);
    assert_eq!(waitlist::leave(w.db(), &w.act(), me, waits[0].id).await.unwrap(), left);
    assert!(matches!(ask("v", &tea()).await, Joined::Waits(_)));
    let stranger = resident(&w, 9).await;
    assert!(waitlist::leave(w.db(), &w.act(), stranger, waits[0].id).await.is_err());
    // One stands in ten lines at most.
    let everybody = By::Staff;
    for n in 0..9_u16 {
        let request = wish(510 + 30 * n, 540 + 30 * n, Wish::Whole);
        booked(&w, everybody, &format!("s{n}"), room, &request).await;
        let answer = ask(&format!("l{n}"), &request).await;
        let full = Joined::Refused(vec![Refusal::Lines { limit: 10 }]);
        assert_eq!(answer == full, n == 8, "{n} {answer:?}");
    }
    all_agree(&w).await;
}

async fn whoever_frees_a_time_passes_it_on(w: World) {
    let at = place_of(&w).await;
    let p = people(&w, 9).await;
    // Rejected.
    let asked = booked(&w, By::Resident(p[0]), "k", at.mediation, &tea()).await;
    let waits = join(&w, p[1], at.mediation, &tea()).await;
    done(
        booking::decide(w.db(), &w.act(), asked.id, Decision::Reject, "x")
            .await
            .unwrap(),
    );
    let kept = offer(&w, &waits).await;
    // The mediator has to agree to what is taken from an offer, too.
    let answer = waitlist::accept(w.db(), &w.act(), p[1], kept.id).await.unwrap();
    assert!(
        matches!(&answer, Answered::Booked(b) if b.state == State::Pending),
        "{answer:?}"
    );
    // Moved, and made shorter.
    let long = booked(&w, By::Resident(p[0]), "l", at.talk, &wish(570, 690, Wish::Whole)).await;
    let second = join(&w, p[2], at.talk, &wish(630, 690, Wish::Whole)).await;
    let shorter = wish(570, 630, Wish::Whole);
    let mine = By::Resident(p[0]);
    placed(
        booking::reschedule(w.db(), &w.act(), mine, long.id, &wanted(at.talk, &shorter))
            .await
            .unwrap(),
    );
    offer(&w, &second).await;
    // Released, because nobody came: what is left of the day.
    let late = booked(&w, mine, "m", at.reading, &wish(570, 690, Wish::Whole)).await;
    let rest = join(&w, p[3], at.reading, &wish(630, 690, Wish::Seats(2))).await;
    let after_grace = w.act_at(model::booking::slot_start(late.first_slot) + 16 * MINUTE);
    assert_eq!(booking::release_no_shows(w.db(), &after_grace).await.unwrap().len(), 1);
    offer(&w, &rest).await;
    // More seats, by the rules.
    let stored = booking::rules(w.db(), at.reading).await.unwrap();
    let fill = wish(900, 960, Wish::Seats(24));
    booked(&w, By::Resident(p[4]), "f", at.reading, &Request { party: 24, ..fill }).await;
    let more = join(&w, p[5], at.reading, &wish(900, 960, Wish::Seats(1))).await;
    let rules = Rules {
        units: 25,
        ..stored.rules
    };
    booking::save_rules(w.db(), &w.act(), at.reading, stored.version, &rules)
        .await
        .unwrap();
    offer(&w, &more).await;
    // Given back while the room is closed, which opens again.
    let gone = booked(&w, mine, "g", at.talk, &wish(990, 1050, Wish::Whole)).await;
    let hopes = join(&w, p[6], at.talk, &wish(990, 1050, Wish::Whole)).await;
    let closure = room::close(w.db(), &w.act(), "c", at.talk, TOMORROW, TOMORROW, "粉刷")
        .await
        .unwrap();
    give_back(&w, &gone).await;
    waitlist::look_again(w.db(), &w.act()).await.unwrap();
    assert_eq!(again(&w, &hopes).await.state, WaitState::Waiting);
    room::reopen(w.db(), &w.act(), closure).await.unwrap();
    offer(&w, &hopes).await;
    // Where there is nothing to offer the job disturbs nobody.
    let before = booking::changes(w.db(), &[at.talk]).await.unwrap();
    waitlist::look_again(w.db(), &w.act()).await.unwrap();
    assert_eq!(booking::changes(w.db(), &[at.talk]).await.unwrap(), before);
    all_agree(&w).await;
}

async fn whoever_moves_into_the_time_they_wait_for_leaves_the_line(w: World) {
    let at = place_of(&w).await;
    let p = people(&w, 2).await;
    // Four seats are left: too few for the ten that they wait for, and enough for the two that they have later.
    let most = booked(&w, By::Resident(p[0]), "k", at.reading, &seats(20)).await;
    let large = join(&w, p[1], at.reading, &seats(10)).await;
    let me = By::Resident(p[1]);
    let later = booked(&w, me, "l", at.reading, &wish(900, 960, Wish::Seats(2))).await;
    placed(
        booking::reschedule(w.db(), &w.act(), me, later.id, &wanted(at.reading, &seats(2)))
            .await
            .unwrap(),
    );
    assert_eq!(again(&w, &large).await.state, WaitState::Booked);
    // Nor are they offered it when there is enough.
    give_back(&w, &most).await;
    assert_eq!(again(&w, &large).await.state, WaitState::Booked);
    all_agree(&w).await;
}

async fn an_entry_that_cannot_be_read_keeps_no_other_line_waiting(w: World) {
    let at = place_of(&w).await;
    let p = people(&w, 6).await;
    let spoil = async |wait: &Wait| {
        let tx = w.db().begin().await.unwrap();
        tx.run("UPDATE booking_wait SET day = 'x' WHERE id = $1", vec![wait.id.into()])
            .await
            .unwrap();
        tx.commit().await.unwrap();
    };
    // Of two offers that nobody answers the first cannot be ended, the second is.
    let first = booked(&w, By::Resident(p[0]), "a", at.reading, &tea()).await;
    let second = booked(&w, By::Resident(p[1]), "b", at.talk, &tea()).await;
    let bad = join(&w, p[2], at.reading, &tea()).await;
    let good = join(&w, p[3], at.talk, &tea()).await;
    give_back(&w, &first).await;
    give_back(&w, &second).await;
    offer(&w, &bad).await;
    offer(&w, &good).await;
    spoil(&bad).await;
    assert_eq!(waitlist::expire(w.db(), &w.act_at(UNTIL)).await.unwrap(), 1);
    assert_eq!(again(&w, &good).await.state, WaitState::Lapsed);
    // Of two lines the first cannot be looked at; in the second a time has become free by itself.
    booked(&w, By::Resident(p[0]), "c", at.mediation, &tea()).await;
    let bad = join(&w, p[4], at.mediation, &tea()).await;
    spoil(&bad).await;
    let late = wish(990, 1050, Wish::Whole);
    let gone = booked(&w, By::Resident(p[1]), "d", at.talk, &late).await;
    let hopes = join(&w, p[5], at.talk, &late).await;
    let version = room::retire(w.db(), &w.act(), at.talk, 1).await.unwrap();
    give_back(&w, &gone).await;
    room::restore(w.db(), &w.act(), at.talk, version).await.unwrap();
    assert_eq!(again(&w, &hopes).await.state, WaitState::Waiting);
    let before = booking::changes(w.db(), &[at.talk]).await.unwrap();
    waitlist::look_again(w.db(), &w.act()).await.unwrap();
    offer(&w, &hopes).await;
    assert_eq!(booking::changes(w.db(), &[at.talk]).await.unwrap(), before + 1);
    all_agree(&w).await;
}
