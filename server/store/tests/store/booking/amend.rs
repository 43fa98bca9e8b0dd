//! What was booked before a rule changed stays what it is, whoever changes its name or purpose, or takes fewer seats.

use super::{agree, booked, done, place_of, placed, resident, wanted, wish};
use crate::harness::{TODAY, World};
use model::{
    booking::{BookingId, Mode, Refusal, Request, Rules, State, Wish, slot_start},
    room::RoomId,
};
use store::booking::{self, By, Moved, Placed};

stories! {
    a_longer_buffer_is_in_nobodys_way_who_has_booked_before,
    fewer_seats_in_the_room_take_none_from_who_has_booked_before,
    seats_stay_seats_in_a_room_that_is_booked_whole_now,
    where_the_room_wants_it_one_checks_in_at_its_door,
    checking_in_is_asked_of_who_books_from_then_on_and_eased_for_everybody,
}

/// The room's rules become others, with what is booked left as it is.
async fn change(w: &World, room: RoomId, change: impl FnOnce(&mut Rules)) {
    let mut stored = booking::rules(w.db(), room).await.unwrap();
    change(&mut stored.rules);
    booking::save_rules(w.db(), &w.act(), room, stored.version, &stored.rules)
        .await
        .unwrap();
}

async fn amend(w: &World, by: By, id: BookingId, what: Wish, purpose: &str) -> Placed {
    let asked = Request {
        purpose: purpose.into(),
        ..wish(0, 15, what)
    };
    booking::amend(w.db(), &w.act(), by, id, &asked, (TODAY, ""))
        .await
        .unwrap()
}

async fn a_longer_buffer_is_in_nobodys_way_who_has_booked_before(w: World) {
    let at = place_of(&w).await;
    let (me, you) = (By::Resident(resident(&w, 1).await), By::Resident(resident(&w, 2).await));
    let mine = booked(&w, me, "k", at.reading, &wish(570, 630, Wish::Seats(4))).await;
    // All of it, right after.
    booked(&w, you, "k", at.reading, &wish(630, 690, Wish::Seats(24))).await;
    change(&w, at.reading, |r| r.buffer_after_minutes = 15).await;
    let other = placed(amend(&w, me, mine.id, Wish::Seats(4), "写作业").await);
    assert_eq!((other.wish, &*other.purpose), (Wish::Seats(4), "写作业"));
    let fewer = placed(amend(&w, me, mine.id, Wish::Seats(2), "写作业").await);
    assert_eq!(fewer.wish, Wish::Seats(2));
    agree(&w).await;
    // What was given up is free, and can be had again with the buffers that it was made with.
    assert_eq!(booking::most_seats(w.db(), mine.id).await.unwrap(), 24);
    let third = booked(&w, you, "l", at.reading, &wish(540, 600, Wish::Seats(19))).await;
    assert_eq!(booking::most_seats(w.db(), mine.id).await.unwrap(), 5);
    assert_eq!(amend(&w, me, mine.id, Wish::Seats(6), "").await, Placed::Taken);
    let more = placed(amend(&w, me, mine.id, Wish::Seats(5), "").await);
    assert_eq!((more.wish, third.wish), (Wish::Seats(5), Wish::Seats(19)));
    assert_eq!(agree(&w).await, 3);
}

async fn fewer_seats_in_the_room_take_none_from_who_has_booked_before(w: World) {
    let at = place_of(&w).await;
    let (me, you) = (By::Resident(resident(&w, 1).await), By::Resident(resident(&w, 2).await));
    let mine = booked(&w, me, "k", at.reading, &wish(570, 630, Wish::Seats(12))).await;
    booked(&w, you, "k", at.reading, &wish(600, 660, Wish::Seats(8))).await;
    let whole = booked(&w, you, "l", at.reading, &wish(900, 960, Wish::Whole)).await;
    change(&w, at.reading, |r| (r.units, r.party_max) = (10, 10)).await;
    placed(amend(&w, me, mine.id, Wish::Seats(12), "写作业").await);
    let fewer = placed(amend(&w, me, mine.id, Wish::Seats(11), "写作业").await);
    assert_eq!(fewer.wish, Wish::Seats(11), "more than there are now, and still theirs");
    assert_eq!(amend(&w, me, mine.id, Wish::Seats(12), "").await, Placed::Taken);
    assert_eq!(booking::most_seats(w.db(), mine.id).await.unwrap(), 11);
    let other = placed(amend(&w, you, whole.id, Wish::Whole, "开会").await);
    assert_eq!((other.wish, &*other.purpose), (Wish::Whole, "开会"));
    agree(&w).await;
    // Down to what there is: then the rules hold again.
    placed(amend(&w, me, mine.id, Wish::Seats(1), "").await);
    let refused = Placed::Refused(vec![Refusal::Seats { max: 10 }]);
    assert_eq!(amend(&w, me, mine.id, Wish::Seats(11), "").await, refused);
    assert_eq!(agree(&w).await, 3);
}

async fn seats_stay_seats_in_a_room_that_is_booked_whole_now(w: World) {
    let at = place_of(&w).await;
    let (me, you) = (By::Resident(resident(&w, 1).await), By::Resident(resident(&w, 2).await));
    let mine = booked(&w, me, "k", at.reading, &wish(570, 630, Wish::Seats(2))).await;
    let yours = booked(&w, you, "k", at.reading, &wish(570, 630, Wish::Seats(3))).await;
    change(&w, at.reading, |r| {
        (r.mode, r.units, r.whole_too) = (Mode::Whole, 1, false);
    })
    .await;
    for (by, id, seats) in [(me, mine.id, 2), (you, yours.id, 3)] {
        let other = placed(amend(&w, by, id, Wish::Seats(seats), "写作业").await);
        assert_eq!((other.wish, &*other.purpose), (Wish::Seats(seats), "写作业"));
    }
    assert_eq!(
        placed(amend(&w, By::Staff, yours.id, Wish::Seats(1), "").await).wish,
        Wish::Seats(1)
    );
    assert_eq!(agree(&w).await, 2);
}

async fn where_the_room_wants_it_one_checks_in_at_its_door(w: World) {
    let at = place_of(&w).await;
    let (me, you) = (By::Resident(resident(&w, 1).await), By::Resident(resident(&w, 2).await));
    change(&w, at.reading, |r| r.at_door = true).await;
    let mine = booked(&w, me, "k", at.reading, &wish(570, 630, Wish::Seats(1))).await;
    let yours = booked(&w, you, "k", at.reading, &wish(570, 630, Wish::Seats(1))).await;
    let act = w.act_at(slot_start(mine.first_slot));
    let from_home = booking::check_in(w.db(), &act, me, mine.id).await.unwrap();
    assert_eq!(from_home, Moved::Refused(Refusal::AtDoor));
    let there = done(booking::check_in_at_door(w.db(), &act, me, mine.id).await.unwrap());
    // A second time, from wherever, is nothing new; and staff let in whom they see.
    let again = booking::check_in(w.db(), &act, me, mine.id).await.unwrap();
    assert_eq!(again, Moved::Done(there));
    done(booking::check_in(w.db(), &act, By::Staff, yours.id).await.unwrap());
}

async fn checking_in_is_asked_of_who_books_from_then_on_and_eased_for_everybody(w: World) {
    let at = place_of(&w).await;
    let (me, you) = (By::Resident(resident(&w, 1).await), By::Resident(resident(&w, 2).await));
    let terms = async |id| booking::get(w.db(), id).await.unwrap().unwrap().terms;
    let released = async |at: i64| booking::release_no_shows(w.db(), &w.act_at(at)).await.unwrap().len();
    // Nobody checked in at the talk room when the first was booked.
    let before = booked(&w, me, "a", at.talk, &wish(570, 630, Wish::Whole)).await;
    change(&w, at.talk, |r| {
        (r.check_in, r.grace_minutes, r.at_door) = (true, 10, true);
    })
    .await;
    let after = booked(&w, you, "b", at.talk, &wish(630, 690, Wish::Whole)).await;
    assert_eq!(released(slot_start(before.end_slot) - 1).await, 0);
    let ended = booking::finish_past(w.db(), &w.act_at(slot_start(before.end_slot))).await;
    let ended: Vec<_> = ended.unwrap().into_iter().map(|b| (b.id, b.state)).collect();
    assert_eq!(ended, [(before.id, State::Finished)]);
    let begun = w.act_at(slot_start(after.first_slot));
    let from_home = async || booking::check_in(w.db(), &begun, you, after.id).await.unwrap();
    assert_eq!(from_home().await, Moved::Refused(Refusal::AtDoor));
    // The poster is taken away: nobody can be asked to use it.
    change(&w, at.talk, |r| r.at_door = false).await;
    done(from_home().await);
    // A shorter grace is nobody's who has booked before, a longer one is everybody's.
    let seat = booked(&w, me, "c", at.reading, &wish(900, 960, Wish::Seats(1))).await;
    change(&w, at.reading, |r| r.grace_minutes = 5).await;
    assert_eq!(terms(seat.id).await.grace_minutes, 15);
    let begins = slot_start(seat.first_slot);
    assert_eq!(released(begins + 14 * 60).await, 0);
    change(&w, at.reading, |r| r.grace_minutes = 20).await;
    assert_eq!(
        (released(begins + 19 * 60).await, released(begins + 20 * 60).await),
        (0, 1)
    );
    // What staff move within its room keeps what was promised; into another it is as it is there.
    let moves = booked(&w, me, "d", at.talk, &wish(990, 1050, Wish::Whole)).await;
    change(&w, at.talk, |r| (r.at_door, r.grace_minutes) = (true, 5)).await;
    let to = async |room, request: &Request| {
        let moved = booking::reschedule(w.db(), &w.act(), By::Staff, moves.id, &wanted(room, request)).await;
        placed(moved.unwrap()).terms
    };
    assert_eq!(to(at.talk, &wish(960, 1020, Wish::Whole)).await, moves.terms);
    let there = to(at.reading, &wish(960, 1020, Wish::Seats(1))).await;
    assert_eq!((there.grace_minutes, there.at_door), (20, false));
    assert_eq!(agree(&w).await, 2);
}
