//! Many at once, from two processes: the slots are given away once, whoever asks and whatever else goes on.

use super::{Place, TOMORROW, agree, ask, booked, place_of, placed, resident, room_with, wanted, wish};
use crate::harness::{TODAY, World};
use model::{
    booking::{BookingId, Refusal, Rules, State, Wish},
    resident::ResidentId,
    room::{RoomId, RoomKind},
};
use std::collections::BTreeSet;
use store::{
    booking::{self, By, Change, Decision, Placed},
    room,
};

stories! {
    of_two_hundred_at_once_one_gets_the_mediation_room_and_the_others_a_polite_answer,
    of_two_hundred_at_once_twenty_four_get_a_seat,
    seats_and_the_whole_room_exclude_each_other,
    booking_approving_cancelling_and_moving_race_and_the_slots_agree,
    the_same_request_sent_twenty_times_at_once_is_one_booking,
    a_quota_holds_however_many_requests_come_at_once,
    whoever_books_while_the_room_is_being_closed_is_refused_or_listed,
}

const CROWD: i64 = 200;

async fn residents(w: &World, n: i64) -> Vec<ResidentId> {
    let mut all = Vec::new();
    for i in 0..n {
        all.push(resident(w, i).await);
    }
    all
}

/// All want the same at once, each with an account of their own.
async fn crowd(w: &World, room: RoomId, what: fn(i64) -> Wish) -> Vec<Placed> {
    let residents = residents(w, CROWD).await;
    w.at_once(CROWD, |i, db| {
        let (act, me) = (w.act(), residents[i as usize]);
        async move {
            let request = wish(570, 630, what(i));
            ask(&db, &act, By::Resident(me), "k", room, &request).await.unwrap()
        }
    })
    .await
}

fn count(answers: &[Placed]) -> (usize, usize) {
    let placed = answers.iter().filter(|a| matches!(a, Placed::Placed(_))).count();
    let taken = answers.iter().filter(|a| matches!(a, Placed::Taken)).count();
    (placed, taken)
}

async fn of_two_hundred_at_once_one_gets_the_mediation_room_and_the_others_a_polite_answer(w: World) {
    let at = place_of(&w).await;
    let answers = crowd(&w, at.mediation, |_| Wish::Whole).await;
    assert_eq!(count(&answers), (1, 199));
    assert_eq!(agree(&w).await, 1);
}

async fn of_two_hundred_at_once_twenty_four_get_a_seat(w: World) {
    let at = place_of(&w).await;
    let answers = crowd(&w, at.reading, |_| Wish::Seats(1)).await;
    assert_eq!(count(&answers), (24, 176));
    assert_eq!(agree(&w).await, 24);
}

async fn seats_and_the_whole_room_exclude_each_other(w: World) {
    let at = place_of(&w).await;
    // In either order somebody is first; whoever that is, the other kind gets nothing.
    let what = |i: i64| {
        if i % 3 == 0 {
            Wish::Whole
        } else {
            Wish::Seats(1 + (i as u32) % 4)
        }
    };
    let answers = crowd(&w, at.reading, what).await;
    let whole = answers
        .iter()
        .filter(|a| matches!(a, Placed::Placed(b) if b.wish == Wish::Whole))
        .count();
    let (placed, taken) = count(&answers);
    assert_eq!(placed + taken, 200);
    assert!(
        if whole == 0 {
            placed >= 6
        } else {
            (placed, whole) == (1, 1)
        },
        "{placed} {whole}"
    );
    agree(&w).await;
}

async fn booking_approving_cancelling_and_moving_race_and_the_slots_agree(w: World) {
    let at = place_of(&w).await;
    let residents = residents(&w, 40).await;
    // Everybody has something first, in one of three rooms, where it is free.
    let mut mine: Vec<Option<BookingId>> = Vec::new();
    for (i, me) in (0_u16..).zip(&residents) {
        let (room, what) = room_of(&at, i);
        let request = wish(510 + 30 * (i % 12), 570 + 30 * (i % 12), what);
        let answer = ask(w.db(), &w.act(), By::Resident(*me), "k", room, &request)
            .await
            .unwrap();
        mine.push(match answer {
            Placed::Placed(b) => Some(b.id),
            _ => None,
        });
    }
    w.at_once(240, |i, db| {
        let (act, n) = (w.act(), (i as usize * 7) % 40);
        let (me, known) = (By::Resident(residents[n]), mine[n]);
        let start = 510 + 30 * ((i * 5 % 14) as u16);
        let (room, what) = room_of(&at, (i % 3) as u16);
        async move {
            let request = wish(start, start + 60, what);
            let answer = match (i % 4, known) {
                (0, Some(id)) => booking::reschedule(&db, &act, me, id, &wanted(room, &request))
                    .await
                    .map(drop),
                (1, Some(id)) if i % 8 == 1 => booking::cancel(&db, &act, me, id, "").await.map(drop),
                (1, Some(id)) => {
                    let decision = if i % 3 == 0 {
                        Decision::Reject
                    } else {
                        Decision::Approve
                    };
                    booking::decide(&db, &act, id, decision, "").await.map(drop)
                }
                _ => ask(&db, &act, me, &format!("k{i}"), room, &request).await.map(drop),
            };
            answer.unwrap();
        }
    })
    .await;
    assert!(agree(&w).await > 5);
}

/// The rooms in turn, and what one asks for there.
fn room_of(at: &Place, i: u16) -> (RoomId, Wish) {
    match i % 3 {
        0 => (
            at.reading,
            if i.is_multiple_of(2) {
                Wish::Seats(9)
            } else {
                Wish::Whole
            },
        ),
        1 => (at.mediation, Wish::Whole),
        _ => (at.talk, Wish::Whole),
    }
}

async fn the_same_request_sent_twenty_times_at_once_is_one_booking(w: World) {
    let at = place_of(&w).await;
    let me = By::Resident(resident(&w, 1).await);
    let answers = w
        .at_once(20, |_, db| {
            let act = w.act();
            async move {
                placed(
                    ask(&db, &act, me, "k", at.reading, &wish(570, 630, Wish::Seats(1)))
                        .await
                        .unwrap(),
                )
            }
        })
        .await;
    assert!(answers.iter().all(|b| *b == answers[0]));
    // Staff who press twice for a caller without an account make one resident, too.
    let answers = w
        .at_once(20, |_, db| {
            let act = w.act();
            async move {
                placed(
                    ask(&db, &act, By::Staff, "k", at.reading, &wish(570, 630, Wish::Seats(1)))
                        .await
                        .unwrap(),
                )
            }
        })
        .await;
    assert!(answers.iter().all(|b| *b == answers[0]));
    assert_eq!(agree(&w).await, 2);
}

async fn a_quota_holds_however_many_requests_come_at_once(w: World) {
    let at = place_of(&w).await;
    // Two rooms of one kind, in two centers: they count together.
    let elsewhere = w.center("东风村").await;
    let week = store::hours::get(w.db(), at.center).await.unwrap();
    store::hours::save(w.db(), &w.act(), elsewhere, 1, &week).await.unwrap();
    let limit = |r: &mut Rules| (r.quota_day, r.quota_week) = (2, 3);
    let rooms = [
        room_with(&w, at.center, RoomKind::WomensHome, 10, limit).await,
        room_with(&w, elsewhere, RoomKind::WomensHome, 10, limit).await,
    ];
    let me = By::Resident(resident(&w, 1).await);
    let answers = w
        .at_once(32, |i, db| {
            let act = w.act();
            async move {
                let start = 510 + 30 * (i as u16 / 2);
                let request = wish(start, start + 30, Wish::Whole);
                let room = rooms[(i / 2 % 2) as usize];
                ask(&db, &act, me, &format!("k{i}"), room, &request).await.unwrap()
            }
        })
        .await;
    let refused = Placed::Refused(vec![Refusal::QuotaDay { limit: 2 }]);
    assert_eq!(count(&answers).0, 2, "{answers:?}");
    assert_eq!(
        answers.iter().filter(|a| **a == refused).count() + count(&answers).1,
        30
    );
    // A cancelled one does not count; staff are not held to the quota.
    let Some(Placed::Placed(first)) = answers.iter().find(|a| matches!(a, Placed::Placed(_))) else {
        panic!("{answers:?}")
    };
    booking::cancel(w.db(), &w.act(), me, first.id, "").await.unwrap();
    booked(&w, me, "again", first.room, &wish(990, 1020, Wish::Whole)).await;
    let phone = booking::get(w.db(), first.id).await.unwrap().unwrap().phone;
    let caller = model::booking::Request {
        phone,
        ..wish(1020, 1050, Wish::Whole)
    };
    assert_eq!(
        booked(&w, By::Staff, "call", first.room, &caller).await.state,
        State::Confirmed
    );
    assert_eq!(agree(&w).await, 3);
}

async fn whoever_books_while_the_room_is_being_closed_is_refused_or_listed(w: World) {
    let at = place_of(&w).await;
    let residents = residents(&w, 40).await;
    let answers = w
        .at_once(40, |i, db| {
            let (act, me) = (w.act(), By::Resident(residents[i as usize]));
            async move {
                if i == 20 {
                    room::close(&db, &act, "c", at.reading, TOMORROW, TOMORROW, "粉刷")
                        .await
                        .unwrap();
                    // What the person who closed it is shown, at that very moment.
                    let hit = booking::in_the_way(&db, at.reading, TODAY, &Change::default())
                        .await
                        .unwrap();
                    return Err(hit.into_iter().map(|(b, _)| b.id).collect::<BTreeSet<_>>());
                }
                Ok(ask(&db, &act, me, "k", at.reading, &wish(570, 630, Wish::Seats(1)))
                    .await
                    .unwrap())
            }
        })
        .await;
    let mut listed = BTreeSet::new();
    let mut stand = BTreeSet::new();
    for answer in answers {
        match answer {
            Err(hit) => listed = hit,
            Ok(Placed::Placed(b)) => drop(stand.insert(b.id)),
            Ok(Placed::Taken) => {}
            Ok(Placed::Refused(r)) => assert!(matches!(r[..], [Refusal::Closed { .. }]), "{r:?}"),
        }
    }
    assert_eq!(listed, stand);
    assert_eq!(agree(&w).await, stand.len() as i64);
}
