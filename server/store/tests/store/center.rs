//! Centers: created once, never overwritten unknowingly.

use crate::harness::{NOW, TODAY, World, center_of, one_has_won};
use model::{
    AppError, FieldError, Problem,
    center::{Position, PositionSource},
    geo::LngLat,
};
use store::center;

stories! {
    a_center_is_found_as_it_was_written,
    of_fifty_who_save_one_version_one_wins_and_all_others_are_told_by_whom,
    fifty_repeats_of_one_request_create_one_center,
    a_name_is_given_once_in_a_division_until_its_center_is_retired,
    a_center_needs_a_division_that_exists,
    moving_a_center_changes_nothing_else,
}

async fn a_center_is_found_as_it_was_written(w: World) {
    w.divisions().await;
    let mut fields = center_of("</textarea><script>alert(1)</script>");
    fields.introduction.zh = "第一段\n第二段".into();
    let id = center::create(w.db(), &w.act(), "k", &fields).await.unwrap();
    let detail = center::detail(w.db(), id, TODAY).await.unwrap().unwrap();
    assert_eq!(detail.center.names, fields.names);
    assert_eq!(detail.center.introduction, fields.introduction);
    assert_eq!((detail.center.version, detail.center.updated_at), (1, NOW));
    assert_eq!(detail.division_path, ["音德尔镇", "东风村"]);
    assert!(
        center::get(w.db(), model::center::CenterId::from_i64(0))
            .await
            .unwrap()
            .is_none()
    );
}

async fn of_fifty_who_save_one_version_one_wins_and_all_others_are_told_by_whom(w: World) {
    w.divisions().await;
    let id = w.center("东风村党群服务中心").await;
    let saved = w.at_once(50, |i, db| {
        let act = w.act();
        async move { center::save(&db, &act, id, 1, &center_of(&format!("中心{i}"))).await }
    });
    one_has_won(saved.await);
    assert_eq!(w.log().await.iter().filter(|e| e.action == "center.save").count(), 1);
}

async fn fifty_repeats_of_one_request_create_one_center(w: World) {
    w.divisions().await;
    let created = w.at_once(50, |_, db| {
        let act = w.act();
        async move { center::create(&db, &act, "same", &center_of("东风村党群服务中心")).await }
    });
    let answers = created.await.into_iter().map(Result::unwrap);
    assert_eq!(answers.collect::<std::collections::BTreeSet<_>>().len(), 1);
    assert_eq!(center::list(w.db(), true).await.unwrap().len(), 1);
    assert_eq!(w.log().await.iter().filter(|e| e.action == "center.create").count(), 1);
}

async fn a_name_is_given_once_in_a_division_until_its_center_is_retired(w: World) {
    w.divisions().await;
    let first = w.center("中心").await;
    let taken = center::create(w.db(), &w.act(), "again", &center_of("中心"))
        .await
        .unwrap_err();
    assert_eq!(AppError::from(taken), AppError::field("name", Problem::Taken));
    assert_eq!(center::retire(w.db(), &w.act(), first, 1).await.unwrap(), 2);
    let second = center::create(w.db(), &w.act(), "again", &center_of("中心"))
        .await
        .unwrap();
    let restored = center::restore(w.db(), &w.act(), first, 2).await.unwrap_err();
    assert_eq!(restored.field_error(), Some(FieldError::new("name", Problem::Taken)));
    assert_eq!(
        center::list(w.db(), false)
            .await
            .unwrap()
            .iter()
            .map(|c| c.id)
            .collect::<Vec<_>>(),
        [second]
    );
}

async fn a_center_needs_a_division_that_exists(w: World) {
    w.divisions().await;
    let mut fields = center_of("中心");
    fields.division = "152223100999".parse().unwrap();
    let refused = center::create(w.db(), &w.act(), "k", &fields).await.unwrap_err();
    let what = "152223100999".to_owned();
    assert_eq!(
        AppError::from(refused),
        AppError::field("division", Problem::NoSuch { what })
    );
    assert!(center::list(w.db(), true).await.unwrap().is_empty());
    // The refused request has not used up its key.
    assert!(center::create(w.db(), &w.act(), "k", &center_of("中心")).await.is_ok());
}

async fn moving_a_center_changes_nothing_else(w: World) {
    w.divisions().await;
    let id = w.center("中心").await;
    let before = center::get(w.db(), id).await.unwrap().unwrap();
    let position = Some(Position {
        at: LngLat {
            lng: 122.93,
            lat: 46.73,
        },
        source: PositionSource::Schematic,
    });
    center::move_to(w.db(), &w.act_at(NOW + 9), id, 1, position)
        .await
        .unwrap();
    let after = center::get(w.db(), id).await.unwrap().unwrap();
    assert_eq!(
        after,
        model::center::Center {
            position,
            version: 2,
            updated_at: NOW + 9,
            ..before
        }
    );
    assert!(w.log().await[0].detail.contains("122.93"));
}
