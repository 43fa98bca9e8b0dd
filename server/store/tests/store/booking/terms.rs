//! What was promised about checking in when there was no column for it.

use super::{booked, done, place_of, resident, wish};
use crate::harness::{NOW, World};
use model::booking::{BookingId, Terms, Wish};
use store::{
    Db,
    booking::{self, By},
};

stories! {
    what_was_booked_before_there_were_terms_has_those_of_its_room_while_it_is_to_come,
}

/// Takes the migration back, which the product never does.
const BEFORE: [&str; 5] = [
    "ALTER TABLE booking DROP COLUMN check_in",
    "ALTER TABLE booking DROP COLUMN grace_minutes",
    "ALTER TABLE booking DROP COLUMN at_door",
    "ALTER TABLE booking DROP COLUMN firm_at",
    "DELETE FROM _sqlx_migrations WHERE version = 42",
];

async fn run(db: &Db, sql: &'static str) {
    let tx = db.begin().await.unwrap();
    tx.run(sql, vec![]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn what_was_booked_before_there_were_terms_has_those_of_its_room_while_it_is_to_come(w: World) {
    let at = place_of(&w).await;
    let rooms = [(at.talk, true), (at.reading, false)];
    for (room, check_in) in rooms {
        let stored = booking::rules(w.db(), room).await.unwrap();
        let mut rules = stored.rules;
        (rules.check_in, rules.grace_minutes, rules.at_door) = (check_in, 20, check_in);
        booking::save_rules(w.db(), &w.act(), room, stored.version, &rules)
            .await
            .unwrap();
    }
    let me = By::Resident(resident(&w, 1).await);
    let to_come = booked(&w, me, "a", at.talk, &wish(570, 630, Wish::Whole)).await;
    let cancelled = booked(&w, me, "b", at.talk, &wish(660, 720, Wish::Whole)).await;
    let free = booked(&w, me, "c", at.reading, &wish(570, 630, Wish::Seats(1))).await;
    done(booking::cancel(w.db(), &w.act(), me, cancelled.id, "").await.unwrap());
    let promised = to_come.terms;
    assert!(promised.check_in && promised.at_door && promised.grace_minutes == 20);
    for sql in BEFORE {
        run(w.db(), sql).await;
    }
    run(w.db(), "UPDATE booking SET updated_at = updated_at + 60").await;
    // Connections that have read the table before would read it by its columns of then.
    let again = w.reconnected().await;
    again.db().migrate().await.unwrap();
    let now = async |id: BookingId| {
        let found = booking::get(again.db(), id).await.unwrap().unwrap();
        (found.terms, found.firm_at)
    };
    // The last change is no earlier than what made it firm.
    assert_eq!(now(to_come.id).await, (promised, NOW + 60));
    assert_eq!(now(free.id).await, (free.terms, NOW + 60));
    assert!(!free.terms.check_in);
    // What was over asks for nothing.
    assert_eq!(now(cancelled.id).await, (Terms::default(), 0));
}
