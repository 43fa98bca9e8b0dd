//! Rules of rooms that change while bookings stand.

use super::{TOMORROW, agree, ask, booked, place_of, resident, wish};
use crate::harness::{TODAY, World};
use jiff::civil::date;
use model::{
    AppError,
    booking::{Mode, Refusal, Rules, Wish},
};
use store::{
    booking::{self, By, Change, Placed},
    hours, room,
};

stories! {
    rules_saved_by_two_are_saved_by_one,
    a_booking_of_the_whole_room_holds_the_seats_that_are_added,
    fewer_seats_are_never_given_out_twice_and_list_who_is_in_the_way,
    a_closed_room_is_not_booked_and_lists_who_is_in_the_way,
}

async fn rules_saved_by_two_are_saved_by_one(w: World) {
    let at = place_of(&w).await;
    let stored = booking::rules(w.db(), at.talk).await.unwrap();
    let rules = Rules {
        longest_minutes: 120,
        bring: "水杯".into(),
        ..stored.rules.clone()
    };
    let next = booking::save_rules(w.db(), &w.act(), at.talk, stored.version, &rules)
        .await
        .unwrap();
    assert_eq!(next, stored.version + 1);
    let found = booking::rules(w.neighbour.db(), at.talk).await.unwrap();
    assert_eq!((found.rules, found.version), (rules.clone(), next));
    assert!(found.changes > stored.changes);
    let late = booking::save_rules(w.db(), &w.act(), at.talk, stored.version, &rules)
        .await
        .unwrap_err();
    assert!(matches!(AppError::from(late), AppError::Conflict { version: 2, .. }));
    let entry = w
        .log()
        .await
        .into_iter()
        .find(|e| e.action == "booking.save_rules")
        .unwrap();
    assert!(entry.detail.contains("longest_minutes: 240 → 120"), "{}", entry.detail);
    let nowhere = booking::rules(w.db(), model::id::Id::from_i64(0)).await.unwrap_err();
    assert_eq!(AppError::from(nowhere), AppError::NotFound);
}

async fn a_booking_of_the_whole_room_holds_the_seats_that_are_added(w: World) {
    let at = place_of(&w).await;
    let me = By::Resident(resident(&w, 1).await);
    booked(&w, me, "k", at.reading, &wish(570, 630, Wish::Whole)).await;
    let stored = booking::rules(w.db(), at.reading).await.unwrap();
    let rules = Rules {
        units: 30,
        ..stored.rules
    };
    booking::save_rules(w.db(), &w.act(), at.reading, stored.version, &rules)
        .await
        .unwrap();
    let seat = ask(w.db(), &w.act(), me, "l", at.reading, &wish(570, 630, Wish::Seats(1)))
        .await
        .unwrap();
    assert_eq!(seat, Placed::Taken);
    assert_eq!(agree(&w).await, 1);
}

async fn fewer_seats_are_never_given_out_twice_and_list_who_is_in_the_way(w: World) {
    let at = place_of(&w).await;
    let me = By::Resident(resident(&w, 1).await);
    let first = booked(&w, me, "a", at.reading, &wish(570, 630, Wish::Seats(2))).await;
    let second = booked(&w, me, "b", at.reading, &wish(570, 630, Wish::Seats(1))).await;
    let stored = booking::rules(w.db(), at.reading).await.unwrap();
    let rules = Rules {
        units: 2,
        ..stored.rules.clone()
    };
    let change = Change {
        rules: Some(rules.clone()),
        closure: None,
    };
    let hit = booking::in_the_way(w.db(), at.reading, TODAY, &change).await.unwrap();
    let crowded = vec![Refusal::Seats { max: 2 }];
    assert_eq!(hit, [(first.clone(), crowded.clone()), (second, crowded)]);
    booking::save_rules(w.db(), &w.act(), at.reading, stored.version, &rules)
        .await
        .unwrap();
    booking::cancel(w.db(), &w.act(), me, first.id, "").await.unwrap();
    // The third seat is still somebody's, so one of two is left, not two.
    let two = ask(w.db(), &w.act(), me, "c", at.reading, &wish(570, 630, Wish::Seats(2)))
        .await
        .unwrap();
    assert_eq!(two, Placed::Taken);
    booked(&w, me, "c", at.reading, &wish(570, 630, Wish::Seats(1))).await;
    let whole = ask(w.db(), &w.act(), me, "d", at.reading, &wish(570, 630, Wish::Whole))
        .await
        .unwrap();
    assert_eq!(whole, Placed::Taken);
    assert_eq!(agree(&w).await, 2);
    let closed = Change {
        rules: Some(Rules {
            mode: Mode::Closed,
            units: 1,
            ..rules
        }),
        closure: None,
    };
    assert_eq!(
        booking::in_the_way(w.db(), at.reading, TODAY, &closed)
            .await
            .unwrap()
            .len(),
        2
    );
}

async fn a_closed_room_is_not_booked_and_lists_who_is_in_the_way(w: World) {
    let at = place_of(&w).await;
    let me = By::Resident(resident(&w, 1).await);
    let mine = booked(&w, me, "k", at.talk, &wish(870, 930, Wish::Whole)).await;
    let closure = Change {
        rules: None,
        closure: Some((TOMORROW, date(2026, 9, 25))),
    };
    let ids = async |change: &Change| -> Vec<_> {
        let hit = booking::in_the_way(w.db(), at.talk, TODAY, change).await.unwrap();
        hit.into_iter().map(|(b, _)| b.id).collect()
    };
    assert_eq!(ids(&closure).await, [mine.id]);
    assert!(ids(&Change::default()).await.is_empty());
    let before = booking::changes(w.db(), &[at.talk]).await.unwrap();
    room::close(w.db(), &w.act(), "c", at.talk, TOMORROW, date(2026, 9, 25), "粉刷")
        .await
        .unwrap();
    assert!(booking::changes(w.db(), &[at.talk]).await.unwrap() > before);
    assert_eq!(ids(&Change::default()).await, [mine.id]);
    let answer = ask(w.db(), &w.act(), me, "l", at.talk, &wish(570, 630, Wish::Whole))
        .await
        .unwrap();
    let Placed::Refused(refusals) = answer else {
        panic!("{answer:?}")
    };
    assert!(
        matches!(&refusals[..], [Refusal::Closed { reopens, .. }] if *reopens == Some(date(2026, 9, 26))),
        "{refusals:?}"
    );
    // The center closes early on that day: the seat in the afternoon is in the way of it.
    let seat = booked(&w, me, "m", at.reading, &wish(870, 930, Wish::Seats(1))).await;
    let morning = model::hours::parse_day("d", "08:30-12:00").unwrap();
    hours::add_exceptions(
        w.db(),
        &w.act(),
        &[(at.center, None)],
        TOMORROW,
        TOMORROW,
        &morning,
        "培训",
    )
    .await
    .unwrap();
    let hit = booking::in_the_way(w.db(), at.reading, TODAY, &Change::default())
        .await
        .unwrap();
    assert_eq!(hit.len(), 1);
    assert_eq!(hit[0].0.id, seat.id);
    assert!(matches!(hit[0].1[..], [Refusal::OutsideHours { .. }]));
    // Nothing vanishes by itself.
    assert_eq!(agree(&w).await, 2);
}
