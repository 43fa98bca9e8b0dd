//! The outbox: a message goes to one sender at a time, and comes up again where that one has died.

use crate::harness::{NOW, World};
use model::resident::CODE_SECONDS;
use store::{
    db::Query,
    message::{self, LEASE_SECONDS, MOST_TRIES, NewMessage, Ways},
    resident::sign_in::{Code, code_hash, start_code},
};

stories! {
    of_many_senders_one_gets_a_message_and_a_dead_one_does_not_keep_it,
    a_message_that_is_sent_or_too_late_says_nothing_any_more,
    a_failed_try_is_repeated_after_a_pause_and_given_up_in_the_end,
    a_code_that_may_not_be_sent_writes_no_message,
}

const PHONE: &str = "13800001234";

async fn written(w: &World, at: i64) -> Code {
    let body = NewMessage {
        phone: PHONE,
        kind: "code",
        body: "验证码 123456",
        expires_at: at + CODE_SECONDS,
    };
    let hash = code_hash(PHONE, "123456", b"salt");
    start_code(w.db(), &w.act_at(at), PHONE, &hash, Some(body))
        .await
        .unwrap()
}

async fn of_many_senders_one_gets_a_message_and_a_dead_one_does_not_keep_it(w: World) {
    written(&w, NOW).await;
    let claims = w.at_once(
        16,
        |_, db| async move { message::claim(&db, NOW, Ways::ALL).await.unwrap() },
    );
    let claimed: Vec<_> = claims.await.into_iter().flatten().collect();
    assert_eq!(claimed.len(), 1);
    assert_eq!((claimed[0].phone.as_str(), claimed[0].tries), (PHONE, 1));
    // Whoever had it was killed: it waits for the lease, then the next one gets the same message.
    assert_eq!(
        message::claim(w.db(), NOW + LEASE_SECONDS - 1, Ways::ALL)
            .await
            .unwrap(),
        None
    );
    let again = message::claim(w.neighbour.db(), NOW + LEASE_SECONDS, Ways::ALL)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((again.id, again.tries), (claimed[0].id, 2));
    // The first one was only slow: what it reports of its own try changes nothing.
    message::failed(w.db(), NOW + LEASE_SECONDS, &claimed[0], "late", true)
        .await
        .unwrap();
    message::sent(w.neighbour.db(), NOW + LEASE_SECONDS, again.id)
        .await
        .unwrap();
    assert_eq!(message::claim(w.db(), NOW + 200, Ways::ALL).await.unwrap(), None);
}

async fn a_message_that_is_sent_or_too_late_says_nothing_any_more(w: World) {
    written(&w, NOW).await;
    let first = message::claim(w.db(), NOW, Ways::ALL).await.unwrap().unwrap();
    message::sent(w.db(), NOW + 1, first.id).await.unwrap();
    written(&w, NOW + 60).await;
    assert_eq!(message::waiting(w.db(), NOW + 60).await.unwrap().len(), 1);
    let late = NOW + 60 + CODE_SECONDS;
    assert!(message::waiting(w.db(), late).await.unwrap().is_empty());
    assert_eq!(message::claim(w.db(), late, Ways::ALL).await.unwrap(), None);
    assert_eq!(message::expire(w.db(), late).await.unwrap(), 1);
    assert_eq!(message::expire(w.db(), late).await.unwrap(), 0);
    let left = w
        .db()
        .row(
            "SELECT COUNT(*) AS n FROM message WHERE phone <> '' OR body <> ''",
            vec![],
        )
        .await
        .unwrap();
    assert_eq!(left.unwrap().get::<i64>("n").unwrap(), 0);
}

async fn a_failed_try_is_repeated_after_a_pause_and_given_up_in_the_end(w: World) {
    let far = NewMessage {
        phone: PHONE,
        kind: "code",
        body: "x",
        expires_at: i64::MAX,
    };
    start_code(w.db(), &w.act(), PHONE, &[1; 32], Some(far)).await.unwrap();
    let mut at = NOW;
    for n in 1..=MOST_TRIES {
        let claimed = message::claim(w.db(), at, Ways::ALL).await.unwrap().unwrap();
        assert_eq!(claimed.tries, n);
        message::failed(w.db(), at, &claimed, "status 503", false)
            .await
            .unwrap();
        assert_eq!(
            message::claim(w.db(), at + 4, Ways::ALL).await.unwrap(),
            None,
            "at once"
        );
        at += 3600;
    }
    assert_eq!(message::claim(w.db(), at, Ways::ALL).await.unwrap(), None);
    let row = w
        .db()
        .row("SELECT phone, last_error FROM message", vec![])
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.get::<String>("phone").unwrap(), "");
    assert_eq!(row.get::<String>("last_error").unwrap(), "status 503");
}

async fn a_code_that_may_not_be_sent_writes_no_message(w: World) {
    assert_eq!(written(&w, NOW).await, Code::Send);
    assert_eq!(written(&w, NOW + 1).await, Code::Wait(59));
    assert_eq!(message::waiting(w.db(), NOW + 1).await.unwrap().len(), 1);
}
