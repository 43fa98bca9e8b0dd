//! Changes that meet offers of the waiting list, and many changes at once.

use super::{TOMORROW, agree, booked, done, local, place_of, resident, room_with, wanted, wish};
use crate::harness::{NOW, TODAY, World};
use model::{
    booking::{Booking, Number, Rules, State, Wait, WaitState, Way, Wish},
    center::CenterId,
    hours::{Shift, WeekHours, parse_day},
    notice::NoticeKind,
    resident::ResidentId,
    room::{RoomId, RoomKind},
};
use std::collections::BTreeMap;
use store::{
    Db,
    booking::{
        self, Answers, By, Edit, Settled,
        waitlist::{self, Answered, Joined},
    },
    hours,
};

stories! {
    an_offer_in_the_way_is_taken_back_and_its_place_in_the_line_kept,
    longer_hours_are_offered_at_once_to_who_waits_for_them,
    edits_of_many_rooms_at_once_never_wait_in_a_ring,
}

fn seen(numbers: &[Number], message: &str) -> Answers {
    Answers(Way {
        seen: numbers.to_vec(),
        cancel: Vec::new(),
        message: message.into(),
        ..Way::default()
    })
}

/// Somebody waits for the talk room tomorrow afternoon and has just been offered it; another one waits behind them.
async fn offered(w: &World, room: RoomId) -> (ResidentId, Wait, Booking, Wait) {
    let tea = wish(900, 960, Wish::Whole);
    let first = resident(w, 1).await;
    let held = booked(w, By::Resident(first), "k", room, &tea).await;
    let mut waits = Vec::new();
    for n in [2, 3] {
        let who = resident(w, n).await;
        match waitlist::join(w.db(), &w.act(), who, "w", &wanted(room, &tea))
            .await
            .unwrap()
        {
            Joined::Waits(wait) => waits.push(wait),
            other => panic!("{other:?}"),
        }
    }
    done(
        booking::cancel(w.db(), &w.act(), By::Resident(first), held.id, "")
            .await
            .unwrap(),
    );
    let (second, third) = (waits.remove(0), waits.remove(0));
    let now = waitlist::get(w.db(), second.id).await.unwrap().unwrap();
    assert_eq!(now.state, WaitState::Offered);
    let offer = booking::get(w.db(), now.booking.unwrap()).await.unwrap().unwrap();
    (second.resident, now, offer, third)
}

async fn an_offer_in_the_way_is_taken_back_and_its_place_in_the_line_kept(w: World) {
    let at = place_of(&w).await;
    let (who, wait, offer, behind) = offered(&w, at.talk).await;
    let close = Edit::Close {
        key: "c",
        rooms: &[at.talk],
        from: TOMORROW,
        to: TOMORROW,
        reason: "粉刷",
    };
    let settle = async |answers: &Answers| booking::settle(w.db(), &w.act(), TODAY, close, answers).await.unwrap();
    // It is on the list, and nothing is written before somebody has seen it.
    let Settled::Ask(hits, _) = settle(&Answers::default()).await else {
        panic!("it was done")
    };
    assert_eq!(hits.iter().map(|(b, _)| b.number).collect::<Vec<_>>(), [offer.number]);
    let now = waitlist::get(w.db(), wait.id).await.unwrap().unwrap();
    assert_eq!(now.state, WaitState::Offered);
    let Settled::Done { cancelled, .. } = settle(&seen(&[offer.number], "那天粉刷")).await else {
        panic!("it was asked again")
    };
    assert!(cancelled.is_empty(), "an offer is no booking of theirs");
    let gone = booking::get(w.db(), offer.id).await.unwrap().unwrap();
    assert_eq!(gone.state, State::Lapsed);
    assert_eq!(agree(&w).await, 0);
    let now = waitlist::get(w.db(), wait.id).await.unwrap().unwrap();
    assert_eq!((now.state, now.booking, now.until), (WaitState::Waiting, None, None));
    assert_eq!(
        waitlist::ahead(w.db(), &behind).await.unwrap(),
        1,
        "they stand where they stood"
    );
    let told = store::notice::of_resident(w.db(), who, None, i64::MAX).await.unwrap();
    let last = told.iter().find(|n| n.kind == NoticeKind::WaitlistTakenBack).unwrap();
    assert_eq!(last.words, "那天粉刷");
    // Whoever answers the offer of before comes too late, and nobody is offered a closed room.
    let answer = waitlist::accept(w.db(), &w.act(), who, offer.id).await;
    assert_eq!(answer.unwrap(), Answered::Over);
    let answer = waitlist::decline(w.db(), &w.act(), who, offer.id).await;
    assert_eq!(answer.unwrap(), Answered::Over);
    waitlist::look_again(w.db(), &w.act()).await.unwrap();
    let now = waitlist::get(w.db(), wait.id).await.unwrap().unwrap();
    assert_eq!(now.state, WaitState::Waiting);
    // The room opens after all: the first in line is the first again.
    let today = TODAY;
    let room = store::room::get(w.db(), at.talk, today).await.unwrap().unwrap();
    store::room::reopen(w.db(), &w.act(), room.closures[0].id)
        .await
        .unwrap();
    waitlist::look_again(w.db(), &w.act()).await.unwrap();
    let now = waitlist::get(w.db(), wait.id).await.unwrap().unwrap();
    assert_eq!(now.state, WaitState::Offered);
    let next = waitlist::get(w.db(), behind.id).await.unwrap().unwrap();
    assert_eq!(next.state, WaitState::Waiting);
    let again = waitlist::accept(w.db(), &w.act(), who, now.booking.unwrap())
        .await
        .unwrap();
    assert!(matches!(again, Answered::Booked(_)), "{again:?}");
    assert_eq!(agree(&w).await, 1);
    assert_eq!(local(NOW, TOMORROW).now.day, TODAY);
}

async fn longer_hours_are_offered_at_once_to_who_waits_for_them(w: World) {
    let at = place_of(&w).await;
    let (_, wait, offer, _) = offered(&w, at.talk).await;
    let long = hours::get(w.db(), at.center).await.unwrap();
    let morning = parse_day("d", "08:30-12:00").unwrap();
    let short = WeekHours(std::array::from_fn(|_| morning.clone()));
    let save = async |version, week: &WeekHours, answers: &Answers| {
        let edit = Edit::Week {
            center: at.center,
            version,
            week,
        };
        match booking::settle(w.db(), &w.act(), TODAY, edit, answers).await.unwrap() {
            Settled::Done { value, .. } => value,
            asked => panic!("{asked:?}"),
        }
    };
    let version = save(2, &short, &seen(&[offer.number], "下午不开")).await;
    let state = async || waitlist::get(w.db(), wait.id).await.unwrap().unwrap().state;
    assert_eq!(state().await, WaitState::Waiting);
    // Whose offer was taken back is the first in line again.
    save(version, &long, &Answers::default()).await;
    assert_eq!(state().await, WaitState::Offered);
    assert_eq!(agree(&w).await, 0);
}

/// Two centers whose rooms lie among each other in the order of their keys.
async fn interleaved(w: &World) -> ([CenterId; 2], Vec<RoomId>) {
    let at = place_of(w).await;
    let other = w.center("别处").await;
    let week = hours::get(w.db(), at.center).await.unwrap();
    hours::save(w.db(), &w.act(), other, 1, &week).await.unwrap();
    let mut rooms = vec![at.reading, at.mediation, at.talk];
    // The later center has the lower key of the two in turn, too: keys of rooms and of centers say nothing of each other.
    for kind in [
        RoomKind::WomensHome,
        RoomKind::LectureHall,
        RoomKind::WarmCorner,
        RoomKind::PartyStudio,
    ] {
        for center in [other, at.center] {
            rooms.push(room_with(w, center, kind, 10, |_| ()).await);
        }
    }
    ([at.center, other], rooms)
}

/// One of the edits that meet many rooms, each in an order of its own at first sight.
async fn edit(db: &Db, w: &World, i: usize, centers: [CenterId; 2], rules: &BTreeMap<RoomId, Rules>) {
    let act = w.act();
    let all = [(centers[1], None), (centers[0], None)];
    let day = TOMORROW.checked_add(jiff::Span::new().days(i as i64)).unwrap();
    let rooms: Vec<RoomId> = rules.keys().rev().copied().collect();
    let key = format!("c{i}");
    let edit = match i % 5 {
        0 => Edit::Dates {
            centers: &all,
            from: day,
            to: day,
            intervals: &[],
            note: "停电",
        },
        1 => Edit::Copy(rules),
        2 => Edit::Shift {
            centers: &all,
            weekdays: &[6, 7],
            shift: Shift::EveningDuty,
            hours: if i.is_multiple_of(2) { Some((1080, 1200)) } else { None },
        },
        3 => Edit::Close {
            key: &key,
            rooms: &rooms,
            from: day,
            to: day,
            reason: "打扫",
        },
        _ => {
            let week = hours::get(db, centers[i % 2]).await.unwrap();
            let version = store::center::get(db, centers[i % 2]).await.unwrap().unwrap().version;
            let edit = Edit::Week {
                center: centers[i % 2],
                version,
                week: &week,
            };
            // Somebody else may have saved since: that is an answer, too.
            let answer = booking::settle(db, &act, TODAY, edit, &Answers::default()).await;
            assert!(
                matches!(answer, Ok(_) | Err(store::StoreError::Conflict { .. })),
                "{answer:?}"
            );
            return;
        }
    };
    booking::settle(db, &act, TODAY, edit, &Answers::default())
        .await
        .unwrap();
}

async fn edits_of_many_rooms_at_once_never_wait_in_a_ring(w: World) {
    let (centers, rooms) = interleaved(&w).await;
    let mut rules = BTreeMap::new();
    for room in rooms {
        rules.insert(room, booking::rules(w.db(), room).await.unwrap().rules);
    }
    for round in 0..4_u32 {
        let tasks: Vec<_> = (0..20_usize)
            .map(|i| {
                let db = if i % 2 == 0 { w.db() } else { w.neighbour.db() };
                let (db, w, mut rules) = (db.clone(), w.clone(), rules.clone());
                for of in rules.values_mut() {
                    of.cutoff_minutes = 15 * (round + 1) * (1 + i as u32 % 3);
                }
                tokio::spawn(async move { edit(&db, &w, 20 * round as usize + i, centers, &rules).await })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
    }
    agree(&w).await;
}
