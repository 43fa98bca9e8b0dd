//! Settings: typed, versioned, logged.

use crate::harness::World;
use model::{AppError, settings::Branding};
use store::setting;

stories! {
    a_setting_has_a_default_until_it_is_saved,
    two_who_save_a_setting_for_the_first_time_do_not_overwrite_each_other,
}

async fn a_setting_has_a_default_until_it_is_saved(w: World) {
    let before = setting::get(w.db(), setting::BRANDING).await.unwrap();
    assert_eq!((before.value.clone(), before.version), (Branding::default(), 0));
    let pine = Branding {
        accent: "pine".into(),
        ..before.value
    };
    assert_eq!(
        setting::save(w.db(), &w.act(), setting::BRANDING, 0, &pine)
            .await
            .unwrap(),
        1
    );
    let after = setting::get(w.db(), setting::BRANDING).await.unwrap();
    assert_eq!(
        (after.value, after.version, after.updated_by.as_str()),
        (pine, 1, "王芳")
    );
    assert_eq!(w.log().await[0].detail, "accent: vermilion → pine");
}

async fn two_who_save_a_setting_for_the_first_time_do_not_overwrite_each_other(w: World) {
    setting::save(w.db(), &w.act(), setting::SAMPLE, 0, &true)
        .await
        .unwrap();
    let late = setting::save(w.db(), &w.act(), setting::SAMPLE, 0, &false)
        .await
        .unwrap_err();
    assert!(matches!(AppError::from(late), AppError::Conflict { version: 1, .. }));
    assert!(setting::get(w.db(), setting::SAMPLE).await.unwrap().value);
}
