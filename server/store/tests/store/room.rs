//! Rooms, their closures and photos; amenities of a center.

use crate::harness::{NOW, TODAY, World, room_of};
use jiff::civil::date;
use model::{
    AppError, Problem,
    amenity::AmenityFields,
    center::{Photo, PhotoId},
    text::Names,
};
use store::{StoreError, act, amenity, center, photo, room};

stories! {
    a_room_is_closed_for_a_week_and_opened_again,
    a_room_saved_by_two_is_saved_by_one,
    photos_keep_their_order_and_a_repeated_upload_is_one_photo,
    of_two_who_describe_a_photo_the_second_is_told,
    of_two_who_save_an_amenity_the_second_is_told,
    the_key_of_another_request_is_no_success_and_old_keys_are_forgotten,
    a_center_offers_what_was_ticked_and_nothing_that_does_not_exist,
}

async fn a_room_is_closed_for_a_week_and_opened_again(w: World) {
    w.divisions().await;
    let id = w.center("中心").await;
    let reading = room::create(w.db(), &w.act(), "r", id, &room_of("阅享空间", "reading_space"))
        .await
        .unwrap();
    let (from, to) = (date(2026, 9, 21), date(2026, 9, 27));
    let closure = room::close(w.db(), &w.act(), "c", reading, from, to, "粉刷")
        .await
        .unwrap();
    assert_eq!(
        room::close(w.db(), &w.act(), "c", reading, from, to, "粉刷")
            .await
            .unwrap(),
        closure
    );
    let rooms = room::list(w.db(), id, TODAY, false).await.unwrap();
    assert_eq!(rooms[0].closures.len(), 1);
    assert_eq!((rooms[0].closures[0].from, rooms[0].closures[0].to), (from, to));
    assert!(
        room::list(w.db(), id, date(2026, 9, 29), false).await.unwrap()[0]
            .closures
            .is_empty()
    );
    let backwards = room::close(w.db(), &w.act(), "d", reading, to, from, "")
        .await
        .unwrap_err();
    assert_eq!(
        AppError::from(backwards),
        AppError::field("to", Problem::EndBeforeStart)
    );
    assert_eq!(room::of_closure(w.db(), closure).await.unwrap().unwrap().center, id);
    assert_eq!(room::reopen(w.db(), &w.act(), closure).await.unwrap(), reading);
    assert!(
        room::get(w.db(), reading, TODAY)
            .await
            .unwrap()
            .unwrap()
            .closures
            .is_empty()
    );
}

async fn a_room_saved_by_two_is_saved_by_one(w: World) {
    w.divisions().await;
    let id = w.center("中心").await;
    let room = room::create(w.db(), &w.act(), "r", id, &room_of("说事室", "talk_room"))
        .await
        .unwrap();
    assert_eq!(
        room::save(w.db(), &w.act(), room, 1, &room_of("群众说事室", "talk_room"))
            .await
            .unwrap(),
        2
    );
    let late = room::save(w.db(), &w.act(), room, 1, &room_of("议事室", "talk_room"))
        .await
        .unwrap_err();
    assert!(matches!(AppError::from(late), AppError::Conflict { version: 2, .. }));
    let twin = room::create(w.db(), &w.act(), "s", id, &room_of("群众说事室", "talk_room"))
        .await
        .unwrap_err();
    assert_eq!(AppError::from(twin), AppError::field("name", Problem::Taken));
    room::retire(w.db(), &w.act(), room, 2).await.unwrap();
    assert!(room::list(w.db(), id, TODAY, false).await.unwrap().is_empty());
    assert_eq!(room::list(w.db(), id, TODAY, true).await.unwrap().len(), 1);
}

async fn photos_keep_their_order_and_a_repeated_upload_is_one_photo(w: World) {
    w.divisions().await;
    let id = w.center("中心").await;
    let owner = photo::Owner::Center(id);
    let new = |n: i64| Photo {
        id: PhotoId::from_i64(n),
        url: format!("/uploads/{n}.webp"),
        thumbnail_url: format!("/uploads/{n}-small.webp"),
        width: 1600,
        height: 900,
        alt: "大厅".into(),
    };
    for n in [1, 2, 3, 2] {
        photo::add(w.db(), &w.act(), owner, &new(n)).await.unwrap();
    }
    assert_eq!(photo::list(w.db(), owner).await.unwrap(), [new(1), new(2), new(3)]);
    photo::reorder(w.db(), &w.act(), owner, &[PhotoId::from_i64(3)])
        .await
        .unwrap();
    photo::describe(w.db(), &w.act(), PhotoId::from_i64(3), 1, "大门")
        .await
        .unwrap();
    assert_eq!(
        photo::remove(w.db(), &w.act(), PhotoId::from_i64(1)).await.unwrap(),
        new(1)
    );
    let left = center::detail(w.db(), id, TODAY).await.unwrap().unwrap().photos;
    assert_eq!(
        left.iter().map(|p| (p.id.as_i64(), p.alt.as_str())).collect::<Vec<_>>(),
        [(3, "大门"), (2, "大厅")]
    );
    // The same form with another picture is another request; one whose photo was removed stays done.
    let other = Photo {
        url: "/uploads/other.webp".into(),
        ..new(2)
    };
    let refused = photo::add(w.db(), &w.act(), owner, &other).await.unwrap_err();
    assert_eq!(AppError::from(refused), AppError::field("key", Problem::AlreadySent));
    photo::add(w.db(), &w.act(), owner, &new(1)).await.unwrap();
    assert_eq!(photo::list(w.db(), owner).await.unwrap().len(), 2);
}

async fn of_two_who_describe_a_photo_the_second_is_told(w: World) {
    w.divisions().await;
    let owner = photo::Owner::Center(w.center("中心").await);
    let id = PhotoId::from_i64(7);
    let picture = Photo {
        id,
        url: "/uploads/7.webp".into(),
        thumbnail_url: "/uploads/7-small.webp".into(),
        width: 16,
        height: 9,
        alt: "大厅".into(),
    };
    photo::add(w.db(), &w.act(), owner, &picture).await.unwrap();
    let version = photo::list_for_editing(w.db(), owner).await.unwrap()[0].1;
    assert_eq!(
        photo::describe(w.db(), &w.act(), id, version, "大门").await.unwrap(),
        version + 1
    );
    let late = photo::describe(w.db(), &w.act(), id, version, "后院")
        .await
        .unwrap_err();
    assert!(matches!(late, StoreError::Conflict { version: now, ref by, .. } if now == version + 1 && by == "王芳"));
    assert_eq!(photo::list(w.db(), owner).await.unwrap()[0].alt, "大门");
}

async fn of_two_who_save_an_amenity_the_second_is_told(w: World) {
    let fields = |name: &str| AmenityFields {
        code: "wifi".into(),
        names: Names::new(name, ""),
        icon: String::new(),
        rank: 1,
    };
    let id = amenity::create(w.db(), &w.act(), "a", &fields("无线网")).await.unwrap();
    let version = amenity::version(w.db(), id).await.unwrap();
    amenity::save(w.db(), &w.act(), id, version, &fields("无线网络"), false)
        .await
        .unwrap();
    let late = amenity::save(w.db(), &w.act(), id, version, &fields("上网"), true)
        .await
        .unwrap_err();
    assert!(matches!(late, StoreError::Conflict { version: now, .. } if now == version + 1));
    assert_eq!(amenity::list(w.db(), false).await.unwrap()[0].names.zh, "无线网络");
}

async fn a_center_offers_what_was_ticked_and_nothing_that_does_not_exist(w: World) {
    w.divisions().await;
    let id = w.center("中心").await;
    let fields = |code: &str, rank| AmenityFields {
        code: code.into(),
        names: Names::new(code, ""),
        icon: String::new(),
        rank,
    };
    let wifi = amenity::create(w.db(), &w.act(), "a", &fields("wifi", 2))
        .await
        .unwrap();
    let water = amenity::create(w.db(), &w.act(), "b", &fields("water", 1))
        .await
        .unwrap();
    assert_eq!(
        amenity::set_for(w.db(), &w.act(), id, 1, &[wifi, water, wifi])
            .await
            .unwrap(),
        2
    );
    let offered = amenity::of_center(w.db(), id).await.unwrap();
    assert_eq!(offered.iter().map(|a| a.id).collect::<Vec<_>>(), [water, wifi]);
    let ghost = amenity::set_for(w.db(), &w.act(), id, 2, &[model::id::Id::from_i64(0)])
        .await
        .unwrap_err();
    assert_eq!(ghost.field_error().unwrap().field, "amenities");
    assert_eq!(amenity::of_center(w.db(), id).await.unwrap().len(), 2);
    amenity::save(w.db(), &w.act(), water, 1, &fields("water", 1), true)
        .await
        .unwrap();
    assert_eq!(amenity::list(w.db(), false).await.unwrap().len(), 1);
    let twin = amenity::create(w.db(), &w.act(), "c", &fields("wifi", 9))
        .await
        .unwrap_err();
    assert_eq!(AppError::from(twin), AppError::field("code", Problem::Taken));
}

async fn the_key_of_another_request_is_no_success_and_old_keys_are_forgotten(w: World) {
    w.divisions().await;
    let id = w.center("中心").await;
    let (reading, talk) = (room_of("阅享空间", "reading_space"), room_of("说事室", "talk_room"));
    let first = room::create(w.db(), &w.act(), "k", id, &reading).await.unwrap();
    assert_eq!(room::create(w.db(), &w.act(), "k", id, &reading).await.unwrap(), first);
    let other = room::create(w.db(), &w.act(), "k", id, &talk).await.unwrap_err();
    assert_eq!(AppError::from(other), AppError::field("key", Problem::AlreadySent));
    assert_eq!(room::list(w.db(), id, TODAY, false).await.unwrap().len(), 1);
    // Keys are kept for 30 days.
    const DAY: i64 = 24 * 3600;
    assert_eq!(act::forget_keys(w.db(), NOW + 30 * DAY).await.unwrap(), 0);
    assert!(act::forget_keys(w.db(), NOW + 31 * DAY).await.unwrap() > 0);
    let anew = room::create(w.db(), &w.act(), "k", id, &talk).await.unwrap();
    assert_ne!(anew, first);
}
