//! The division tree: codes once, nothing removed that something refers to.

use crate::harness::{TOWN, VILLAGE, World, division_of};
use model::{AppError, Problem};
use store::division;

stories! {
    a_division_code_is_given_once,
    a_division_in_use_is_not_removed_and_one_that_nothing_refers_to_is,
    a_renamed_division_is_in_the_log_with_both_names,
    a_parent_has_to_exist,
}

async fn a_division_code_is_given_once(w: World) {
    w.divisions().await;
    let again = division::create(w.db(), &w.act(), "x", &division_of(TOWN, "", "别的镇", "town"))
        .await
        .unwrap_err();
    assert_eq!(AppError::from(again), AppError::field("code", Problem::Taken));
    assert_eq!(division::list(w.db()).await.unwrap().len(), 2);
}

async fn a_division_in_use_is_not_removed_and_one_that_nothing_refers_to_is(w: World) {
    w.divisions().await;
    let center = w.center("中心").await;
    store::center::retire(w.db(), &w.act(), center, 1).await.unwrap();
    for (code, by) in [(TOWN, "东风村"), (VILLAGE, "中心")] {
        let refused = division::delete(w.db(), &w.act(), &code.parse().unwrap())
            .await
            .unwrap_err();
        assert_eq!(
            AppError::from(refused),
            AppError::field("code", Problem::InUse { by: by.into() })
        );
    }
    let new = division_of("152223100203", TOWN, "一心村", "village");
    division::create(w.db(), &w.act(), "y", &new).await.unwrap();
    division::delete(w.db(), &w.act(), &new.code).await.unwrap();
    assert_eq!(division::get(w.db(), &new.code).await.unwrap(), None);
}

async fn a_renamed_division_is_in_the_log_with_both_names(w: World) {
    w.divisions().await;
    let mut village = division::get(w.db(), &VILLAGE.parse().unwrap()).await.unwrap().unwrap();
    village.names.zh = "东风新村".into();
    assert_eq!(division::save(w.db(), &w.act(), &village).await.unwrap(), 2);
    let entry = w.log().await.remove(0);
    assert_eq!(
        (entry.action.as_str(), entry.detail.as_str()),
        ("division.save", "names.zh: 东风村 → 东风新村")
    );
    let conflict = division::save(w.db(), &w.act(), &village).await.unwrap_err();
    assert!(matches!(
        AppError::from(conflict),
        AppError::Conflict { version: 2, .. }
    ));
}

async fn a_parent_has_to_exist(w: World) {
    let orphan = division_of(VILLAGE, TOWN, "东风村", "village");
    let refused = division::create(w.db(), &w.act(), "x", &orphan).await.unwrap_err();
    assert_eq!(
        AppError::from(refused),
        AppError::field("parent_code", Problem::NoSuch { what: TOWN.into() })
    );
}
