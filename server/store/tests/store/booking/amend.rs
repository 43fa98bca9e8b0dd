//! What was booked before a rule changed stays what it is, whoever changes its name or purpose, or takes fewer seats.

use super::{agree, booked, done, place_of, placed, resident, wish};
use crate::harness::{TODAY, World};
use model::{
    booking::{BookingId, Mode, Refusal, Request, Rules, Wish, slot_start},
    room::RoomId,
};
use store::booking::{self, By, Moved, Placed};

stories! {
    a_longer_buffer_is_in_nobodys_way_who_has_booked_before,
    fewer_seats_in_the_room_take_none_from_who_has_booked_before,
    seats_stay_seats_in_a_room_that_is_booked_whole_now,
    where_the_room_wants_it_one_checks_in_at_its_door,
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
    let mine = booked(&w, me, "k", at.reading, &wish(570, 630, Wish::Seats(1))).await;
    let yours = booked(&w, you, "k", at.reading, &wish(570, 630, Wish::Seats(1))).await;
    change(&w, at.reading, |r| r.at_door = true).await;
    let act = w.act_at(slot_start(mine.first_slot));
    let from_home = booking::check_in(w.db(), &act, me, mine.id).await.unwrap();
    assert_eq!(from_home, Moved::Refused(Refusal::AtDoor));
    let there = done(booking::check_in_at_door(w.db(), &act, me, mine.id).await.unwrap());
    // A second time, from wherever, is nothing new; and staff let in whom they see.
    let again = booking::check_in(w.db(), &act, me, mine.id).await.unwrap();
    assert_eq!(again, Moved::Done(there));
    done(booking::check_in(w.db(), &act, By::Staff, yours.id).await.unwrap());
}
