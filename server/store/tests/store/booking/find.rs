//! Something free in all centers: what is read for it, and with how many statements.

use super::{TOMORROW, booked, local, place_of, resident, room_with, wish};
use crate::harness::{NOW, World};
use model::{
    booking::{Mode, Wish},
    room::RoomKind,
};
use std::sync::atomic::{AtomicUsize, Ordering};
use store::{
    Db, StoreError,
    booking::{self, By},
    db::{Arg, Query, Row},
    room,
};

stories! {
    a_search_reads_the_same_few_statements_however_many_rooms_there_are,
    rooms_that_cannot_be_booked_are_not_searched,
}

/// A database that counts what it is asked.
struct Counting<'a>(&'a Db, AtomicUsize);

impl Query for Counting<'_> {
    async fn rows(&self, sql: &'static str, args: Vec<Arg>) -> Result<Vec<Row>, StoreError> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.rows(sql, args).await
    }
}

/// Statements for all that a search needs to know of the rooms, and how many rooms it found.
async fn asked(db: &Db) -> (usize, usize) {
    let counting = Counting(db, AtomicUsize::new(0));
    let rooms = booking::bookable(&counting, None, None, (TOMORROW, TOMORROW))
        .await
        .unwrap();
    let keys: Vec<_> = rooms.iter().map(|r| r.room).collect();
    let midnight = local(NOW, TOMORROW).midnight;
    booking::taken(&counting, &keys, midnight, midnight + 96).await.unwrap();
    (counting.1.into_inner(), rooms.len())
}

async fn a_search_reads_the_same_few_statements_however_many_rooms_there_are(w: World) {
    let at = place_of(&w).await;
    let me = By::Resident(resident(&w, 1).await);
    booked(&w, me, "k", at.talk, &wish(540, 600, Wish::Whole)).await;
    assert_eq!(asked(w.db()).await, (3, 3));
    for i in 0..20 {
        let center = w.center(&format!("第{i}中心")).await;
        for kind in [RoomKind::TalkRoom, RoomKind::ReadingSpace] {
            room_with(&w, center, kind, 10, |_| ()).await;
        }
    }
    assert_eq!(asked(w.db()).await, (3, 43));
}

async fn rooms_that_cannot_be_booked_are_not_searched(w: World) {
    let at = place_of(&w).await;
    let other = w.center("另一个").await;
    let closed = room_with(&w, other, RoomKind::TalkRoom, 10, |r| r.mode = Mode::Closed).await;
    let far = room_with(&w, other, RoomKind::LectureHall, 60, |r| r.bring = "水杯".into()).await;
    room::close(w.db(), &w.act(), "c", far, TOMORROW, TOMORROW, "换地板")
        .await
        .unwrap();
    let find = async |kind, center, day| booking::bookable(w.db(), kind, center, (day, day)).await.unwrap();
    let all = find(None, None, TOMORROW).await;
    let keys: Vec<_> = all.iter().map(|r| r.room).collect();
    assert_eq!(keys, [at.reading, at.mediation, at.talk, far]);
    assert!(!keys.contains(&closed));
    let hall = find(Some(RoomKind::LectureHall), None, TOMORROW).await.pop().unwrap();
    assert_eq!(
        (hall.center, hall.capacity, hall.rules.bring.as_str()),
        (other, 60, "水杯")
    );
    assert_eq!(hall.rules, booking::rules(w.db(), far).await.unwrap().rules);
    assert_eq!(hall.closures.len(), 1);
    let later = find(None, Some(other), TOMORROW.tomorrow().unwrap()).await;
    assert!(later.len() == 1 && later[0].closures.is_empty());
    let before = room::get(w.db(), far, TOMORROW).await.unwrap().unwrap();
    room::retire(w.db(), &w.act(), far, before.version).await.unwrap();
    assert!(find(None, Some(other), TOMORROW).await.is_empty());
}
