//! What a calendar shows and what the database gives: the same.

use super::{TOMORROW, agree, ask, local, place_of, resident, room_with, wish};
use crate::harness::{NOW, World};
use model::{
    booking::{CellState, Day, Mode, Source, Wish, alternatives, availability, free_starts},
    room::RoomKind,
};
use store::{
    booking::{self, By, Placed},
    hours,
};

stories! { what_is_shown_as_free_can_be_booked_and_nothing_else_can }

async fn what_is_shown_as_free_can_be_booked_and_nothing_else_can(w: World) {
    let at = place_of(&w).await;
    let few = |r: &mut model::booking::Rules| {
        (r.mode, r.units, r.whole_too) = (Mode::Seats, 3, true);
        (r.buffer_before_minutes, r.buffer_after_minutes, r.longest_minutes) = (15, 30, 150);
    };
    let room = room_with(&w, at.center, RoomKind::PracticeStation, 10, few).await;
    let rules = booking::rules(w.db(), room).await.unwrap().rules;
    let me = By::Resident(resident(&w, 1).await);
    let week = hours::get(w.db(), at.center).await.unwrap();
    let local = local(NOW, TOMORROW);
    let day = Day::of(&week, &[], &[], TOMORROW, local.midnight);
    let mut dice: u64 = 42;
    let mut roll = |sides: u64| {
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) % sides
    };
    let mut held = Vec::new();
    let (mut yes, mut no) = (0, 0);
    for i in 0..150 {
        let (from, to) = (local.midnight - 8, local.midnight + 104);
        let mut taken = booking::taken(w.db(), &[room], from, to).await.unwrap();
        let taken = taken.remove(&room).unwrap_or_default();
        let what = match roll(5) {
            0 => Wish::Whole,
            n => Wish::Seats(1 + n as u32 % 3),
        };
        let (start, length) = (480 + 30 * roll(20) as u16, 30 + 30 * roll(6) as u16);
        let request = wish(start, start + length, what);
        let free = free_starts(&rules, &day, local.now, &taken, length, what, Source::Resident);
        let answer = ask(w.db(), &w.act(), me, &format!("k{i}"), room, &request)
            .await
            .unwrap();
        let placed = matches!(answer, Placed::Placed(_));
        assert_eq!(placed, free.contains(&start), "{request:?}: {answer:?}, free: {free:?}");
        if let Placed::Placed(b) = answer {
            yes += 1;
            held.push(b.id);
        } else {
            no += 1;
            // What is offered instead can be had, and is given back here.
            let days = [(day.clone(), taken)];
            if let Some(other) = alternatives(&rules, &days, local.now, &request, Source::Resident, 1).first() {
                let instead = ask(
                    w.db(),
                    &w.act(),
                    me,
                    &format!("a{i}"),
                    room,
                    &wish(other.start, other.end, what),
                )
                .await;
                let Placed::Placed(b) = instead.unwrap() else {
                    panic!("{other:?}")
                };
                booking::cancel(w.db(), &w.act(), me, b.id, "").await.unwrap();
            }
        }
        if roll(3) == 0 && !held.is_empty() {
            let id = held.swap_remove(roll(held.len() as u64) as usize);
            booking::cancel(w.db(), &w.act(), me, id, "").await.unwrap();
        }
    }
    assert!(yes > 20 && no > 20, "{yes} {no}");
    assert_eq!(agree(&w).await, held.len() as i64);
    let taken = booking::taken(w.db(), &[room], local.midnight, local.midnight + 96)
        .await
        .unwrap();
    let cells = availability(&rules, &day, local.now, &taken[&room], Source::Resident);
    assert_eq!(cells.len(), 18);
    assert!(cells.iter().all(|c| (c.free == 0) == (c.state == CellState::Full)));
}
