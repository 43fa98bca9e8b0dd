//! Messages from the outbox to a gateway of our own, over real connections.

mod push;

use super::{Sender, Vapid};
use crate::http::testing::{Site, act};
use app::server::{Clock, Server};
use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Request, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use model::{notice::NoticeKind, resident::ResidentId, settings::MessageSettings};
use ring::hmac;
use serde_json::{Value, json};
use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use store::{
    Db, Store,
    message::{self, LEASE_SECONDS, Ways},
    notice::{self, NewNotice},
    resident::{
        session::NewSession,
        sign_in::{make_slip, use_slip},
    },
    setting,
};

const SECRET: &str = "a secret of at least 16 characters";
const PHONE: &str = "13800001234";

/// What the gateway was sent, and what it answers: the statuses in turn, then 200.
#[derive(Default)]
struct Gateway {
    got: Mutex<Vec<(String, Value)>>,
    answers: Mutex<Vec<u16>>,
}

impl Gateway {
    /// Listens on a port of its own; returns its address.
    async fn open(answers: &[u16]) -> (Arc<Self>, String) {
        let gateway = Arc::new(Self::default());
        gateway.answers.lock().unwrap().extend(answers.iter().rev());
        let app = Router::new().route("/sms", post(take)).with_state(Arc::clone(&gateway));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/sms", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        (gateway, url)
    }

    fn got(&self) -> Vec<(String, Value)> {
        self.got.lock().unwrap().clone()
    }
}

/// As a receiver should: the signature first, and the key to tell a repeat.
async fn take(State(gateway): State<Arc<Gateway>>, headers: HeaderMap, body: Bytes) -> Response {
    let text = |name: &str| headers.get(name).unwrap().to_str().unwrap().to_owned();
    let signature = text("doorstep-signature");
    let hex = signature.strip_prefix("v1=").unwrap();
    let tag: Vec<u8> = (0..hex.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap())
        .collect();
    let signed = [text("doorstep-timestamp").as_bytes(), b".", &body].concat();
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    if hmac::verify(&key, &signed, &tag).is_err() {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body["id"], text("idempotency-key"));
    gateway.got.lock().unwrap().push((text("idempotency-key"), body));
    let answer = gateway.answers.lock().unwrap().pop();
    // Some take a while: others have time to take the same message, if they could.
    tokio::time::sleep(Duration::from_millis(10)).await;
    let status = StatusCode::from_u16(answer.unwrap_or(200)).unwrap();
    (status, [(header::LOCATION, "/elsewhere")], Json(json!({}))).into_response()
}

struct Ticking(AtomicI64);

impl Ticking {
    fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::Relaxed);
    }
}

impl Clock for Ticking {
    fn now_millis(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The site's server with a clock that goes when it is told to.
fn ticking(site: &Site) -> (Server, Arc<Ticking>) {
    let clock = Arc::new(Ticking(AtomicI64::new(site.server.clock.now_millis())));
    let mut server = site.server.clone();
    server.clock = clock.clone();
    (server, clock)
}

fn start(server: &Server) -> Sender {
    let vapid = Vapid::read(&Vapid::make().unwrap()).unwrap();
    Sender::start(server.clone(), Arc::new(vapid))
}

async fn set(server: &Server, url: &str) {
    let settings = MessageSettings {
        gateway: true,
        url: url.to_owned(),
        sender: "家门口".into(),
        ..Default::default()
    };
    setting::save_messages(server.store.db(), &act(server), 0, &settings, Some(SECRET))
        .await
        .unwrap();
}

/// Waits until it is so, for a few seconds.
async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    for _ in 0..300 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("never: {what}");
}

async fn sent(server: &Server) -> i64 {
    let told = message::deliveries(server.store.db(), server.now()).await.unwrap();
    told.tallies.iter().map(|t| t.sent).sum()
}

async fn call(site: &Site, path: &str, body: &Value) -> (u16, String) {
    let request = Request::post(format!("/api/resident/{path}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    let answer = site.send(request).await;
    (answer.status, answer.body)
}

async fn resident(server: &Server) -> ResidentId {
    let token: &'static [u8] = &[9; 32];
    let db = server.store.db();
    make_slip(db, &act(server), token, PHONE, false).await.unwrap();
    let device = NewSession {
        token_hash: token,
        device: "手机",
    };
    use_slip(db, &act(server), token, device).await.unwrap().unwrap().id
}

async fn tell(server: &Server, resident: ResidentId, event: &str) {
    let tx = server.store.db().begin().await.unwrap();
    let new = NewNotice {
        resident,
        kind: NoticeKind::StaffWords,
        event,
        about: None,
        words: "明天停电",
        path: "/me/bookings",
        not_before: None,
        expires_at: server.now() + 7 * 86_400,
    };
    assert!(notice::tell(&tx, &act(server), new).await.unwrap());
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_code_goes_out_at_once_signed_and_again_where_it_was_not_taken() {
    let site = Site::sample().await;
    let (server, clock) = ticking(&site);
    let (gateway, url) = Gateway::open(&[503, 429]).await;
    set(&server, &url).await;
    let sender = start(&server);
    let (status, body) = call(&site, "send_code", &json!({ "phone": PHONE })).await;
    assert_eq!(status, 200, "{body}");
    // Nobody sees it here.
    assert_eq!(site.get("/dev/messages").await.status, 404);
    until("the third try", async || {
        // A second passes at every look; the pauses are of five and ten.
        clock.pass(1);
        server.outbox.notify_one();
        gateway.got().len() == 3
    })
    .await;
    until("it is sent", async || sent(&server).await == 1).await;
    let got = gateway.got();
    assert_eq!(got.len(), 3);
    assert!(got.iter().all(|(key, _)| *key == got[0].0), "one key for all tries");
    let body = &got[2].1;
    assert_eq!(
        (&body["to"], &body["kind"], &body["sender"]),
        (&json!(PHONE), &json!("code"), &json!("家门口"))
    );
    assert_eq!(body["attempt"], 3);
    let text = body["text"].as_str().unwrap();
    let code: String = text.chars().filter(char::is_ascii_digit).take(6).collect();
    let (status, _) = call(&site, "confirm_code", &json!({ "phone": PHONE, "code": code })).await;
    assert_eq!(status, 200);
    sender.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_senders_deliver_each_message_once() {
    let site = Site::sample().await;
    let (gateway, url) = Gateway::open(&[]).await;
    set(&site.server, &url).await;
    for _ in 0..30 {
        message::put_test(site.server.store.db(), &act(&site.server), PHONE, "试一试")
            .await
            .unwrap();
    }
    // A process of its own: its own connections to the same database.
    let place = site.server.data.join("test.db");
    let mut second = site.server.clone();
    second.store = Store::new(Db::connect(&place.to_string_lossy(), 2).await.unwrap());
    second.outbox = Arc::default();
    let senders = [start(&site.server), start(&second)];
    until("all are sent", async || sent(&site.server).await == 30).await;
    for sender in senders {
        sender.stop().await;
    }
    let got = gateway.got();
    let keys: HashSet<_> = got.iter().map(|(key, _)| key.clone()).collect();
    assert_eq!((got.len(), keys.len()), (30, 30));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_a_killed_sender_had_is_sent_under_the_same_key() {
    let site = Site::sample().await;
    let (server, clock) = ticking(&site);
    let (gateway, url) = Gateway::open(&[]).await;
    set(&server, &url).await;
    let me = resident(&server).await;
    tell(&server, me, "a").await;
    // It took the message and died: nobody knows whether the gateway has got it.
    let taken = message::claim(server.store.db(), server.now(), Ways::ALL)
        .await
        .unwrap()
        .unwrap();
    let sender = start(&server);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(gateway.got().is_empty(), "its lease still runs");
    clock.pass(LEASE_SECONDS);
    server.outbox.notify_one();
    until("it is sent", async || sent(&server).await == 1).await;
    sender.stop().await;
    let got = gateway.got();
    assert_eq!((got.len(), got[0].0.as_str()), (1, taken.id.to_string().as_str()));
    assert_eq!(
        got[0].1["text"],
        "工作人员说：明天停电 https://door.example/me/bookings"
    );
    assert_eq!(got[0].1["kind"], "staff_words");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_refused_is_given_up_and_no_redirect_is_followed() {
    let site = Site::sample().await;
    let (gateway, url) = Gateway::open(&[400, 302]).await;
    set(&site.server, &url).await;
    let db = site.server.store.db();
    let sender = start(&site.server);
    for (n, why) in [(1, "status 400"), (2, "status 302")] {
        let id = message::put_test(db, &act(&site.server), PHONE, "试一试")
            .await
            .unwrap();
        site.server.outbox.notify_one();
        let failed = message::Fate::Failed(why.to_owned());
        until(why, async || message::fate(db, id).await.unwrap() == failed).await;
        assert_eq!(gateway.got().len(), n);
    }
    sender.stop().await;
    let told = message::deliveries(db, site.server.now()).await.unwrap();
    let ends: Vec<_> = told.failures.iter().map(|f| (f.error.as_str(), f.given_up)).collect();
    assert_eq!(ends, [("status 302", false), ("status 400", true)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn at_night_notices_wait_for_the_morning_and_the_erased_are_sent_nothing() {
    let site = Site::sample().await;
    let (server, clock) = ticking(&site);
    let (gateway, url) = Gateway::open(&[]).await;
    set(&server, &url).await;
    let me = resident(&server).await;
    // 23:00
    clock.pass(13 * 3600);
    tell(&server, me, "a").await;
    let sender = start(&server);
    let id = message::put_test(server.store.db(), &act(&server), PHONE, "试一试")
        .await
        .unwrap();
    server.outbox.notify_one();
    until("the test goes out", async || {
        message::fate(server.store.db(), id).await.unwrap() == message::Fate::Sent
    })
    .await;
    assert_eq!(gateway.got().len(), 1);
    // 08:00
    clock.pass(9 * 3600);
    server.outbox.notify_one();
    until("the notice goes out", async || sent(&server).await == 2).await;
    tell(&server, me, "b").await;
    store::resident::erase(server.store.db(), &act(&server), &server.zone, me)
        .await
        .unwrap();
    server.outbox.notify_one();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(gateway.got().len(), 2);
    sender.stop().await;
}
