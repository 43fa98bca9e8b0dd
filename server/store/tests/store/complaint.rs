//! Complaints: taken once, sealed, followed like bad ratings, and tried codes are counted.

use crate::{
    follow_up::{step, zone},
    harness::{NOW, World},
};
use model::{
    AppError, Problem,
    center::CenterId,
    complaint::{Channel, ComplaintId, Number},
    follow_up::{Origin, State, Step},
};
use store::{
    StoreError,
    complaint::{self, NewComplaint, TRIES, TRIES_SECONDS},
    db::Query,
    follow_up,
};

stories! {
    a_complaint_is_taken_once_and_followed,
    one_that_was_given_two_numbers_is_found_by_either_and_called_by_its_receipts,
    the_center_hears_what_is_released_and_an_order_needs_a_center,
    wrong_codes_are_counted_before_they_are_judged,
}

fn new(w: &World, n: u64) -> NewComplaint<'static> {
    NewComplaint {
        id: w.act().id(),
        number: Number::new(n),
        center: None,
        sealed: b"sealed",
        callable: false,
        channel: Channel::Page,
        same: "same",
    }
}

async fn taken(w: &World, n: u64) -> ComplaintId {
    complaint::create(w.db(), &w.act(), &n.to_string(), &new(w, n))
        .await
        .unwrap()
}

async fn a_complaint_is_taken_once_and_followed(w: World) {
    let first = taken(&w, 1).await;
    // The same request again is the first one's, also from another process; another under its key is not taken.
    let again = complaint::create(w.neighbour.db(), &w.act(), "1", &new(&w, 2)).await;
    assert_eq!(again.unwrap(), first);
    let other = NewComplaint {
        same: "other",
        ..new(&w, 3)
    };
    let error = complaint::create(w.db(), &w.act(), "1", &other).await.unwrap_err();
    assert_eq!(AppError::from(error), AppError::field("key", Problem::AlreadySent));
    let stored = complaint::find(w.db(), Number::new(1)).await.unwrap().unwrap();
    assert_eq!(
        (stored.id, stored.sealed.as_slice(), stored.released.as_str()),
        (first, &b"sealed"[..], "")
    );
    let followed = follow_up::of_origin(w.db(), Origin::Complaint(first))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((followed.state, followed.center), (State::Unreachable, None));
    assert_eq!(
        followed.number, stored.number,
        "one number for who complained and who looks into it"
    );
    let callable = NewComplaint {
        callable: true,
        ..new(&w, 4)
    };
    let id = complaint::create(w.db(), &w.act(), "4", &callable).await.unwrap();
    let followed = follow_up::of_origin(w.db(), Origin::Complaint(id))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(followed.state, State::CallBack);
    let nowhere = NewComplaint {
        center: Some(CenterId::from_i64(99)),
        ..new(&w, 5)
    };
    let error = complaint::create(w.db(), &w.act(), "5", &nowhere).await.unwrap_err();
    assert!(matches!(error, StoreError::Refused(e) if e.field == "center"));
}

async fn one_that_was_given_two_numbers_is_found_by_either_and_called_by_its_receipts(w: World) {
    let id = taken(&w, 1).await;
    let older = Number::new(77);
    let tx = w.db().begin().await.unwrap();
    let sql = "UPDATE follow_up SET number = $1 WHERE complaint_id = $2";
    tx.run(sql, store::args![older.to_string(), id]).await.unwrap();
    tx.commit().await.unwrap();
    for number in [Number::new(1), older] {
        let found = follow_up::get(w.db(), number).await.unwrap().unwrap();
        assert_eq!((found.origin, found.number), (Origin::Complaint(id), Number::new(1)));
    }
    let open = follow_up::open_ones(w.db(), &zone()).await.unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].0.number, Number::new(1));
    assert!(follow_up::get(w.db(), Number::new(2)).await.unwrap().is_none());
}

async fn the_center_hears_what_is_released_and_an_order_needs_a_center(w: World) {
    w.divisions().await;
    let (center, staff) = (w.center("中心").await, w.administrator("lead").await);
    let id = taken(&w, 1).await;
    let one = async || {
        follow_up::of_origin(w.db(), Origin::Complaint(id))
            .await
            .unwrap()
            .unwrap()
    };
    let take = async |what| {
        let now = one().await;
        let mut step = step(what, staff);
        step.words.clear();
        step.sealed = Some(vec![7; 3]);
        follow_up::take(w.db(), &w.act(), &zone(), &now, now.version, &step).await
    };
    let release = async |version, center, sealed: &[u8]| {
        complaint::release(w.db(), &w.act(), id, version, center, sealed.to_vec(), &zone()).await
    };
    take(Step::Verify).await.unwrap();
    assert!(matches!(take(Step::Order).await, Err(StoreError::Refused(e)) if e.field == "center"));
    // A complaint is not set aside: it is unfounded, or it is not.
    assert!(matches!(take(Step::SetAside).await, Err(StoreError::Refused(e)) if e.problem == Problem::NotNow));
    let elsewhere = w.center("别处").await;
    assert_eq!(release(1, elsewhere, b"wrong").await.unwrap(), 2);
    let second = release(1, center, b"other").await;
    assert!(matches!(second, Err(StoreError::Conflict { version: 2, .. })));
    assert_eq!(release(2, center, b"words").await.unwrap(), 3);
    assert_eq!(one().await.center, Some(center));
    take(Step::Order).await.unwrap();
    assert_eq!(one().await.state, State::Rectifying);
    // Each release is a step that stays; nothing of what was said lies in the database for who has no key.
    let events = follow_up::events(w.db(), one().await.id, &zone()).await.unwrap();
    let released: Vec<_> = events.iter().filter(|e| e.step == Step::Release).collect();
    assert_eq!(
        released.iter().map(|e| e.sealed.as_deref()).collect::<Vec<_>>(),
        [Some(&b"wrong"[..]), Some(b"words")]
    );
    assert!(events.iter().all(|e| e.words.is_empty()));
    let plain = follow_up::take(
        w.db(),
        &w.act(),
        &zone(),
        &one().await,
        one().await.version,
        &step(Step::Done, staff),
    )
    .await;
    assert!(plain.is_err(), "the database itself refuses words that are not sealed");
    // What was ordered stays with its center, also for whoever holds the connection; more can still be said.
    let moved = release(3, elsewhere, b"moved").await;
    assert!(matches!(moved, Err(StoreError::Refused(e)) if e.field == "center" && e.problem == Problem::NotNow));
    for sql in [
        "UPDATE complaint SET center_id = NULL",
        "UPDATE follow_up SET center_id = NULL",
    ] {
        let tx = w.db().begin().await.unwrap();
        assert!(tx.run(sql, vec![]).await.is_err(), "{sql}");
    }
    assert_eq!(release(3, center, b"more").await.unwrap(), 4);
    take(Step::Done).await.unwrap();
    take(Step::Pass).await.unwrap();
    let late = release(4, center, b"late").await;
    assert!(matches!(late, Err(StoreError::Refused(e)) if e.field == "released" && e.problem == Problem::NotNow));
}

async fn wrong_codes_are_counted_before_they_are_judged(w: World) {
    let id = taken(&w, 1).await;
    let tries = w.at_once(
        20,
        |_, db| async move { complaint::count_try(&db, id, NOW).await.unwrap() },
    );
    let may = tries.await.into_iter().filter(Result::is_ok).count();
    assert_eq!(i64::try_from(may).unwrap(), TRIES);
    assert_eq!(
        complaint::count_try(w.db(), id, NOW + 60).await.unwrap(),
        Err(TRIES_SECONDS - 60)
    );
    assert_eq!(
        complaint::count_try(w.db(), id, NOW + TRIES_SECONDS).await.unwrap(),
        Ok(())
    );
    complaint::forget_tries(w.db(), id).await.unwrap();
    let sql = "SELECT tries AS n FROM complaint";
    assert_eq!(
        w.db().row(sql, vec![]).await.unwrap().unwrap().get::<i64>("n").unwrap(),
        0
    );
}
