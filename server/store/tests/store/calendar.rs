//! Secret addresses of calendars, and what is behind them.

use crate::{
    booking::{TOMORROW, booked, done, place_of, resident, wish},
    harness::World,
};
use model::booking::{State, Wish};
use store::{
    booking::{self, By},
    calendar::{self, LinkId, Owner},
};

stories! {
    one_address_opens_a_calendar_until_the_next_one_is_made,
    whoever_is_forgotten_has_no_calendar,
    a_calendar_has_what_was_cancelled_and_says_when,
}

async fn one_address_opens_a_calendar_until_the_next_one_is_made(w: World) {
    let at = place_of(&w).await;
    let (me, you) = (resident(&w, 1).await, resident(&w, 2).await);
    let staff = w.administrator("li").await;
    let owners = [
        Owner::Resident(me),
        Owner::Resident(you),
        Owner::Staff(staff, at.center),
    ];
    for (i, owner) in (1_u8..).zip(owners) {
        assert_eq!(calendar::of(w.db(), owner).await.unwrap(), None);
        let first: LinkId = w.act().id();
        let made = calendar::renew(w.db(), &w.act(), owner, first, &[i; 32]).await.unwrap();
        assert_eq!(calendar::of(w.db(), owner).await.unwrap(), Some(made));
        assert_eq!(calendar::by_token(w.db(), &[i; 32]).await.unwrap(), Some(made));
        let second: LinkId = w.act().id();
        calendar::renew(w.db(), &w.act(), owner, second, &[i + 10; 32])
            .await
            .unwrap();
        assert_eq!(calendar::by_token(w.db(), &[i; 32]).await.unwrap(), None);
        let now = calendar::by_token(w.db(), &[i + 10; 32]).await.unwrap().unwrap();
        assert_eq!((now.id, now.owner), (second, owner));
    }
    calendar::end(w.db(), &w.act(), owners[2]).await.unwrap();
    calendar::end(w.db(), &w.act(), owners[2]).await.unwrap();
    assert_eq!(calendar::by_token(w.db(), &[13; 32]).await.unwrap(), None);
    assert!(calendar::by_token(w.db(), &[11; 32]).await.unwrap().is_some());
    // What staff do is in the log, once each; what residents do is not.
    let log = w.log().await;
    let actions: Vec<&str> = log
        .iter()
        .map(|e| e.action.as_str())
        .filter(|a| a.starts_with("calendar"))
        .collect();
    assert_eq!(actions, ["calendar.remove", "calendar.create", "calendar.create"]);
    // Two at once: one of them holds.
    let (a, b) = (w.act(), w.act());
    let (a, b) = tokio::join!(
        calendar::renew(w.db(), &a, owners[0], a.id(), &[31; 32]),
        calendar::renew(w.neighbour.db(), &b, owners[0], b.id(), &[32; 32]),
    );
    let now = calendar::of(w.db(), owners[0]).await.unwrap().unwrap();
    assert!(now == a.unwrap() || now == b.unwrap());
}

async fn whoever_is_forgotten_has_no_calendar(w: World) {
    let me = resident(&w, 1).await;
    calendar::renew(w.db(), &w.act(), Owner::Resident(me), w.act().id(), &[1; 32])
        .await
        .unwrap();
    store::resident::erase(w.db(), &w.act(), &crate::follow_up::zone(), me)
        .await
        .unwrap();
    assert_eq!(calendar::by_token(w.db(), &[1; 32]).await.unwrap(), None);
}

async fn a_calendar_has_what_was_cancelled_and_says_when(w: World) {
    let at = place_of(&w).await;
    let (me, you) = (resident(&w, 1).await, resident(&w, 2).await);
    let mine = booked(&w, By::Resident(me), "k", at.reading, &wish(540, 600, Wish::Seats(1))).await;
    let yours = booked(&w, By::Resident(you), "k", at.talk, &wish(600, 660, Wish::Whole)).await;
    let later = w.act_at(crate::harness::NOW + 60);
    done(
        booking::cancel(w.db(), &later, By::Resident(me), mine.id, "")
            .await
            .unwrap(),
    );
    let own = calendar::of_resident(w.db(), me, TOMORROW).await.unwrap();
    assert_eq!(own.len(), 1);
    assert_eq!((own[0].booking.state, own[0].updated_at), (State::Cancelled, later.at));
    assert_eq!(own[0].booking.version, mine.version + 1);
    let all = calendar::of_center(w.db(), at.center, TOMORROW).await.unwrap();
    let keys: Vec<_> = all.iter().map(|i| i.booking.id).collect();
    assert_eq!(keys, [mine.id, yours.id]);
    let one = calendar::of_number(w.db(), yours.number).await.unwrap().unwrap();
    assert_eq!(one.booking, yours);
    assert!(
        calendar::of_center(w.db(), at.center, TOMORROW.tomorrow().unwrap())
            .await
            .unwrap()
            .is_empty()
    );
}
