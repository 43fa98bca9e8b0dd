//! Notifications to a browser's maker of our own, over real connections.

use super::{Ticking, resident, tell, ticking, until};
use crate::{
    http::testing::{Site, act},
    message::{Sender, Vapid, client::Client, push},
};
use app::{lang::Lang, server::Server};
use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    routing::post,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http_body_util::BodyExt as _;
use model::{
    notice::{Notice, NoticeKind, Tally},
    push::Subscription,
    resident::ResidentId,
};
use ring::{
    agreement::{ECDH_P256, EphemeralPrivateKey},
    rand::SystemRandom,
};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use store::{
    message, push as subscriptions,
    resident::{
        session::NewSession,
        sign_in::{make_slip, use_slip},
    },
};

/// The maker of the browsers: what it was sent for each of them, and what it answers, the statuses in turn, then 201.
#[derive(Default)]
struct Maker {
    got: Mutex<Vec<(String, HeaderMap, Bytes)>>,
    answers: Mutex<HashMap<String, Vec<u16>>>,
}

impl Maker {
    /// Listens on a port of its own; returns where its browsers are.
    async fn open() -> (Arc<Self>, String) {
        let maker = Arc::new(Self::default());
        let app = Router::new()
            .route("/send/{browser}", post(take))
            .with_state(Arc::clone(&maker));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/send", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        (maker, url)
    }

    fn answers(&self, browser: &str, statuses: &[u16]) {
        let statuses = statuses.iter().rev().copied().collect();
        self.answers.lock().unwrap().insert(browser.to_owned(), statuses);
    }

    /// How often it was sent something for that browser.
    fn tries(&self, browser: &str) -> usize {
        let got = self.got.lock().unwrap();
        got.iter().filter(|(name, ..)| name == browser).count()
    }
}

async fn take(
    State(maker): State<Arc<Maker>>,
    Path(browser): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    maker.got.lock().unwrap().push((browser.clone(), headers, body));
    let mut answers = maker.answers.lock().unwrap();
    let status = answers.get_mut(&browser).and_then(Vec::pop).unwrap_or(201);
    StatusCode::from_u16(status).unwrap()
}

/// A browser of that name on a device of its own, whose session has that token; its key reads what it is sent.
async fn browser(server: &Server, who: ResidentId, maker: &str, name: &str, token: &[u8]) -> EphemeralPrivateKey {
    let private = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).unwrap();
    let subscription = Subscription {
        endpoint: format!("{maker}/{name}"),
        p256dh: URL_SAFE_NO_PAD.encode(private.compute_public_key().unwrap().as_ref()),
        auth: URL_SAFE_NO_PAD.encode([5; 16]),
    };
    subscriptions::subscribe(server.store.db(), &act(server), who, token, &subscription, "zh-Hans")
        .await
        .unwrap();
    private
}

/// Another device of the same person.
async fn device(server: &Server, token: &'static [u8]) {
    let db = server.store.db();
    make_slip(db, &act(server), token, super::PHONE, false).await.unwrap();
    let device = NewSession {
        token_hash: token,
        device: "电脑",
    };
    use_slip(db, &act(server), token, device).await.unwrap().unwrap();
}

/// A sender that goes to this computer, too.
fn start(server: &Server) -> Sender {
    let vapid = Vapid::read(&Vapid::make().unwrap()).unwrap();
    Sender::with(server.clone(), Arc::new(vapid), Client::on_loopback())
}

/// Lets the pauses pass until it is so.
async fn in_time(server: &Server, clock: &Ticking, what: &str, is_so: impl AsyncFn() -> bool) {
    until(what, async || {
        clock.pass(1);
        server.outbox.notify_one();
        is_so().await
    })
    .await;
}

/// How many messages were brought, and how many wait.
async fn tally(server: &Server) -> (i64, i64) {
    let told = message::deliveries(server.store.db(), server.now()).await.unwrap();
    let sum = |of: fn(&Tally) -> i64| told.tallies.iter().map(of).sum();
    (sum(|t| t.sent), sum(|t| t.waiting))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_notification_arrives_and_is_tried_again_where_the_maker_is_in_trouble() {
    let site = Site::sample().await;
    let (server, clock) = ticking(&site);
    let (maker, url) = Maker::open().await;
    let me = resident(&server).await;
    let private = browser(&server, me, &url, "phone", &[9; 32]).await;
    let public = private.compute_public_key().unwrap().as_ref().to_vec();
    maker.answers("phone", &[503, 429, 500]);
    tell(&server, me, "a").await;
    let sender = start(&server);
    in_time(&server, &clock, "the fourth try", async || maker.tries("phone") == 4).await;
    until("it is noted", async || tally(&server).await == (1, 0)).await;
    sender.stop().await;
    assert!(
        subscriptions::of_session(server.store.db(), &[9; 32])
            .await
            .unwrap()
            .is_some()
    );
    let (_, headers, body) = maker.got.lock().unwrap()[0].clone();
    let text = |name: &str| headers[name].to_str().unwrap();
    assert_eq!((text("content-encoding"), text("urgency")), ("aes128gcm", "normal"));
    assert!(text("authorization").starts_with("vapid t="));
    assert!(text("ttl").parse::<i64>().unwrap() > 0);
    let plain = push::open(private, &public, &[5; 16], &body).unwrap();
    let told: Value = serde_json::from_slice(&plain).unwrap();
    assert_eq!(
        (&told["body"], &told["url"]),
        (&json!("工作人员说：明天停电"), &json!("/me/bookings"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_browser_that_is_gone_is_forgotten_and_the_others_are_not() {
    let site = Site::sample().await;
    let (server, clock) = ticking(&site);
    let (maker, url) = Maker::open().await;
    let me = resident(&server).await;
    let gone: [(&str, &'static [u8], u16); 2] = [("old", &[1; 32], 404), ("older", &[2; 32], 410)];
    // All of them before any allows notifications: each further slip is told of.
    for token in [&[1; 32], &[2; 32], &[3; 32]] {
        device(&server, token).await;
    }
    browser(&server, me, &url, "phone", &[9; 32]).await;
    for (name, token, status) in gone {
        browser(&server, me, &url, name, token).await;
        maker.answers(name, &[status]);
    }
    // One that the maker refuses for another reason is no more tried with this, and stays.
    browser(&server, me, &url, "strict", &[3; 32]).await;
    maker.answers("strict", &[400]);
    tell(&server, me, "a").await;
    let sender = start(&server);
    in_time(&server, &clock, "all were tried", async || {
        ["phone", "old", "older", "strict"]
            .iter()
            .all(|name| maker.tries(name) == 1)
    })
    .await;
    until("all is noted", async || tally(&server).await == (1, 0)).await;
    let of = async |token: &[u8]| subscriptions::of_session(server.store.db(), token).await.unwrap();
    assert!(of(&[1; 32]).await.is_none() && of(&[2; 32]).await.is_none());
    assert!(of(&[9; 32]).await.is_some() && of(&[3; 32]).await.is_some());
    // What comes next goes to those that are still there, and to nobody twice.
    tell(&server, me, "b").await;
    in_time(&server, &clock, "the next one", async || tally(&server).await == (3, 0)).await;
    sender.stop().await;
    let tries = ["phone", "strict", "old", "older"].map(|name| maker.tries(name));
    assert_eq!(tries, [2, 2, 1, 1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_notification_is_read_by_its_browser_alone() {
    let site = Site::sample().await;
    let vapid = Vapid::read(&Vapid::make().unwrap()).unwrap();
    let private = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).unwrap();
    let public = private.compute_public_key().unwrap().as_ref().to_vec();
    let browser = Subscription {
        endpoint: "https://push.example/send/abc".into(),
        p256dh: URL_SAFE_NO_PAD.encode(&public),
        auth: URL_SAFE_NO_PAD.encode([5; 16]),
    };
    let notice = Notice {
        id: model::id::Id::from_i64(7),
        kind: NoticeKind::WaitlistOffer,
        subject: None,
        words: "很".repeat(2000),
        path: "/waitlist/1".into(),
        at: 0,
        expires_at: 0,
        read: false,
    };
    let body = push::payload(Lang::ZhHans, &notice);
    assert!(body.len() <= 3000, "makers take 4096 bytes with everything");
    let request = push::request(&site.server, &vapid, &browser, &body, i64::MAX).unwrap();
    let (parts, body) = request.into_parts();
    assert_eq!(parts.uri, "https://push.example/send/abc");
    let text = |name: &str| parts.headers[name].to_str().unwrap();
    assert_eq!((text("content-encoding"), text("ttl")), ("aes128gcm", "2419200"));
    assert!(text("authorization").starts_with("vapid t=") && text("authorization").contains(", k=B"));
    let sealed = body.collect().await.unwrap().to_bytes();
    let plain = push::open(private, &public, &[5; 16], &sealed).unwrap();
    let told: Value = serde_json::from_slice(&plain).unwrap();
    assert_eq!(
        told,
        json!({ "title": "等的位置空出来了", "body": "", "url": "/waitlist/1", "tag": "0000000000007", "lang": "zh-Hans" })
    );
}
