//! Reminders: at the right moment, once, and of what is still so.

use crate::{
    booking::{booked, done, place_of, placed, resident, wanted, wish},
    harness::{NOW, World},
};
use jiff::civil::date;
use model::{
    booking::{Booking, Request, Wish, slot_start},
    notice::NoticeKind,
    resident::ResidentId,
    settings::MessageSettings,
};
use store::{
    booking::{self, By},
    notice::{self, remind},
};

stories! {
    a_booking_is_reminded_of_once_however_many_processes_look,
    a_reminder_follows_its_booking_and_ends_with_it,
    what_is_booked_late_is_reminded_of_late_and_at_the_last_minute_not_at_all,
    hours_before_can_be_set_and_reminders_turned_off,
}

const HOUR: i64 = 3600;

/// On Wednesday: it is Monday night, so its evening before is still to come.
fn later(start: u16, end: u16, what: Wish) -> Request {
    Request {
        day: date(2026, 9, 23),
        ..wish(start, end, what)
    }
}

async fn reminders(w: &World, who: ResidentId) -> Vec<u16> {
    let list = notice::of_resident(w.db(), who, None, i64::MAX).await.unwrap();
    let reminders = list.iter().filter(|n| n.kind == NoticeKind::BookingReminder);
    reminders.map(|n| n.subject.as_ref().unwrap().start).collect()
}

/// 18:00 on the evening before, in the town.
fn evening_before(booking: &Booking) -> i64 {
    slot_start(booking.first_slot) - 60 * i64::from(booking.start) - 6 * HOUR
}

async fn a_booking_is_reminded_of_once_however_many_processes_look(w: World) {
    let at = place_of(&w).await;
    let mut who = Vec::new();
    let mut evening = 0;
    for n in 0..5 {
        let me = resident(&w, n).await;
        let mine = booked(&w, By::Resident(me), "k", at.reading, &later(570, 660, Wish::Seats(1))).await;
        evening = evening_before(&mine);
        who.push(me);
    }
    let settings = MessageSettings::default();
    assert!(evening > NOW, "the moment is still to come");
    assert_eq!(remind(w.db(), &w.act_at(evening - 1), &settings).await.unwrap(), 0);
    let told = w.at_once(12, |_, db| {
        let (act, settings) = (w.act_at(evening), settings.clone());
        async move { remind(&db, &act, &settings).await.unwrap() }
    });
    assert_eq!(told.await.iter().sum::<usize>(), 5);
    for me in who {
        assert_eq!(reminders(&w, me).await, [570]);
    }
    assert_eq!(
        remind(w.db(), &w.act_at(evening + 13 * HOUR), &settings).await.unwrap(),
        0
    );
}

async fn a_reminder_follows_its_booking_and_ends_with_it(w: World) {
    let at = place_of(&w).await;
    let settings = MessageSettings::default();
    let (me, you) = (resident(&w, 1).await, resident(&w, 2).await);
    let mine = booked(&w, By::Resident(me), "k", at.talk, &later(570, 630, Wish::Whole)).await;
    let yours = booked(&w, By::Resident(you), "k", at.reading, &later(570, 630, Wish::Seats(1))).await;
    done(
        booking::cancel(w.db(), &w.act(), By::Resident(you), yours.id, "")
            .await
            .unwrap(),
    );
    let evening = evening_before(&mine);
    assert_eq!(remind(w.db(), &w.act_at(evening), &settings).await.unwrap(), 1);
    assert!(reminders(&w, you).await.is_empty());
    let told = notice::of_resident(w.db(), me, None, i64::MAX).await.unwrap()[0].clone();
    assert!(notice::stands(w.db(), told.id).await.unwrap());
    // Moved after it was reminded of: that reminder is not sent any more, and there is one for the new time.
    let other = later(900, 960, Wish::Whole);
    let moved = booking::reschedule(
        w.db(),
        &w.act_at(evening + 60),
        By::Resident(me),
        mine.id,
        &wanted(at.talk, &other),
    )
    .await;
    let moved = placed(moved.unwrap());
    assert!(!notice::stands(w.db(), told.id).await.unwrap());
    let due = slot_start(moved.first_slot) - 2 * HOUR;
    assert_eq!(remind(w.db(), &w.act_at(due - 1), &settings).await.unwrap(), 0);
    assert_eq!(remind(w.db(), &w.act_at(due), &settings).await.unwrap(), 1);
    assert_eq!(reminders(&w, me).await, [900, 570]);
}

async fn what_is_booked_late_is_reminded_of_late_and_at_the_last_minute_not_at_all(w: World) {
    let at = place_of(&w).await;
    let settings = MessageSettings::default();
    let me = resident(&w, 1).await;
    let first = booked(&w, By::Resident(me), "k", at.talk, &later(570, 630, Wish::Whole)).await;
    let begins = slot_start(first.first_slot);
    // As if it had been approved at night, after the evening's moment, and then within the last two hours.
    for (since, due) in [
        (evening_before(&first) + 60, Some(begins - 2 * HOUR)),
        (begins - 2 * HOUR - 1, Some(begins - 2 * HOUR)),
        (begins - 2 * HOUR, None),
    ] {
        assert_eq!(settings.reminder_at(&first, since), due);
        let tx = w.db().begin().await.unwrap();
        tx.run("UPDATE booking SET updated_at = $1", vec![since.into()])
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let before = reminders(&w, me).await.len();
        let told = remind(w.db(), &w.act_at(begins - 60), &settings).await.unwrap();
        assert_eq!(told, usize::from(due.is_some() && before == 0), "{since}");
    }
    assert_eq!(reminders(&w, me).await.len(), 1);
}

async fn hours_before_can_be_set_and_reminders_turned_off(w: World) {
    let at = place_of(&w).await;
    let me = resident(&w, 1).await;
    let mine = booked(&w, By::Resident(me), "k", at.talk, &later(570, 630, Wish::Whole)).await;
    let begins = slot_start(mine.first_slot);
    let off = MessageSettings {
        reminders: false,
        ..Default::default()
    };
    assert_eq!(remind(w.db(), &w.act_at(begins - HOUR), &off).await.unwrap(), 0);
    let hours = MessageSettings {
        reminder_hours: 4,
        ..Default::default()
    };
    assert_eq!(
        remind(w.db(), &w.act_at(begins - 4 * HOUR - 1), &hours).await.unwrap(),
        0
    );
    assert_eq!(remind(w.db(), &w.act_at(begins - 4 * HOUR), &hours).await.unwrap(), 1);
    assert_eq!(reminders(&w, me).await, [570]);
}
