//! Opening hours: a center's week, one edit for many, exceptions.

use crate::harness::{TODAY, World};
use jiff::civil::date;
use model::{
    AppError, Problem,
    hours::{Interval, Shift, WeekHours, parse_day},
};
use store::{StoreError, center, hours};

stories! {
    a_saved_week_is_read_back_and_the_second_editor_is_told,
    all_centers_open_at_noon_with_one_edit,
    an_edit_for_many_that_overlaps_in_one_changes_none_and_names_it,
    a_holiday_is_set_for_many_centers_and_taken_back,
    an_edit_for_many_that_was_looked_over_before_somebody_saved_changes_none,
}

fn week() -> WeekHours {
    let day = parse_day("hours", "08:30-12:00, 14:00-17:30").unwrap();
    WeekHours([day.clone(), day.clone(), day.clone(), day.clone(), day, vec![], vec![]])
}

async fn a_saved_week_is_read_back_and_the_second_editor_is_told(w: World) {
    w.divisions().await;
    let id = w.center("中心").await;
    assert_eq!(hours::save(w.db(), &w.act(), id, 1, &week()).await.unwrap(), 2);
    assert_eq!(hours::get(w.db(), id).await.unwrap(), week());
    let late = hours::save(w.db(), &w.act(), id, 1, &WeekHours::default())
        .await
        .unwrap_err();
    assert!(matches!(late, StoreError::Conflict { version: 2, .. }));
    assert_eq!(hours::get(w.db(), id).await.unwrap(), week());
}

async fn all_centers_open_at_noon_with_one_edit(w: World) {
    w.divisions().await;
    let ids = [w.center("甲").await, w.center("乙").await];
    let seen = ids.map(|id| (id, None));
    hours::save(w.db(), &w.act(), ids[0], 1, &week()).await.unwrap();
    let noon = Some((720, 840));
    assert_eq!(
        hours::set_shift(w.db(), &w.act(), &seen, &[1, 5], Shift::NoonDuty, noon)
            .await
            .unwrap(),
        2
    );
    let monday = hours::get(w.db(), ids[0]).await.unwrap().0[0].clone();
    assert_eq!(
        monday[1],
        Interval {
            start: 720,
            end: 840,
            shift: Shift::NoonDuty
        }
    );
    assert_eq!(hours::get(w.db(), ids[1]).await.unwrap().0[4].len(), 1);
    assert_eq!(hours::get(w.db(), ids[1]).await.unwrap().0[1].len(), 0);
    // The same again changes nothing; taking the shift away brings back what was.
    assert_eq!(
        hours::set_shift(w.db(), &w.act(), &seen, &[1, 5], Shift::NoonDuty, noon)
            .await
            .unwrap(),
        0
    );
    assert_eq!(center::get(w.db(), ids[0]).await.unwrap().unwrap().version, 3);
    hours::set_shift(w.db(), &w.act(), &seen, &[1, 5], Shift::NoonDuty, None)
        .await
        .unwrap();
    assert_eq!(hours::get(w.db(), ids[0]).await.unwrap(), week());
}

async fn an_edit_for_many_that_overlaps_in_one_changes_none_and_names_it(w: World) {
    w.divisions().await;
    let ids = [w.center("甲").await, w.center("乙").await];
    let seen = ids.map(|id| (id, None));
    hours::save(w.db(), &w.act(), ids[1], 1, &week()).await.unwrap();
    let refused = hours::set_shift(w.db(), &w.act(), &seen, &[1], Shift::NoonDuty, Some((690, 840)))
        .await
        .unwrap_err();
    let AppError::Invalid { fields } = refused.into() else {
        panic!("not a problem of the form")
    };
    assert!(
        matches!(&fields[0].problem, Problem::Overlap { a, .. } if a.starts_with('乙')),
        "{fields:?}"
    );
    assert_eq!(hours::get(w.db(), ids[0]).await.unwrap(), WeekHours::default());
}

async fn a_holiday_is_set_for_many_centers_and_taken_back(w: World) {
    w.divisions().await;
    let ids = [w.center("甲").await, w.center("乙").await];
    let seen = ids.map(|id| (id, None));
    let (from, to) = (date(2026, 10, 1), date(2026, 10, 7));
    assert_eq!(
        hours::add_exceptions(w.db(), &w.act(), &seen, from, to, &[], "国庆节")
            .await
            .unwrap(),
        2
    );
    let duty = parse_day("hours", "09:00-11:30").unwrap();
    let one = date(2026, 10, 3);
    hours::add_exceptions(w.db(), &w.act(), &seen[..1], one, one, &duty, "值班")
        .await
        .unwrap();
    let mine = hours::exceptions(w.db(), ids[0], TODAY).await.unwrap();
    assert_eq!(mine.len(), 7);
    assert_eq!(
        (mine[2].day, &mine[2].intervals, mine[2].note.as_str()),
        (one, &duty, "值班")
    );
    assert!(
        hours::exceptions(w.db(), ids[0], date(2026, 10, 9))
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        hours::remove_exceptions(w.db(), &w.act(), &seen, from, to)
            .await
            .unwrap(),
        14
    );
    assert!(hours::exceptions(w.db(), ids[0], TODAY).await.unwrap().is_empty());
    let backwards = hours::add_exceptions(w.db(), &w.act(), &seen, to, from, &[], "")
        .await
        .unwrap_err();
    assert_eq!(
        AppError::from(backwards),
        AppError::field("to", Problem::EndBeforeStart)
    );
}

async fn an_edit_for_many_that_was_looked_over_before_somebody_saved_changes_none(w: World) {
    w.divisions().await;
    let ids = [w.center("甲").await, w.center("乙").await];
    let seen = ids.map(|id| (id, Some(1)));
    hours::save(w.db(), &w.act(), ids[1], 1, &week()).await.unwrap();
    let day = date(2026, 10, 1);
    let holiday = hours::add_exceptions(w.db(), &w.act(), &seen, day, day, &[], "国庆节").await;
    let noon = hours::set_shift(w.db(), &w.act(), &seen, &[7], Shift::NoonDuty, Some((720, 840))).await;
    let gone = hours::remove_exceptions(w.db(), &w.act(), &seen, day, day).await;
    for late in [holiday.unwrap_err(), noon.unwrap_err(), gone.unwrap_err()] {
        assert!(matches!(late, StoreError::Conflict { version: 2, .. }), "{late:?}");
    }
    assert!(hours::exceptions(w.db(), ids[0], TODAY).await.unwrap().is_empty());
    assert_eq!(hours::get(w.db(), ids[0]).await.unwrap(), WeekHours::default());
    // Looked over again, it is done.
    let seen = [(ids[0], Some(1)), (ids[1], Some(2))];
    hours::add_exceptions(w.db(), &w.act(), &seen, day, day, &[], "国庆节")
        .await
        .unwrap();
    assert_eq!(center::get(w.db(), ids[1]).await.unwrap().unwrap().version, 3);
}
