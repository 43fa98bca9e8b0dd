//! Browsers that allowed notifications, and what may go out when.

use crate::{
    harness::{NOW, World},
    notice::gateway_on,
};
use model::{
    notice::NoticeKind,
    push::Subscription,
    resident::{Resident, ResidentId},
};
use store::{
    StoreError,
    db::Query,
    message::{self, Channel, Fate, Ways},
    notice::{self, NewNotice},
    push,
    resident::{
        session::{self, NewSession},
        sign_in::{make_slip, use_slip},
    },
};

stories! {
    a_notification_goes_to_every_device_that_allowed_it_until_it_signs_out,
    at_night_only_codes_go_out,
    without_a_gateway_only_a_test_tries_it,
    deliveries_are_counted_and_tell_nothing_of_anybody,
}

async fn signed_in(w: &World, phone: &str, token: &[u8]) -> Resident {
    make_slip(w.db(), &w.act(), token, phone, false).await.unwrap();
    let device = NewSession {
        token_hash: token,
        device: "手机",
    };
    use_slip(w.db(), &w.act(), token, device).await.unwrap().unwrap()
}

fn browser(name: &str) -> Subscription {
    Subscription {
        endpoint: format!("https://push.example/{name}"),
        p256dh: "B".repeat(87),
        auth: "a".repeat(22),
    }
}

async fn tell(w: &World, resident: ResidentId, event: &str) {
    let tx = w.db().begin().await.unwrap();
    let new = NewNotice {
        resident,
        kind: NoticeKind::StaffWords,
        event,
        about: None,
        words: "明天停电",
        path: "",
        not_before: None,
        expires_at: NOW + 86_400,
    };
    assert!(notice::tell(&tx, &w.act(), new).await.unwrap());
    tx.commit().await.unwrap();
}

async fn count(w: &World, sql: &'static str) -> i64 {
    w.db().row(sql, vec![]).await.unwrap().unwrap().get("n").unwrap()
}

async fn a_notification_goes_to_every_device_that_allowed_it_until_it_signs_out(w: World) {
    let (phone, desk): (&[u8], &[u8]) = (&[1; 32], &[2; 32]);
    let me = signed_in(&w, "13800001234", phone).await;
    signed_in(&w, "13800001234", desk).await;
    for (session, name) in [(phone, "old"), (phone, "phone"), (desk, "desk"), (desk, "desk")] {
        push::subscribe(w.db(), &w.act(), me.id, session, &browser(name), "zh-Hans")
            .await
            .unwrap();
    }
    assert_eq!(
        push::of_session(w.db(), phone).await.unwrap().as_deref(),
        Some("https://push.example/phone")
    );
    // Whose they are reads where they are.
    let devices = store::resident::export(w.db(), me.id).await.unwrap().devices;
    let mut told: Vec<_> = devices
        .iter()
        .map(|d| (d.device.as_str(), d.endpoint.as_str(), d.lang.as_str()))
        .collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [
            ("手机", "https://push.example/desk", "zh-Hans"),
            ("手机", "https://push.example/phone", "zh-Hans")
        ]
    );
    // Nobody subscribes with a session that is not theirs.
    let stranger = signed_in(&w, "13900001234", &[3; 32]).await;
    let refused = push::subscribe(w.db(), &w.act(), stranger.id, phone, &browser("x"), "en").await;
    assert!(matches!(refused, Err(StoreError::NotFound)));

    tell(&w, me.id, "a").await;
    let mut to = Vec::new();
    while let Some(message) = message::claim(w.db(), NOW, Ways::ALL).await.unwrap() {
        assert_eq!(
            (message.channel, message.phone.as_str(), message.body.as_str()),
            (Channel::Push, "", "")
        );
        let (whose, notice) = notice::get(w.db(), message.notice.unwrap()).await.unwrap().unwrap();
        assert_eq!((whose, notice.words.as_str()), (me.id, "明天停电"));
        let stored = push::get(w.db(), message.subscription.unwrap()).await.unwrap().unwrap();
        assert_eq!(stored.resident, me.id);
        to.push(stored.subscription.endpoint);
    }
    assert_eq!(to, ["https://push.example/phone", "https://push.example/desk"]);

    // What still waits for a device that signs out finds nobody there.
    tell(&w, me.id, "b").await;
    session::end(w.db(), me.id, phone).await.unwrap();
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM push_subscription").await, 1);
    let gone = message::claim(w.db(), NOW, Ways::ALL).await.unwrap().unwrap();
    assert_eq!((gone.channel, gone.subscription), (Channel::Push, None));
    // Somebody else signs in on the other device and allows them: it is theirs now.
    push::subscribe(w.db(), &w.act(), stranger.id, &[3; 32], &browser("desk"), "en")
        .await
        .unwrap();
    assert_eq!(push::of_session(w.db(), desk).await.unwrap(), None);
    store::resident::erase(w.db(), &w.act(), &crate::follow_up::zone(), stranger.id)
        .await
        .unwrap();
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM push_subscription").await, 0);
}

async fn at_night_only_codes_go_out(w: World) {
    gateway_on(&w).await;
    let me = signed_in(&w, "13800001234", &[1; 32]).await;
    tell(&w, me.id, "a").await;
    let code = message::NewMessage {
        phone: "13800001234",
        kind: "code",
        body: "123456",
        expires_at: NOW + 300,
    };
    let act = w.act_at(NOW + 5);
    store::resident::sign_in::start_code(w.db(), &act, "13800001234", &[1; 32], Some(code))
        .await
        .unwrap();
    let night = Ways {
        quiet: true,
        ..Ways::ALL
    };
    let at = NOW + 10;
    // A code goes before what has waited longer.
    assert_eq!(message::claim(w.db(), at, night).await.unwrap().unwrap().kind, "code");
    assert_eq!(message::claim(w.db(), at, night).await.unwrap(), None);
    let morning = message::claim(w.db(), at, Ways::ALL).await.unwrap().unwrap();
    assert_eq!((morning.kind.as_str(), morning.phone.as_str()), ("staff_words", ""));
}

async fn without_a_gateway_only_a_test_tries_it(w: World) {
    gateway_on(&w).await;
    let me = signed_in(&w, "13800001234", &[1; 32]).await;
    tell(&w, me.id, "a").await;
    let id = message::put_test(w.db(), &w.act(), "13800001234", "试一试")
        .await
        .unwrap();
    assert_eq!(message::fate(w.db(), id).await.unwrap(), Fate::Waiting);
    let none = Ways {
        sms: false,
        tests: false,
        quiet: false,
    };
    assert_eq!(message::claim(w.db(), NOW, none).await.unwrap(), None);
    let tests = Ways { tests: true, ..none };
    let claimed = message::claim(w.db(), NOW, tests).await.unwrap().unwrap();
    assert_eq!((claimed.id, claimed.body.as_str()), (id, "试一试"));
    assert_eq!(message::claim(w.db(), NOW, tests).await.unwrap(), None);
    message::failed(w.db(), NOW, &claimed, "status 401", true)
        .await
        .unwrap();
    assert_eq!(
        message::fate(w.db(), id).await.unwrap(),
        Fate::Failed("status 401".into())
    );
    let log = w.log().await;
    assert_eq!(
        (log[0].action.as_str(), log[0].detail.as_str()),
        ("setting.test", "138****1234")
    );
}

async fn deliveries_are_counted_and_tell_nothing_of_anybody(w: World) {
    gateway_on(&w).await;
    let me = signed_in(&w, "13800001234", &[1; 32]).await;
    for event in ["a", "b", "c", "d"] {
        tell(&w, me.id, event).await;
    }
    let next = async || message::claim(w.db(), NOW, Ways::ALL).await.unwrap().unwrap();
    let (sent, failed, withdrawn) = (next().await, next().await, next().await);
    message::sent(w.db(), NOW, sent.id).await.unwrap();
    message::failed(w.db(), NOW, &failed, "status 400", true).await.unwrap();
    message::withdraw(w.db(), NOW, &withdrawn).await.unwrap();
    let told = message::deliveries(w.db(), NOW).await.unwrap();
    assert_eq!(told.tallies.len(), 1);
    let sms = &told.tallies[0];
    assert_eq!(
        (sms.channel.as_str(), sms.waiting, sms.sent, sms.failed),
        ("sms", 1, 1, 1)
    );
    assert_eq!(told.failures.len(), 1);
    let failure = &told.failures[0];
    assert_eq!((failure.error.as_str(), failure.given_up), ("status 400", true));
    assert_eq!(message::tidy(w.db(), NOW + 89 * 86_400).await.unwrap(), 0);
    assert_eq!(message::tidy(w.db(), NOW + 91 * 86_400).await.unwrap(), 3);
}
