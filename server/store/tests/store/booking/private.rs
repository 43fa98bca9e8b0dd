//! What was booked as private stays private, whatever becomes of the room's rules.

use super::{TOMORROW, booked, place_of, placed, resident, wanted, wish};
use crate::harness::World;
use model::{
    booking::{BookingId, Wish},
    room::RoomId,
};
use store::{
    Db,
    booking::{self, By},
    db::Query,
};

stories! {
    a_booking_stays_private_when_the_rules_of_its_room_change,
    the_database_itself_lets_nobody_make_it_known,
    what_was_booked_before_there_was_the_column_is_private_where_its_room_is,
}

async fn set(w: &World, room: RoomId, private: bool) {
    let stored = booking::rules(w.db(), room).await.unwrap();
    let mut rules = stored.rules;
    rules.private = private;
    booking::save_rules(w.db(), &w.act(), room, stored.version, &rules)
        .await
        .unwrap();
}

async fn is_private(w: &World, id: BookingId) -> bool {
    booking::get(w.db(), id).await.unwrap().unwrap().private
}

async fn a_booking_stays_private_when_the_rules_of_its_room_change(w: World) {
    let at = place_of(&w).await;
    let me = By::Resident(resident(&w, 1).await);
    let mediation = booked(&w, me, "a", at.mediation, &wish(570, 630, Wish::Whole)).await;
    let talk = booked(&w, me, "b", at.talk, &wish(570, 630, Wish::Whole)).await;
    assert!(mediation.private && !talk.private);
    // The room is no longer private: those that are booked from now on are not, those before stay so.
    set(&w, at.mediation, false).await;
    let open = booked(&w, me, "c", at.mediation, &wish(660, 720, Wish::Whole)).await;
    assert!(is_private(&w, mediation.id).await && !open.private);
    assert_eq!(
        booking::known_as(w.db(), at.center, &mediation.phone).await.unwrap(),
        Some("王小明".to_owned()),
        "from the talk room and the open one"
    );
    // A room that becomes private hides whoever has booked it.
    set(&w, at.talk, true).await;
    set(&w, at.mediation, true).await;
    for id in [talk.id, open.id, mediation.id] {
        assert!(is_private(&w, id).await);
    }
    assert_eq!(
        booking::known_as(w.db(), at.center, &mediation.phone).await.unwrap(),
        None
    );
    // What is moved into a private room is private from then on, also where it is moved on.
    let seat = booked(&w, me, "d", at.reading, &wish(870, 930, Wish::Whole)).await;
    assert!(!seat.private);
    let same = wish(870, 930, Wish::Whole);
    let into = wanted(at.mediation, &same);
    let moved = booking::reschedule(w.db(), &w.act(), By::Staff, seat.id, &into)
        .await
        .unwrap();
    assert!(placed(moved).private);
    let back = wanted(at.reading, &same);
    let moved = booking::reschedule(w.db(), &w.act(), By::Staff, seat.id, &back)
        .await
        .unwrap();
    assert!(placed(moved).private);
    let day = booking::of_center_day(w.db(), at.center, TOMORROW).await.unwrap();
    assert!(day.iter().all(|b| b.private), "{day:?}");
}

async fn the_database_itself_lets_nobody_make_it_known(w: World) {
    let at = place_of(&w).await;
    let me = By::Resident(resident(&w, 1).await);
    let mine = booked(&w, me, "a", at.mediation, &wish(570, 630, Wish::Whole)).await;
    let tx = w.db().begin().await.unwrap();
    let sql = "UPDATE booking SET private = FALSE WHERE id = $1";
    assert!(tx.run(sql, vec![mine.id.into()]).await.is_err());
    drop(tx);
    assert!(is_private(&w, mine.id).await);
    // A program of before, which does not know the column, books as private all the same.
    let tx = w.db().begin().await.unwrap();
    let sql = "INSERT INTO booking (id, number, room_id, resident_id, day, start_minute, end_minute, first_slot, end_slot,
                   held_first, held_end, units, seats, whole, party, name, purpose, minors, adult, state, source, reason,
                   created_at, updated_at, version)
               SELECT 77, '00000077', room_id, resident_id, day, start_minute, end_minute, first_slot, end_slot, held_first,
                   held_end, units, seats, whole, party, name, purpose, minors, adult, 'cancelled', source, reason,
                   created_at, updated_at, version FROM booking WHERE id = $1";
    tx.run(sql, vec![mine.id.into()]).await.unwrap();
    tx.commit().await.unwrap();
    let row = w
        .db()
        .row("SELECT private FROM booking WHERE id = 77", vec![])
        .await
        .unwrap()
        .unwrap();
    assert!(row.get::<bool>("private").unwrap());
}

/// Takes the migration back, which the product never does.
const BEFORE_ON_SQLITE: [&str; 6] = [
    "DROP TRIGGER booking_private_put",
    "DROP TRIGGER booking_private_moved",
    "DROP TRIGGER room_rule_private",
    "DROP TRIGGER booking_private_stays",
    "ALTER TABLE booking DROP COLUMN private",
    "DELETE FROM _sqlx_migrations WHERE version = 11",
];
const BEFORE_ON_POSTGRES: [&str; 6] = [
    "DROP FUNCTION booking_private CASCADE",
    "DROP FUNCTION room_rule_private CASCADE",
    "DROP FUNCTION booking_private_stays CASCADE",
    "ALTER TABLE booking DROP COLUMN private",
    "DELETE FROM _sqlx_migrations WHERE version = 11",
    "SELECT 1",
];

async fn what_was_booked_before_there_was_the_column_is_private_where_its_room_is(w: World) {
    let at = place_of(&w).await;
    let me = By::Resident(resident(&w, 1).await);
    let mediation = booked(&w, me, "a", at.mediation, &wish(570, 630, Wish::Whole)).await;
    let talk = booked(&w, me, "b", at.talk, &wish(570, 630, Wish::Whole)).await;
    let before = match w.db() {
        Db::Sqlite { .. } => BEFORE_ON_SQLITE,
        Db::Postgres { .. } => BEFORE_ON_POSTGRES,
    };
    for sql in before {
        let tx = w.db().begin().await.unwrap();
        tx.run(sql, vec![]).await.unwrap();
        tx.commit().await.unwrap();
    }
    // Connections that have read the table before would read it by its columns of then.
    let again = w.reconnected().await;
    again.db().migrate().await.unwrap();
    assert!(is_private(&again, mediation.id).await && !is_private(&again, talk.id).await);
}
