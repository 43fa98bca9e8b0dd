//! The sample town.

use crate::harness::{TODAY, World};
use jiff::tz::TimeZone;
use model::{
    booking::Mode,
    center::{CenterKind, PositionSource},
    follow_up::State,
    room::RoomKind,
};
use std::collections::BTreeSet;
use store::{booking, center, db::Query as _, follow_up, sample, setting};

stories! {
    the_sample_is_a_whole_town_and_is_loaded_only_into_an_empty_database,
    the_sample_has_ratings_and_a_follow_up_in_every_state,
    the_sample_has_somebody_on_duty_and_nobody_twice,
    the_sample_has_a_case_in_every_state_and_says_what_matters_have_needed,
}

async fn the_sample_has_somebody_on_duty_and_nobody_twice(w: World) {
    sample::load(w.db(), &w.act()).await.unwrap();
    sample::ratings::rate(w.db(), &w.act(), &TimeZone::UTC).await.unwrap();
    let many = async |sql| w.db().row(sql, vec![]).await.unwrap().unwrap().get::<i64>("n").unwrap();
    let mut seen = 0;
    for _ in 0..2 {
        sample::duty::plan(w.db(), &w.act(), &TimeZone::UTC).await.unwrap();
        let count = many("SELECT COUNT(*) AS n FROM duty").await;
        assert!(count > 500 && (seen == 0 || seen == count), "{count}");
        seen = count;
    }
    assert_eq!(many("SELECT COUNT(DISTINCT center_id) AS n FROM duty").await, 43);
    assert_eq!(
        many("SELECT COUNT(*) AS n FROM duty WHERE staff_id IS NULL AND name NOT LIKE '示例%'").await,
        0
    );
    // Noon of the town, on the Monday that is today: the sample's lead.
    let town = center::list(w.db(), false).await.unwrap()[0].id;
    let today = store::duty::public(w.db(), &[town], TODAY, TODAY).await.unwrap();
    assert_eq!(today[&town][0].name, "示例负责人");
}

async fn the_sample_has_a_case_in_every_state_and_says_what_matters_have_needed(w: World) {
    sample::load(w.db(), &w.act()).await.unwrap();
    for _ in 0..2 {
        sample::cases::handle(w.db(), &w.act(), &TimeZone::UTC).await.unwrap();
    }
    let rows = w
        .db()
        .rows("SELECT DISTINCT state FROM service_case", vec![])
        .await
        .unwrap();
    let states: BTreeSet<_> = rows
        .iter()
        .map(|r| r.word("state", model::case::State::from_code).unwrap())
        .collect();
    assert_eq!(states, model::case::State::ALL.into_iter().collect());
    let many = async |sql| w.db().row(sql, vec![]).await.unwrap().unwrap().get::<i64>("n").unwrap();
    assert_eq!(many("SELECT COUNT(*) AS n FROM service_case").await, 51);
    assert_eq!(many("SELECT COUNT(*) AS n FROM message").await, 0);
    let late = "SELECT COUNT(*) AS n FROM service_case WHERE due_day < '2026-09-21'";
    assert!(many(late).await >= 3);
    let needed = w.store.needed(TODAY).await.unwrap();
    assert!(
        !needed.is_empty() && needed.values().all(|n| n.cases >= 5),
        "{needed:?}"
    );
}

async fn the_sample_has_ratings_and_a_follow_up_in_every_state(w: World) {
    sample::load(w.db(), &w.act()).await.unwrap();
    for _ in 0..2 {
        sample::ratings::rate(w.db(), &w.act(), &TimeZone::UTC).await.unwrap();
    }
    let rows = w
        .db()
        .rows("SELECT DISTINCT state FROM follow_up", vec![])
        .await
        .unwrap();
    let states: BTreeSet<_> = rows
        .iter()
        .map(|r| r.word("state", State::from_code).unwrap())
        .collect();
    assert_eq!(states, State::ALL.into_iter().collect());
    let many = async |sql| w.db().row(sql, vec![]).await.unwrap().unwrap().get::<i64>("n").unwrap();
    assert_eq!(many("SELECT COUNT(*) AS n FROM evaluation").await, 106);
    // One is overdue, and climbs; none of the people can be written to.
    assert!(follow_up::climb(w.db(), &w.act(), &TimeZone::UTC).await.unwrap() > 0);
    assert_eq!(many("SELECT COUNT(*) AS n FROM message").await, 0);
}

async fn the_sample_is_a_whole_town_and_is_loaded_only_into_an_empty_database(w: World) {
    assert!(sample::load(w.db(), &w.act()).await.unwrap());
    assert!(!sample::load(w.db(), &w.act()).await.unwrap());
    assert!(setting::get(w.db(), setting::SAMPLE).await.unwrap().value);
    let directory = w.store.directory(TODAY).await.unwrap();
    assert_eq!(directory.entries().len(), 43);
    let town = directory.entries().iter().find(|e| e.kind == CenterKind::Town).unwrap();
    assert_eq!(
        (town.names.zh.as_str(), town.rooms.as_slice()),
        ("音德尔镇党群服务中心", &RoomKind::ALL[..])
    );
    assert_eq!(town.position.unwrap().source, PositionSource::Surveyed);
    assert!(directory.entries().iter().any(|e| e.names.zh == "东风村党群服务中心"));
    let detail = center::detail(w.db(), town.id, TODAY).await.unwrap().unwrap();
    assert_eq!(detail.amenities.len(), 12);
    let rules = async |kind| {
        let room = detail.rooms.iter().find(|r| r.kind == kind).unwrap();
        booking::rules(w.db(), room.id).await.unwrap().rules
    };
    let reading = rules(RoomKind::ReadingSpace).await;
    assert_eq!(
        (reading.mode, reading.units, reading.whole_too),
        (Mode::Seats, 32, true)
    );
    assert!(rules(RoomKind::MediationRoom).await.private);
    assert_eq!(rules(RoomKind::WarmCorner).await.mode, Mode::Closed);
    let zone = setting::get(w.db(), setting::ZONE).await.unwrap().value;
    let checks = zone.check(town.kind, &town.rooms);
    assert!(checks.iter().all(|c| c.lacks() == 0), "{checks:?}");
}
