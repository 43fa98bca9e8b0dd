//! Imports: all or nothing, and a repeat changes nothing.

use crate::{
    booking::{booked, place_of, resident, wish},
    harness::{TODAY, VILLAGE, World, center_of},
};
use model::{
    AppError, Problem,
    booking::Wish,
    hours::parse_day,
    import::{CenterRecord, Change, Row, Table, center_headings, center_row, parse_centers, parse_divisions},
};
use store::{
    amenity,
    booking::By,
    center, directory, division, hours,
    import::{self, Done, apply},
};

stories! {
    the_official_table_of_the_town_is_imported_once_and_a_repeat_changes_nothing,
    a_rehearsal_counts_and_writes_nothing,
    a_row_that_the_database_refuses_keeps_all_others_out,
    a_center_comes_with_its_hours_and_what_changed_is_changed_only,
    an_export_imported_again_changes_nothing,
    a_repeat_with_the_same_key_hears_what_the_first_has_done,
    of_two_confirmations_at_once_one_writes_and_both_hear_the_same,
    hours_in_a_table_leave_no_booking_outside_of_them,
    a_room_is_not_made_smaller_than_what_its_rules_give_away,
}

/// The official table of the town, as the sample holds it.
fn official_table() -> Table {
    let mut reader = csv::Reader::from_reader(include_str!("../../src/sample/divisions.csv").as_bytes());
    let headings = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader
        .records()
        .map(|r| r.unwrap().iter().map(str::to_owned).collect())
        .collect();
    Table { headings, rows }
}

async fn the_official_table_of_the_town_is_imported_once_and_a_repeat_changes_nothing(w: World) {
    let table = official_table();
    let parsed = parse_divisions(&table, &[]);
    assert_eq!(parsed.problems, []);
    let first = apply(w.db(), &w.act(), None, &parsed.rows, false).await.unwrap();
    assert_eq!((first.count(Done::Created), first.problems.len()), (62, 0));
    let stored = division::list(w.db()).await.unwrap();
    assert_eq!(stored.iter().filter(|d| d.position.is_some()).count(), 9);
    let (log, revision) = (w.log().await.len(), directory::revision(w.db()).await.unwrap());

    let again = parse_divisions(&table, &stored);
    assert_eq!(again.counts(), (0, 0, 62));
    let second = apply(w.db(), &w.act(), None, &again.rows, false).await.unwrap();
    assert_eq!(second.count(Done::Unchanged), 62);
    assert_eq!(division::list(w.db()).await.unwrap(), stored);
    assert_eq!(
        (w.log().await.len(), directory::revision(w.db()).await.unwrap()),
        (log, revision)
    );
}

fn row(line: u32, name: &str, monday: &str) -> Row<CenterRecord, model::center::CenterId> {
    let mut record = CenterRecord {
        fields: center_of(name),
        hours: Default::default(),
        amenities: vec![],
    };
    record.hours.0[0] = parse_day("hours", monday).unwrap();
    Row {
        line,
        change: Change::New,
        value: record,
    }
}

async fn a_rehearsal_counts_and_writes_nothing(w: World) {
    w.divisions().await;
    let rows = [row(2, "甲", "08:30-12:00"), row(3, "乙", "")];
    let outcome = apply(w.db(), &w.act(), None, &rows, true).await.unwrap();
    assert_eq!(outcome.rows, [(2, Done::Created), (3, Done::Created)]);
    assert!(center::list(w.db(), true).await.unwrap().is_empty());
}

async fn a_row_that_the_database_refuses_keeps_all_others_out(w: World) {
    w.divisions().await;
    let mut rows = [row(2, "甲", ""), row(3, "乙", "")];
    rows[1].value.fields.division = "152223100999".parse().unwrap();
    let outcome = apply(w.db(), &w.act(), None, &rows, false).await.unwrap();
    assert_eq!(
        (outcome.problems[0].line, outcome.problems[0].column.as_str()),
        (3, "division")
    );
    assert!(matches!(outcome.problems[0].problem, Problem::NoSuch { .. }));
    assert!(center::list(w.db(), true).await.unwrap().is_empty());
}

async fn a_center_comes_with_its_hours_and_what_changed_is_changed_only(w: World) {
    w.divisions().await;
    apply(
        w.db(),
        &w.act(),
        None,
        &[row(2, "甲", "08:30-12:00"), row(3, "乙", "")],
        false,
    )
    .await
    .unwrap();
    let versions = async || {
        center::list(w.db(), false)
            .await
            .unwrap()
            .iter()
            .map(|c| c.version)
            .sum::<i64>()
    };
    assert_eq!(versions().await, 2);
    let changed = [row(2, "甲", "08:30-12:00"), row(3, "乙", "09:00-11:00")];
    let outcome = apply(w.db(), &w.act(), None, &changed, false).await.unwrap();
    assert_eq!(outcome.rows, [(2, Done::Unchanged), (3, Done::Updated)]);
    assert_eq!(versions().await, 3);
    let second = center::find(w.db(), &VILLAGE.parse().unwrap(), "乙")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(hours::get(w.db(), second.id).await.unwrap().0[0].len(), 1);
    assert_eq!(second.version, 2);
}

async fn an_export_imported_again_changes_nothing(w: World) {
    store::sample::load(w.db(), &w.act()).await.unwrap();
    let stored = store::import::centers(w.db()).await.unwrap();
    let table = Table {
        headings: center_headings().into_iter().map(str::to_owned).collect(),
        rows: stored.iter().map(|(_, record)| center_row(record)).collect(),
    };
    let codes: Vec<_> = division::list(w.db())
        .await
        .unwrap()
        .into_iter()
        .map(|d| d.code)
        .collect();
    let amenities = amenity::list(w.db(), true).await.unwrap();
    let parsed = parse_centers(&table, &stored, &codes, &amenities);
    assert_eq!((parsed.problems.as_slice(), parsed.counts()), (&[][..], (0, 0, 43)));
    let outcome = apply(w.db(), &w.act(), None, &parsed.rows, false).await.unwrap();
    assert_eq!(outcome.count(Done::Unchanged), 43);
    assert_eq!(w.store.directory(TODAY).await.unwrap().entries().len(), 43);
}

async fn a_repeat_with_the_same_key_hears_what_the_first_has_done(w: World) {
    w.divisions().await;
    let rows = [row(2, "甲", ""), row(3, "乙", "")];
    assert_eq!(import::done(w.db(), "upload").await.unwrap(), None);
    // A rehearsal and a refusal take no hold of the key.
    apply(w.db(), &w.act(), Some("upload"), &rows, true).await.unwrap();
    assert_eq!(import::done(w.db(), "upload").await.unwrap(), None);
    let first = apply(w.db(), &w.act(), Some("upload"), &rows, false).await.unwrap();
    assert_eq!((first.count(Done::Created), first.repeated), (2, false));
    let second = apply(w.db(), &w.act(), Some("upload"), &rows, false).await.unwrap();
    assert!(second.repeated);
    assert_eq!(second.rows, first.rows);
    assert_eq!(import::done(w.db(), "upload").await.unwrap(), Some(second));
    // Another upload of the same table is another request.
    let other = apply(w.db(), &w.act(), Some("other"), &rows, false).await.unwrap();
    assert_eq!(other.count(Done::Unchanged), 2);
}

async fn of_two_confirmations_at_once_one_writes_and_both_hear_the_same(w: World) {
    w.divisions().await;
    let rows = [row(2, "甲", ""), row(3, "乙", "")];
    let (one, two) = (w.act(), w.act());
    let (first, second) = tokio::join!(
        apply(w.db(), &one, Some("upload"), &rows, false),
        apply(w.neighbour.db(), &two, Some("upload"), &rows, false),
    );
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!(first.rows, second.rows);
    assert_eq!(first.count(Done::Created), 2);
    assert_ne!(first.repeated, second.repeated);
    assert_eq!(center::list(w.db(), false).await.unwrap().len(), 2);
}

async fn hours_in_a_table_leave_no_booking_outside_of_them(w: World) {
    let at = place_of(&w).await;
    let me = By::Resident(resident(&w, 1).await);
    booked(&w, me, "k", at.talk, &wish(570, 630, Wish::Whole)).await;
    let stored = store::import::centers(w.db()).await.unwrap();
    let (_, record) = stored.into_iter().find(|(id, _)| *id == at.center).unwrap();
    let mut afternoons = record.clone();
    for day in &mut afternoons.hours.0 {
        day.remove(0);
    }
    let row = |value: &CenterRecord| Row {
        line: 2,
        change: Change::<model::center::CenterId>::New,
        value: value.clone(),
    };
    for rehearsal in [true, false] {
        let outcome = apply(w.db(), &w.act(), None, &[row(&afternoons)], rehearsal)
            .await
            .unwrap();
        let [problem] = outcome.problems.as_slice() else {
            panic!("{outcome:?}")
        };
        assert_eq!(problem.column, "hours_mon");
        assert_eq!(problem.problem, Problem::BookingsInWay { count: 1 });
    }
    assert_eq!(hours::get(w.db(), at.center).await.unwrap(), record.hours);
    // Nobody is in the evening's way.
    let mut without_evening = record;
    for day in &mut without_evening.hours.0 {
        day.pop();
    }
    let outcome = apply(w.db(), &w.act(), None, &[row(&without_evening)], false)
        .await
        .unwrap();
    assert_eq!((outcome.count(Done::Updated), outcome.problems.len()), (1, 0));
}

async fn a_room_is_not_made_smaller_than_what_its_rules_give_away(w: World) {
    let at = place_of(&w).await;
    let rooms = store::import::rooms(w.db()).await.unwrap();
    let (_, mut record) = rooms.into_iter().find(|(id, _)| *id == at.reading).unwrap();
    record.fields.capacity = 10;
    let refused = store::room::save(w.db(), &w.act(), at.reading, 1, &record.fields).await;
    assert_eq!(
        AppError::from(refused.unwrap_err()),
        AppError::field("capacity", Problem::MoreSeats { seats: 24 })
    );
    let row = |value| Row {
        line: 2,
        change: Change::<model::room::RoomId>::New,
        value,
    };
    let outcome = apply(w.db(), &w.act(), None, &[row(record.clone())], false)
        .await
        .unwrap();
    assert_eq!(outcome.problems[0].column, "capacity");
    record.fields.capacity = 24;
    record.fields.equipment = "投影".into();
    let outcome = apply(w.db(), &w.act(), None, &[row(record)], false).await.unwrap();
    assert_eq!(outcome.count(Done::Updated), 1);
}
