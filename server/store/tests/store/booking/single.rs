//! One booking: made, found again, repeated, given back; and what the database itself refuses.

use super::{TOMORROW, agree, ask, booked, done, local, place_of, resident, wish};
use crate::{
    follow_up::zone,
    harness::{NOW, World},
};
use model::{
    booking::{Mode, Refusal, State, Wish, slot_start},
    room::RoomInput,
};
use store::{
    StoreError,
    booking::{self, By, Placed},
    center,
    guess::{self, Of},
    room,
};

stories! {
    a_seat_is_booked_found_again_and_given_back,
    a_repeat_with_the_same_key_gives_the_first_booking,
    the_key_itself_refuses_a_second_row_for_a_slot,
    what_happened_stays_what_happened,
    wrong_digits_are_counted_for_the_booking_that_they_were_tried_on,
}

async fn a_seat_is_booked_found_again_and_given_back(w: World) {
    let at = place_of(&w).await;
    let me = resident(&w, 1).await;
    let rises = async || booking::changes(w.db(), &[at.reading]).await.unwrap();
    let before = rises().await;
    let mine = booked(&w, By::Resident(me), "k", at.reading, &wish(570, 660, Wish::Seats(2))).await;
    assert_eq!((mine.state, mine.resident, mine.version), (State::Confirmed, me, 1));
    assert_eq!(rises().await, before + 1);
    assert_eq!(
        booking::by_number(w.db(), mine.number).await.unwrap(),
        Some(mine.clone())
    );
    assert_eq!(
        booking::of_resident(w.db(), me, TOMORROW).await.unwrap(),
        std::slice::from_ref(&mine)
    );
    assert_eq!(
        booking::of_center_day(w.db(), at.center, TOMORROW).await.unwrap(),
        std::slice::from_ref(&mine)
    );
    // 9:30 in the town is 1:30 in UTC.
    assert_eq!(slot_start(mine.first_slot) % 86_400, 90 * 60);

    let midnight = local(NOW, TOMORROW).midnight;
    let rooms = [at.talk, at.reading, at.mediation];
    let taken = booking::taken(w.db(), &rooms, midnight, midnight + 96).await.unwrap();
    let expected: Vec<(i64, u32)> = (mine.first_slot..mine.end_slot).map(|slot| (slot, 2)).collect();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[&at.reading].clone().into_iter().collect::<Vec<_>>(), expected);
    assert!(
        booking::taken(w.db(), &[], midnight, midnight + 96)
            .await
            .unwrap()
            .is_empty()
    );

    let gone = done(
        booking::cancel(w.db(), &w.act(), By::Resident(me), mine.id, "有事")
            .await
            .unwrap(),
    );
    assert_eq!((gone.state, gone.reason.as_str()), (State::Cancelled, "有事"));
    // A repeat finds what it wants.
    assert_eq!(
        done(
            booking::cancel(w.db(), &w.act(), By::Resident(me), mine.id, "")
                .await
                .unwrap()
        ),
        gone
    );
    let events = booking::events(w.db(), mine.id).await.unwrap();
    let kinds: Vec<_> = events.iter().map(|e| (e.who.as_str(), e.kind.as_str())).collect();
    assert_eq!(kinds, [("self", "placed"), ("self", "cancelled")]);
    assert_eq!(agree(&w).await, 0);
}

async fn a_repeat_with_the_same_key_gives_the_first_booking(w: World) {
    let at = place_of(&w).await;
    let (me, you) = (resident(&w, 1).await, resident(&w, 2).await);
    let request = wish(570, 630, Wish::Seats(1));
    let first = booked(&w, By::Resident(me), "k", at.reading, &request).await;
    let other = wish(900, 960, Wish::Seats(1));
    assert_eq!(booked(&w, By::Resident(me), "k", at.reading, &request).await, first);
    // Another wish under the same key is not taken, and not told that it was.
    let refused = ask(w.db(), &w.act(), By::Resident(me), "k", at.reading, &other).await;
    let problem = refused.unwrap_err().field_error().unwrap().problem;
    assert_eq!(problem, model::Problem::AlreadySent);
    // The same key of somebody else is another key.
    assert_ne!(
        booked(&w, By::Resident(you), "k", at.reading, &request).await.id,
        first.id
    );
    // A refused request leaves its key free.
    let night = wish(1300, 1360, Wish::Seats(1));
    let answer = ask(w.db(), &w.act(), By::Resident(me), "l", at.reading, &night)
        .await
        .unwrap();
    assert!(matches!(answer, Placed::Refused(_)));
    assert_ne!(booked(&w, By::Resident(me), "l", at.reading, &other).await.id, first.id);
    assert_eq!(agree(&w).await, 3);
}

async fn the_key_itself_refuses_a_second_row_for_a_slot(w: World) {
    let at = place_of(&w).await;
    let me = By::Resident(resident(&w, 1).await);
    let mine = booked(&w, me, "k", at.talk, &wish(570, 630, Wish::Whole)).await;
    let yours = booked(&w, me, "l", at.talk, &wish(660, 720, Wish::Whole)).await;
    let tx = w.db().begin().await.unwrap();
    let sql = "INSERT INTO booking_slot (room_id, slot, unit, booking_id) VALUES ($1, $2, 1, $3)";
    let args = vec![at.talk.into(), mine.first_slot.into(), yours.id.into()];
    let error = tx.run(sql, args).await.unwrap_err();
    assert!(
        matches!(&error, StoreError::Constraint(name) if name == "booking_slot_pkey"),
        "{error}"
    );
    assert_eq!(error.field_error().unwrap().field, "start");
    drop(tx);
    for (sql, name) in [
        ("UPDATE booking SET state = 'lost'", "booking_state_check"),
        ("UPDATE booking SET end_slot = first_slot", "booking_slots_check"),
        ("UPDATE booking SET seats = 1", "booking_seats_check"),
        ("UPDATE booking SET number = 'X'", "booking_number_key"),
        ("UPDATE room_rule SET step_minutes = 20", "room_rule_step_check"),
        ("UPDATE room_rule SET units = 2", "room_rule_units_check"),
    ] {
        let tx = w.db().begin().await.unwrap();
        let error = tx.run(sql, vec![]).await.unwrap_err();
        assert!(
            matches!(&error, StoreError::Constraint(found) if found == name),
            "{name}: {error}"
        );
    }
}

async fn what_happened_stays_what_happened(w: World) {
    let at = place_of(&w).await;
    // For a caller who has no account.
    let request = wish(570, 630, Wish::Whole);
    let theirs = booked(&w, By::Staff, "k", at.talk, &request).await;
    assert_eq!((theirs.name.as_str(), theirs.phone.as_str()), ("王小明", "13800001234"));
    let again = booked(&w, By::Staff, "l", at.talk, &wish(660, 720, Wish::Whole)).await;
    assert_eq!(again.resident, theirs.resident);
    let sqls = ["UPDATE booking_event SET who = 'x'", "DELETE FROM booking_event"];
    for sql in sqls {
        let tx = w.db().begin().await.unwrap();
        assert!(tx.run(sql, vec![]).await.is_err(), "{sql}");
    }
    let log = w.log().await;
    let entry = log.iter().find(|e| e.action == "booking.place").unwrap();
    assert_eq!(
        (entry.who.as_str(), entry.subject.as_str()),
        ("王芳", again.number.to_string().as_str())
    );
    // Neither log names the caller, for neither can be erased.
    let told = booking::events(w.db(), theirs.id).await.unwrap();
    for text in log.iter().map(|e| &e.detail).chain(told.iter().map(|e| &e.detail)) {
        assert!(!text.contains("王小明") && !text.contains("13800001234"), "{text}");
    }
    // A room that is taken out of service is not booked any more, nor one whose rules nobody has set.
    room::retire(w.db(), &w.act(), at.talk, 1).await.unwrap();
    let answer = ask(w.db(), &w.act(), By::Staff, "m", at.talk, &wish(900, 960, Wish::Whole))
        .await
        .unwrap();
    assert_eq!(answer, Placed::Refused(vec![Refusal::NotBookable]));
    let corner = RoomInput {
        kind: "reading_space".into(),
        name: "书角".into(),
        capacity: "6".into(),
        ..Default::default()
    };
    let corner = room::create(w.db(), &w.act(), "n", at.center, &corner.check().unwrap())
        .await
        .unwrap();
    assert_eq!(booking::rules(w.db(), corner).await.unwrap().rules.mode, Mode::Closed);
    let answer = ask(
        w.db(),
        &w.act(),
        By::Staff,
        "n",
        corner,
        &wish(900, 960, Wish::Seats(1)),
    )
    .await
    .unwrap();
    assert_eq!(answer, Placed::Refused(vec![Refusal::NotBookable]));
    center::retire(w.db(), &w.act(), at.center, 2).await.unwrap();
    let answer = ask(
        w.db(),
        &w.act(),
        By::Staff,
        "o",
        at.reading,
        &wish(900, 960, Wish::Seats(1)),
    )
    .await
    .unwrap();
    assert_eq!(answer, Placed::Refused(vec![Refusal::NotBookable]));
}

async fn wrong_digits_are_counted_for_the_booking_that_they_were_tried_on(w: World) {
    let at = place_of(&w).await;
    let me = By::Resident(resident(&w, 1).await);
    let one = booked(&w, me, "a", at.talk, &wish(570, 630, Wish::Whole)).await;
    let other = booked(&w, me, "b", at.talk, &wish(660, 720, Wish::Whole)).await;
    let tries = async |id, at: i64| guess::count(w.db(), Of::Booking(id), at, &zone()).await.unwrap();
    for _ in 0..guess::TRIES {
        assert_eq!(tries(one.id, NOW).await, Ok(()));
    }
    assert_eq!(tries(one.id, NOW + 60).await, Err(guess::TRIES_SECONDS - 60));
    assert_eq!(tries(other.id, NOW + 60).await, Ok(()));
    guess::forget(w.db(), Of::Booking(one.id)).await.unwrap();
    assert_eq!(tries(one.id, NOW + 60).await, Ok(()));
    // A guess changes nothing of the booking.
    let same = booking::get(w.db(), one.id).await.unwrap().unwrap();
    assert_eq!(same.version, one.version);
}
