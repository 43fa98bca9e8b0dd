//! News of rooms between two processes on one database.

use crate::{
    booking::{ask, booked, done, place_of, resident, wish},
    harness::World,
};
use model::{booking::Wish, room::RoomId};
use std::time::Duration;
use store::{
    booking::{self, By, Placed},
    db::Query,
    live::{News, follow},
};
use tokio::{sync::broadcast::Receiver, time::timeout};

stories! {
    whoever_watches_hears_what_another_process_has_committed,
    what_was_not_committed_is_no_news,
    news_goes_on_after_the_connection_was_lost,
}

/// What is promised to somebody who looks at a calendar.
const PROMISED: Duration = Duration::from_secs(2);

/// The counter of a room once it is said to be more than `than`; whoever may have missed something looks.
async fn hears(w: &World, news: &mut Receiver<News>, room: RoomId, than: i64) -> i64 {
    let heard = timeout(PROMISED, async {
        loop {
            match news.recv().await.unwrap() {
                News::Room(of, changes) if of == room && changes > than => return changes,
                News::Anything => {
                    let now = booking::changes_of(w.neighbour.db(), &[room]).await.unwrap();
                    if now[&room] > than {
                        return now[&room];
                    }
                }
                News::Room(..) => {}
            }
        }
    });
    heard.await.expect("within two seconds")
}

async fn counter(w: &World, room: RoomId) -> i64 {
    let of = booking::changes_of(w.db(), &[room]).await.unwrap();
    assert_eq!(booking::changes(w.db(), &[room]).await.unwrap(), of[&room]);
    of[&room]
}

/// The second process listens until it is told to stop.
async fn listening(w: &World) -> tokio::task::JoinHandle<()> {
    let neighbour = w.neighbour.clone();
    let task = tokio::spawn(async move { follow(neighbour.db()).await });
    let mut first = w.neighbour.db().hub().watch();
    // That it begins is news as well.
    timeout(PROMISED, first.recv()).await.expect("it begins").unwrap();
    task
}

async fn whoever_watches_hears_what_another_process_has_committed(w: World) {
    let at = place_of(&w).await;
    let me = By::Resident(resident(&w, 1).await);
    let mut far = w.neighbour.db().hub().watch();
    let mut near = w.db().hub().watch();
    let task = listening(&w).await;
    let before = counter(&w, at.talk).await;
    let mine = booked(&w, me, "k", at.talk, &wish(540, 600, Wish::Whole)).await;
    // In the same process it is heard at once.
    assert_eq!(near.try_recv(), Ok(News::Room(at.talk, before + 1)));
    assert_eq!(hears(&w, &mut far, at.talk, before).await, before + 1);
    done(booking::cancel(w.db(), &w.act(), me, mine.id, "").await.unwrap());
    assert_eq!(hears(&w, &mut far, at.talk, before + 1).await, before + 2);
    // Hours of the center are news of all its rooms.
    let week = store::hours::get(w.db(), at.center).await.unwrap();
    let center = store::center::get(w.db(), at.center).await.unwrap().unwrap();
    let reading = counter(&w, at.reading).await;
    store::hours::save(w.db(), &w.act(), at.center, center.version, &week)
        .await
        .unwrap();
    hears(&w, &mut far, at.talk, before + 2).await;
    assert!(counter(&w, at.reading).await > reading);
    task.abort();
}

async fn what_was_not_committed_is_no_news(w: World) {
    let at = place_of(&w).await;
    let me = By::Resident(resident(&w, 1).await);
    let mut near = w.db().hub().watch();
    booked(&w, me, "k", at.talk, &wish(540, 600, Wish::Whole)).await;
    assert!(matches!(near.try_recv(), Ok(News::Room(..))));
    let taken = ask(w.db(), &w.act(), me, "l", at.talk, &wish(540, 600, Wish::Whole))
        .await
        .unwrap();
    assert_eq!(taken, Placed::Taken);
    let late = ask(w.db(), &w.act(), me, "m", at.talk, &wish(0, 60, Wish::Whole))
        .await
        .unwrap();
    assert!(matches!(late, Placed::Refused(_)));
    assert!(near.try_recv().is_err());
}

async fn news_goes_on_after_the_connection_was_lost(w: World) {
    let at = place_of(&w).await;
    let me = By::Resident(resident(&w, 1).await);
    let mut far = w.neighbour.db().hub().watch();
    let task = listening(&w).await;
    if !w.db().is_sqlite() {
        let sql = "SELECT CAST(pg_terminate_backend(pid) AS BOOLEAN) AS gone FROM pg_stat_activity
                   WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid()";
        assert_eq!(
            w.db().rows(sql, vec![]).await.unwrap().len(),
            1,
            "one connection listens"
        );
    }
    let before = counter(&w, at.talk).await;
    booked(&w, me, "k", at.talk, &wish(540, 600, Wish::Whole)).await;
    assert_eq!(hears(&w, &mut far, at.talk, before).await, before + 1);
    booked(&w, me, "l", at.talk, &wish(660, 720, Wish::Whole)).await;
    assert_eq!(hears(&w, &mut far, at.talk, before + 1).await, before + 2);
    task.abort();
}
