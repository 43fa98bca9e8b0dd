//! Notices: what residents are told of their bookings, once each, and how it is forgotten.

use crate::{
    booking::{TOMORROW, booked, done, place_of, placed, resident, wanted, wish},
    harness::{NOW, World},
};
use model::{
    booking::{Wish, slot_start},
    notice::{Notice, NoticeKind},
    resident::ResidentId,
    settings::MessageSettings,
};
use store::{
    booking::{self, By, Decision},
    db::Query,
    notice::{self, NewNotice, Read},
    setting,
};

stories! {
    a_resident_is_told_what_others_do_to_their_bookings_and_not_what_they_do,
    the_same_thing_is_told_once_however_many_tell_it,
    what_is_told_later_is_seen_later_and_read_once,
    an_erased_resident_is_told_nothing_any_more,
}

/// What somebody was told of their bookings; that they are asked how it was is told in `evaluation`.
async fn told(w: &World, who: ResidentId) -> Vec<(NoticeKind, String)> {
    let list = notice::of_resident(w.db(), who, None, NOW + 86_400 * 9).await.unwrap();
    let list = list.into_iter().filter(|n| n.kind != NoticeKind::EvaluationAsked);
    list.map(|n| (n.kind, n.words)).collect()
}

async fn count(w: &World, sql: &'static str) -> i64 {
    w.db().row(sql, vec![]).await.unwrap().unwrap().get("n").unwrap()
}

pub(crate) async fn gateway_on(w: &World) {
    let settings = MessageSettings {
        gateway: true,
        url: "https://sms.example/send".into(),
        ..Default::default()
    };
    setting::save(w.db(), &w.act(), setting::MESSAGES, 0, &settings)
        .await
        .unwrap();
}

fn new(resident: ResidentId, event: &str) -> NewNotice<'_> {
    NewNotice {
        resident,
        kind: NoticeKind::StaffWords,
        event,
        about: None,
        words: "请带身份证",
        path: "/me/bookings",
        not_before: None,
        expires_at: NOW + 3600,
    }
}

async fn a_resident_is_told_what_others_do_to_their_bookings_and_not_what_they_do(w: World) {
    use NoticeKind::{
        BookingCancelled, BookingChanged, BookingConfirmed, BookingPending, BookingRejected, BookingReleased,
    };
    let at = place_of(&w).await;
    let (me, you) = (resident(&w, 1).await, resident(&w, 2).await);
    let by = By::Resident(me);
    let words = |list: Vec<(NoticeKind, String)>| list.into_iter().map(|(kind, _)| kind).collect::<Vec<_>>();

    let mine = booked(&w, by, "k", at.mediation, &wish(570, 630, Wish::Whole)).await;
    // The same request again tells nothing again.
    booked(&w, by, "k", at.mediation, &wish(570, 630, Wish::Whole)).await;
    done(
        booking::decide(w.db(), &w.act(), mine.id, Decision::Approve, "")
            .await
            .unwrap(),
    );
    done(
        booking::decide(w.db(), &w.act(), mine.id, Decision::Approve, "")
            .await
            .unwrap(),
    );
    let later = wish(660, 720, Wish::Whole);
    let moved = booking::reschedule(w.db(), &w.act(), By::Staff, mine.id, &wanted(at.mediation, &later)).await;
    placed(moved.unwrap());
    done(
        booking::cancel(w.db(), &w.act(), By::Staff, mine.id, "停电")
            .await
            .unwrap(),
    );
    assert_eq!(
        words(told(&w, me).await),
        [BookingCancelled, BookingChanged, BookingConfirmed, BookingPending]
    );
    assert_eq!(told(&w, me).await[0].1, "停电");
    let list = notice::of_resident(w.db(), me, None, NOW).await.unwrap();
    let times: Vec<_> = list.iter().map(|n| n.subject.as_ref().unwrap().start).collect();
    assert_eq!(times, [660, 660, 570, 570], "each says what was so when it was told");
    let first = &list[3];
    let subject = first.subject.as_ref().unwrap();
    assert_eq!((subject.center.zh.as_str(), subject.day), ("中心", TOMORROW));
    assert_eq!(first.leads_to(), Some(format!("/bookings/{}", mine.number)));

    // What a resident does alone, they know.
    let own = booked(&w, by, "l", at.talk, &wish(570, 630, Wish::Whole)).await;
    let moved = booking::reschedule(w.db(), &w.act(), by, own.id, &wanted(at.talk, &later)).await;
    placed(moved.unwrap());
    done(booking::cancel(w.db(), &w.act(), by, own.id, "").await.unwrap());
    assert_eq!(told(&w, me).await.len(), 5);

    // Rejected by staff, in time or not, and released.
    let asked = booked(&w, By::Resident(you), "m", at.mediation, &wish(570, 630, Wish::Whole)).await;
    done(
        booking::decide(w.db(), &w.act(), asked.id, Decision::Reject, "调解员不在")
            .await
            .unwrap(),
    );
    booked(&w, By::Resident(you), "n", at.mediation, &wish(570, 630, Wish::Whole)).await;
    let late = booked(&w, By::Resident(you), "o", at.reading, &wish(570, 630, Wish::Seats(1))).await;
    let evening = w.act_at(slot_start(late.end_slot) + 3600);
    booking::release_no_shows(w.db(), &evening).await.unwrap();
    booking::finish_past(w.db(), &evening).await.unwrap();
    let kinds = words(told(&w, you).await);
    assert_eq!(kinds.len(), 6, "{kinds:?}");
    assert_eq!(kinds.iter().filter(|k| **k == BookingRejected).count(), 2);
    assert_eq!(kinds.iter().filter(|k| **k == BookingReleased).count(), 1);
    // Without a gateway and a browser that asked for it nothing waits to be sent.
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM message").await, 0);
}

async fn the_same_thing_is_told_once_however_many_tell_it(w: World) {
    gateway_on(&w).await;
    let me = resident(&w, 1).await;
    let told_by = w.at_once(16, |_, db| {
        let act = w.act();
        async move {
            let tx = db.begin().await.unwrap();
            let told = notice::tell(&tx, &act, new(me, "fire drill")).await.unwrap();
            tx.commit().await.unwrap();
            told
        }
    });
    assert_eq!(told_by.await.into_iter().filter(|told| *told).count(), 1);
    assert_eq!(told(&w, me).await, [(NoticeKind::StaffWords, "请带身份证".to_owned())]);
    assert_eq!(
        count(
            &w,
            "SELECT COUNT(*) AS n FROM message WHERE channel = 'sms' AND NOT urgent"
        )
        .await,
        1
    );
    // One that was not committed was not told.
    let tx = w.db().begin().await.unwrap();
    assert!(notice::tell(&tx, &w.act(), new(me, "another")).await.unwrap());
    tx.rollback().await.unwrap();
    assert_eq!(told(&w, me).await.len(), 1);
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM message").await, 1);
}

async fn what_is_told_later_is_seen_later_and_read_once(w: World) {
    let (me, you) = (resident(&w, 1).await, resident(&w, 2).await);
    let tx = w.db().begin().await.unwrap();
    for (event, not_before) in [("a", None), ("b", None), ("c", Some(NOW + 60))] {
        let new = NewNotice {
            not_before,
            ..new(me, event)
        };
        assert!(notice::tell(&tx, &w.act(), new).await.unwrap());
    }
    tx.commit().await.unwrap();
    let seen = async |at| -> Vec<Notice> { notice::of_resident(w.db(), me, None, at).await.unwrap() };
    assert_eq!(seen(NOW).await.len(), 2);
    assert_eq!(notice::unread(w.db(), me, NOW).await.unwrap(), 2);
    assert_eq!(notice::unread(w.db(), me, NOW + 60).await.unwrap(), 3);
    let list = seen(NOW).await;
    let (newer, older) = (list[0].id, list[1].id);
    assert_eq!(
        notice::of_resident(w.db(), me, Some(newer), NOW).await.unwrap()[0].id,
        older
    );
    // Nobody reads another's.
    assert_eq!(notice::mark_read(w.db(), NOW, you, Read::UpTo(newer)).await.unwrap(), 0);
    assert_eq!(notice::mark_read(w.db(), NOW, me, Read::One(older)).await.unwrap(), 1);
    assert_eq!(notice::unread(w.db(), me, NOW).await.unwrap(), 1);
    assert_eq!(notice::mark_read(w.db(), NOW, me, Read::UpTo(newer)).await.unwrap(), 1);
    assert_eq!(notice::mark_read(w.db(), NOW, me, Read::UpTo(newer)).await.unwrap(), 0);
    assert_eq!(notice::unread(w.db(), me, NOW + 60).await.unwrap(), 1);
    assert_eq!(
        notice::get(w.db(), older)
            .await
            .unwrap()
            .map(|(whose, n)| (whose, n.read)),
        Some((me, true))
    );
}

async fn an_erased_resident_is_told_nothing_any_more(w: World) {
    let at = place_of(&w).await;
    gateway_on(&w).await;
    let me = resident(&w, 1).await;
    let mine = booked(&w, By::Resident(me), "k", at.talk, &wish(570, 630, Wish::Whole)).await;
    done(
        booking::cancel(w.db(), &w.act(), By::Staff, mine.id, "王小明请改天")
            .await
            .unwrap(),
    );
    assert_eq!(
        count(&w, "SELECT COUNT(*) AS n FROM message WHERE failed_at IS NULL").await,
        3,
        "booked, cancelled, asked how it was"
    );
    let kept = store::resident::export(w.db(), me).await.unwrap();
    assert_eq!(kept.notices.len(), 3);
    store::resident::erase(w.db(), &w.act(), &crate::follow_up::zone(), me)
        .await
        .unwrap();
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM notice").await, 0);
    assert_eq!(
        count(&w, "SELECT COUNT(*) AS n FROM message WHERE failed_at IS NULL").await,
        0
    );
    assert_eq!(
        count(&w, "SELECT COUNT(*) AS n FROM message WHERE notice_id IS NOT NULL").await,
        0
    );
    let tx = w.db().begin().await.unwrap();
    assert!(!notice::tell(&tx, &w.act(), new(me, "too late")).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM notice").await, 0);
}
