//! A line and its room in the hands of a hundred at once.

use super::{MINUTE, UNTIL, all_agree, join, people};
use crate::{
    booking::{TOMORROW, ask, booked, done, place_of, wanted, wish},
    harness::{NOW, World},
};
use model::{
    booking::{Request, WaitState, Wish},
    resident::ResidentId,
    room::RoomId,
};
use std::collections::BTreeSet;
use store::{
    Db,
    booking::{self, By, waitlist},
    db::Query,
};

stories! {
    a_hundred_at_once_give_back_join_and_answer_and_nobody_gets_what_is_somebody_elses,
}

/// A hundred clients on two processes: some give back, some join, some answer whatever they find, and the job runs.
async fn a_hundred_at_once_give_back_join_and_answer_and_nobody_gets_what_is_somebody_elses(w: World) {
    let at = place_of(&w).await;
    let p = people(&w, 40).await;
    // The rooms are full all afternoon, in hours; everybody else waits for one of them or for a seat.
    let mut held = Vec::new();
    for n in 0..4_u16 {
        let request = wish(780 + 60 * n, 840 + 60 * n, Wish::Whole);
        held.push(booked(&w, By::Resident(p[usize::from(n)]), &format!("t{n}"), at.talk, &request).await);
        let party = Request {
            party: 24,
            ..wish(780 + 60 * n, 840 + 60 * n, Wish::Seats(24))
        };
        held.push(
            booked(
                &w,
                By::Resident(p[usize::from(n)]),
                &format!("r{n}"),
                at.reading,
                &party,
            )
            .await,
        );
    }
    for (n, who) in (0_u16..).zip(&p[4..]) {
        let (room, what) = if n % 3 == 0 {
            (at.talk, Wish::Whole)
        } else {
            (at.reading, Wish::Seats(u32::from(1 + n % 6)))
        };
        join(&w, *who, room, &wish(780 + 60 * (n % 4), 840 + 60 * (n % 4), what)).await;
    }
    // Before the offers end, when they have ended, and when the next ones have.
    for (round, at_time) in [NOW, UNTIL + MINUTE, UNTIL + 40 * MINUTE].into_iter().enumerate() {
        let tasks: Vec<_> = (0..100_i64)
            .map(|i| {
                let db = if i % 2 == 0 {
                    w.db().clone()
                } else {
                    w.neighbour.db().clone()
                };
                let act = w.act_at(at_time);
                let who = p[usize::try_from(i * 7 % 40).unwrap()];
                let of = held[usize::try_from(i / 10 % 8).unwrap()].clone();
                let hour = 780 + 60 * u16::try_from(i % 4).unwrap();
                let (room, wish_for) = if i % 3 == 0 {
                    (at.talk, Wish::Whole)
                } else {
                    (at.reading, Wish::Seats(1 + u32::try_from(i % 5).unwrap()))
                };
                tokio::spawn(async move {
                    let request = wish(hour, hour + 60, wish_for);
                    match i % 10 {
                        0 if round == 0 => {
                            let by = By::Resident(of.resident);
                            done(booking::cancel(&db, &act, by, of.id, "").await.unwrap());
                        }
                        0 => give_back_all(&db, &act, who).await,
                        1 => drop(waitlist::expire(&db, &act).await.unwrap()),
                        2 => waitlist::look_again(&db, &act).await.unwrap(),
                        3 | 4 => answer_all(&db, &act, who, i % 3 != 0).await,
                        5 => drop(
                            ask(&db, &act, By::Resident(who), &format!("{round}b{i}"), room, &request)
                                .await
                                .unwrap(),
                        ),
                        _ => {
                            let key = format!("{round}w{i}");
                            drop(
                                waitlist::join(&db, &act, who, &key, &wanted(room, &request))
                                    .await
                                    .unwrap(),
                            );
                        }
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        all_agree(&w).await;
        in_order(&w).await;
        if round == 0 {
            // Whatever was given back went on at that moment: the job finds nothing that was overlooked.
            let before = offers(&w).await;
            waitlist::look_again(w.db(), &w.act_at(at_time)).await.unwrap();
            assert_eq!(offers(&w).await, before);
            // All eight were given back while somebody waited for each: nobody outside of the line was faster.
            for of in &held {
                let first = (of.room, of.first_slot);
                assert!(before.contains(&first), "nobody was offered {first:?}: {before:?}");
            }
        }
    }
}

/// The rooms and times that were ever offered to somebody.
pub(in crate::booking) async fn offers(w: &World) -> Vec<(RoomId, i64)> {
    let sql = "SELECT room_id, first_slot FROM booking_wait WHERE booking_id IS NOT NULL ORDER BY id";
    let rows = w.db().rows(sql, vec![]).await.unwrap();
    let of = |row: &store::db::Row| (row.id("room_id").unwrap(), row.get("first_slot").unwrap());
    rows.iter().map(of).collect()
}

/// Cancels whatever somebody has.
async fn give_back_all(db: &Db, act: &store::Act, who: ResidentId) {
    for mine in booking::of_resident(db, who, TOMORROW).await.unwrap() {
        drop(booking::cancel(db, act, By::Resident(who), mine.id, "").await.unwrap());
    }
}

/// Accepts or declines whatever is offered to somebody.
async fn answer_all(db: &Db, act: &store::Act, who: ResidentId, yes: bool) {
    for wait in waitlist::of_resident(db, who, TOMORROW).await.unwrap() {
        let Some(id) = wait.booking.filter(|_| wait.state == WaitState::Offered) else {
            continue;
        };
        let answer = if yes {
            waitlist::accept(db, act, who, id).await
        } else {
            waitlist::decline(db, act, who, id).await
        };
        answer.unwrap();
    }
}

/// Nobody who waits was passed over by somebody who came later for the very same.
pub(in crate::booking) async fn in_order(w: &World) {
    let sql = "SELECT COUNT(*) AS n FROM booking_wait a JOIN booking_wait b
            ON b.room_id = a.room_id AND b.first_slot = a.first_slot AND b.end_slot = a.end_slot
                AND b.seats = a.seats AND b.whole = a.whole
        WHERE a.state = 'waiting' AND b.booking_id IS NOT NULL
            AND (a.created_at < b.created_at OR (a.created_at = b.created_at AND a.id < b.id))";
    let n: i64 = w.db().row(sql, vec![]).await.unwrap().unwrap().get("n").unwrap();
    assert_eq!(n, 0, "entries that were passed over");
    let sql = "SELECT booking_id FROM booking_wait WHERE booking_id IS NOT NULL";
    let rows = w.db().rows(sql, vec![]).await.unwrap();
    let ids: Vec<i64> = rows.iter().map(|r| r.get("booking_id").unwrap()).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}
