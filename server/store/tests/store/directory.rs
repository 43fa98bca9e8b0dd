//! The directory in memory: current in every process, cheap when nothing changed.

use crate::harness::{NOW, TODAY, World, room_of};
use jiff::civil::date;
use model::{room::RoomKind, settings::MapSettings};
use std::sync::Arc;
use store::{center, hours, room, setting};

stories! {
    a_change_is_seen_at_once_in_another_process,
    nothing_is_built_again_while_nothing_changed,
    the_map_is_read_again_only_when_it_was_saved,
    an_entry_carries_rooms_and_exceptions_and_is_found_by_pinyin,
}

async fn a_change_is_seen_at_once_in_another_process(w: World) {
    w.divisions().await;
    assert!(w.neighbour.directory(TODAY).await.unwrap().entries().is_empty());
    let id = w.center("东风村党群服务中心").await;
    assert_eq!(w.neighbour.directory(TODAY).await.unwrap().entries()[0].id, id);
    center::retire(w.db(), &w.act(), id, 1).await.unwrap();
    assert!(w.neighbour.directory(TODAY).await.unwrap().entries().is_empty());
}

async fn nothing_is_built_again_while_nothing_changed(w: World) {
    w.divisions().await;
    let first = w.store.directory(TODAY).await.unwrap();
    store::audit::record(w.db(), &w.act_at(NOW + 1), "center.export", "", "", true)
        .await
        .unwrap();
    assert!(Arc::ptr_eq(&first, &w.store.directory(TODAY).await.unwrap()));
    let tomorrow = TODAY.tomorrow().unwrap();
    assert!(!Arc::ptr_eq(&first, &w.store.directory(tomorrow).await.unwrap()));
}

async fn the_map_is_read_again_only_when_it_was_saved(w: World) {
    let first = w.store.map().await.unwrap();
    assert!(Arc::ptr_eq(&first, &w.store.map().await.unwrap()));
    let outlined = MapSettings {
        outlines: r#"{"type":"FeatureCollection","features":[]}"#.into(),
        ..first.value.clone()
    };
    setting::save(w.neighbour.db(), &w.act(), setting::MAP, 0, &outlined)
        .await
        .unwrap();
    let second = w.store.map().await.unwrap();
    assert_eq!((second.version, &second.value), (1, &outlined));
}

async fn an_entry_carries_rooms_and_exceptions_and_is_found_by_pinyin(w: World) {
    w.divisions().await;
    let id = w.center("东风村党群服务中心").await;
    for (key, name, kind) in [
        ("1", "广场", "culture_square"),
        ("2", "阅览一", "reading_space"),
        ("3", "阅览二", "reading_space"),
    ] {
        room::create(w.db(), &w.act(), key, id, &room_of(name, kind))
            .await
            .unwrap();
    }
    let day = date(2026, 10, 1);
    hours::add_exceptions(w.db(), &w.act(), &[(id, None)], day, day, &[], "国庆节")
        .await
        .unwrap();
    let directory = w.store.directory(TODAY).await.unwrap();
    let entry = &directory.entries()[0];
    assert_eq!(entry.rooms, [RoomKind::ReadingSpace, RoomKind::CultureSquare]);
    assert_eq!(entry.exceptions[0].day, day);
    assert!(model::directory::matches(&entry.search, "dfc"), "{}", entry.search);
    assert_eq!(entry.division_name, "东风村");
}
