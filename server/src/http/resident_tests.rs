//! A resident's way in and out, over HTTP and without scripts: code, slip, name, devices, data, being forgotten.

use super::testing::{Answer, Log, Site};
use axum::{
    body::Body,
    http::{Request, header},
};

const PHONE: &str = "13800001234";

async fn post(site: &Site, path: &str, cookie: &str, body: &str) -> Answer {
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "text/html")
        .header(header::COOKIE, cookie)
        .header(
            header::USER_AGENT,
            "Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36",
        )
        .body(Body::from(body.to_owned()))
        .unwrap();
    site.send(request).await
}

async fn code(site: &Site) -> String {
    let sent = post(
        site,
        "/api/resident/send_code",
        "",
        &format!("phone={PHONE}&show=1&from=/sign-in"),
    )
    .await;
    assert_eq!(sent.status, 200);
    assert!(
        sent.body.contains("138****1234") && sent.body.contains("one-time-code"),
        "{}",
        sent.body
    );
    let page = site.get("/dev/messages").await;
    assert_eq!(
        (page.status, page.header("cache-control").as_str()),
        (200, "private, no-store")
    );
    let at = page.body.find("验证码 ").unwrap() + "验证码 ".len();
    page.body[at..at + 6].to_owned()
}

/// As a script asks.
async fn ask_code(site: &Site, phone: &str) -> Answer {
    let request = Request::post("/api/resident/send_code")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(format!("{{\"phone\":\"{phone}\"}}")))
        .unwrap();
    site.send(request).await
}

async fn signed_in(site: &Site) -> String {
    let body = format!(
        "phone={PHONE}&code={}&from=/sign-in&then=/me/name?then=/me",
        code(site).await
    );
    let answer = post(site, "/api/resident/confirm_code", "", &body).await;
    assert_eq!(
        (answer.status, answer.header("location").as_str()),
        (303, "/me/name?then=/me")
    );
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.contains("; Secure") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    cookie.split(';').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_code_that_is_none_is_said_to_be_six_digits_and_costs_no_try() {
    let site = Site::sample().await;
    let right = code(&site).await;
    for typed in ["12345", "1234567", "12345a"] {
        let body = format!("phone={PHONE}&code={typed}&from=/sign-in");
        let refused = post(&site, "/api/resident/confirm_code", "", &body).await;
        assert_eq!(refused.status, 422, "{typed}");
        assert!(refused.body.contains("要填 6 位数字"), "{}", refused.body);
    }
    let body = format!("phone={PHONE}&code={right}&from=/sign-in&then=/me/name");
    let done = post(&site, "/api/resident/confirm_code", "", &body).await;
    assert_eq!(done.status, 303, "{}", done.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_code_signs_in_the_name_is_asked_once_and_everything_is_forgotten_when_asked() {
    let site = Site::sample().await;
    let cookie = signed_in(&site).await;
    let with = [("cookie", cookie.as_str())];
    assert_eq!(site.get_with("/me/name?then=/centers", &with).await.status, 200);
    let named = post(
        &site,
        "/api/resident/rename",
        &cookie,
        "name=%E7%8E%8B%E5%B0%8F%E6%98%8E&then=/centers",
    )
    .await;
    assert_eq!(named.status, 303);
    let browser = [with[0], ("accept", "text/html")];
    let again = site.get_with("/me/name?then=/centers", &browser).await;
    assert_eq!((again.status, again.header("location").as_str()), (302, "/centers"));
    let me = site.get_with("/me", &with).await;
    assert!(
        me.body.contains("王小明") && me.body.contains("Chrome, Android") && !me.body.contains(PHONE),
        "{}",
        me.body
    );
    assert_eq!(me.header("cache-control"), "private, no-store");
    let data = site.get_with("/me/data.json", &with).await;
    assert!(data.status == 200 && data.body.contains(PHONE));
    let gone = post(&site, "/api/resident/erase", &cookie, "then=/sign-in?erased=1").await;
    assert_eq!(gone.status, 303);
    assert_eq!(site.get_with("/me", &with).await.status, 401);
    assert_eq!(site.get_with("/me/data.json", &with).await.status, 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_wrong_code_says_what_is_left_and_keeps_the_phone() {
    let site = Site::sample().await;
    let right = code(&site).await;
    let wrong = if right == "000000" { "000001" } else { "000000" };
    let body = format!("phone={PHONE}&code={wrong}&from=/sign-in");
    for left in (1..5).rev() {
        let answer = post(&site, "/api/resident/confirm_code", "", &body).await;
        assert_eq!(answer.status, 422);
        assert!(
            answer.body.contains(&format!("还可以试 {left} 次")) && answer.body.contains(PHONE),
            "{}",
            answer.body
        );
    }
    for code in [wrong, &right] {
        let body = format!("phone={PHONE}&code={code}&from=/sign-in");
        let answer = post(&site, "/api/resident/confirm_code", "", &body).await;
        assert!(answer.body.contains("请再要一个"), "{}", answer.body);
        assert_eq!(answer.header("set-cookie"), "");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_slip_is_only_looked_at_until_its_button_is_pressed_and_works_once() {
    let site = Site::sample().await;
    let slip = "ab".repeat(32);
    let hash = app::server::token_hash(&slip);
    let act = super::testing::act(&site.server);
    store::resident::sign_in::make_slip(site.server.store.db(), &act, &hash, PHONE, false)
        .await
        .unwrap();
    for _ in 0..2 {
        assert_eq!(site.get(&format!("/slip/{slip}")).await.status, 200);
    }
    let picture = site.get(&format!("/slip/{slip}/qr.svg")).await;
    assert_eq!(
        (picture.status, picture.header("cache-control").as_str()),
        (200, "no-store")
    );
    let body = format!("token={slip}&from=/slip/{slip}&then=/me");
    let first = post(&site, "/api/resident/use_slip", "", &body).await;
    assert_eq!(first.status, 303);
    let cookie = first.header("set-cookie").split(';').next().unwrap().to_owned();
    let second = post(&site, "/api/resident/use_slip", "", &body).await;
    assert!(
        second.status == 422 && second.body.contains("请到窗口再要一张"),
        "{}",
        second.body
    );
    let out = post(&site, "/me/sign-out", &cookie, "").await;
    assert_eq!((out.status, out.header("location").as_str()), (303, "/"));
    assert_eq!(site.get_with("/me", &[("cookie", cookie.as_str())]).await.status, 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ones_own_page_is_read_where_nobody_can_note_that_one_was_there() {
    let site = Site::sample().await;
    let cookie = signed_in(&site).await;
    let tx = site.server.store.db().begin().await.unwrap();
    let sql = "CREATE TRIGGER read_only BEFORE UPDATE ON resident_session BEGIN SELECT RAISE(ABORT, 'read only'); END";
    tx.run(sql, vec![]).await.unwrap();
    tx.commit().await.unwrap();
    site.pass(2 * 3600);
    let me = site.get_with("/me", &[("cookie", cookie.as_str())]).await;
    assert!(me.status == 200 && me.body.contains("138****1234"), "{}", me.body);
}

/// Signs in with a slip.
async fn by_slip(site: &Site, slip: &str, checked: bool) -> String {
    let (hash, act) = (app::server::token_hash(slip), super::testing::act(&site.server));
    store::resident::sign_in::make_slip(site.server.store.db(), &act, &hash, PHONE, checked)
        .await
        .unwrap();
    let body = format!("token={slip}&from=/slip/{slip}&then=/me");
    let answer = post(site, "/api/resident/use_slip", "", &body).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_prints_a_slip_for_a_phone_downloads_nothing_of_its_owner() {
    let site = Site::sample().await;
    signed_in(&site).await;
    let ask = async |cookie: &str, path: &str| {
        let headers = [
            ("cookie", cookie),
            ("accept", "text/html"),
            ("accept-language", "zh-CN"),
        ];
        site.get_with(path, &headers).await
    };
    let unchecked = by_slip(&site, &"ab".repeat(32), false).await;
    let refused = ask(&unchecked, "/me/data.json").await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.body.contains("请到窗口核实后重新领一张登录条") && !refused.body.contains(PHONE),
        "{}",
        refused.body
    );
    let me = ask(&unchecked, "/me").await.body;
    assert!(me.contains("现在不能下载") && !me.contains("/me/data.json") && !me.contains("/me/delete"));
    // Checked, and it is theirs as it is with a code.
    let checked = by_slip(&site, &"cd".repeat(32), true).await;
    assert!(ask(&checked, "/me").await.body.contains("/me/data.json"));
    let kept = ask(&checked, "/me/data.json").await;
    assert!(kept.status == 200 && kept.body.contains(PHONE), "{}", kept.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_deployment_that_is_no_sample_shows_no_codes_and_sends_people_to_the_counter() {
    let site = Site::sample().await;
    let (db, act) = (site.server.store.db(), super::testing::act(&site.server));
    let version = store::setting::get(db, store::setting::SAMPLE).await.unwrap().version;
    store::setting::save(db, &act, store::setting::SAMPLE, version, &false)
        .await
        .unwrap();
    assert_eq!(site.get("/dev/messages").await.status, 404);
    let page = site.get("/sign-in").await;
    assert!(
        page.status == 200 && page.body.contains("登录条") && !page.body.contains("name=\"phone\""),
        "{}",
        page.body
    );
    let refused = post(
        &site,
        "/api/resident/send_code",
        "",
        &format!("phone={PHONE}&from=/sign-in"),
    )
    .await;
    assert_eq!(refused.status, 403);
}

/// On one thread, whose log it reads.
#[tokio::test]
async fn the_log_says_a_code_only_where_no_phone_hears_of_it() {
    use model::settings::MessageSettings;
    use store::{message, setting};
    let site = Site::sample().await;
    let (log, _writes) = Log::begin();
    let shown = code(&site).await;
    assert!(
        log.text().contains(&shown) && !log.text().contains(PHONE),
        "{}",
        log.text()
    );
    // Once messages reach phones the code is in the message and nowhere else.
    let (db, act) = (site.server.store.db(), super::testing::act(&site.server));
    let settings = MessageSettings {
        gateway: true,
        ..Default::default()
    };
    setting::save(db, &act, setting::MESSAGES, 0, &settings).await.unwrap();
    let before = log.text();
    assert_eq!(ask_code(&site, "13800005678").await.status, 200);
    let sent = message::waiting(db, act.at).await.unwrap();
    let to_them = sent.iter().find(|message| message.phone == "13800005678").unwrap();
    let digits: String = to_them.body.chars().filter(char::is_ascii_digit).take(6).collect();
    let written = log.text().split_off(before.len());
    assert!(
        digits.len() == 6 && !written.contains(&digits) && !written.contains("sample"),
        "{written}"
    );
}

#[tokio::test]
async fn when_the_days_codes_are_spent_nobody_gets_one_until_a_day_later() {
    use model::settings::{LEAST_CODES_A_DAY, MessageSettings};
    use store::{resident::sign_in, setting};
    let site = Site::sample().await;
    let (db, now) = (site.server.store.db(), site.server.now());
    let settings = MessageSettings {
        codes_a_day: LEAST_CODES_A_DAY,
        ..Default::default()
    };
    let mut act = app::server::anonymous(&site.server, "test");
    setting::save(db, &act, setting::MESSAGES, 0, &settings).await.unwrap();
    for n in 0..LEAST_CODES_A_DAY {
        assert_eq!(ask_code(&site, &format!("1380000{n:04}")).await.status, 200);
    }
    assert_eq!(
        sign_in::codes_sent(db, now).await.unwrap(),
        i64::from(LEAST_CODES_A_DAY)
    );
    let more = ask_code(&site, "13800009999").await;
    assert_eq!(more.status, 429, "{}", more.body);
    act.at = now + 24 * 3600;
    assert_eq!(sign_in::codes_sent(db, act.at).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_everybody_may_read_says_how_to_keep_it_without_the_one_who_reads() {
    let site = Site::sample().await;
    let cookie = signed_in(&site).await;
    let ask = |path: &str, headers: &[(&str, &str)]| {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(Body::empty()).unwrap()
    };
    let cookies = format!("{cookie}; lang=en; elder=1");
    let own = site.send(ask("/centers", &[("cookie", &cookies)])).await;
    assert_eq!(own.header("cache-control"), "private, no-store");
    let keep_as = own.header("keep-as");
    assert_eq!(keep_as, "lang=en; elder=1");
    let copy = site.send(ask("/centers", &[("keep-as", &keep_as)])).await;
    assert_eq!(
        (copy.header("cache-control").as_str(), copy.header("keep-as").as_str()),
        ("private, no-cache", "")
    );
    assert!(
        copy.body.contains("lang=\"en\"") && copy.body.contains("data-elder"),
        "{}",
        copy.body
    );
    assert!(!copy.body.contains("138****1234"));
    let me = site.send(ask("/me", &[("cookie", &cookies)])).await;
    assert_eq!((me.status, me.header("keep-as").as_str()), (200, ""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn staff_make_so_many_slips_an_hour_and_none_where_codes_reach_phones() {
    use model::{resident::SLIPS_AN_HOUR, settings::MessageSettings};
    use store::setting;
    let site = Site::sample().await;
    let staff = site.administrator("root2").await;
    let make = async || {
        post(
            &site,
            "/api/resident/make_slip",
            &staff,
            &format!("phone={PHONE}&from=/admin/slips&show=1"),
        )
        .await
    };
    for n in 0..SLIPS_AN_HOUR {
        let made = make().await;
        assert_eq!(made.status, 200, "{n}: {}", made.body);
    }
    assert_eq!(make().await.status, 429);
    let settings = MessageSettings {
        gateway: true,
        ..Default::default()
    };
    let act = super::testing::act(&site.server);
    setting::save(site.server.store.db(), &act, setting::MESSAGES, 0, &settings)
        .await
        .unwrap();
    let refused = make().await;
    assert!(
        refused.status == 422 && refused.body.contains("不用登录条"),
        "{}",
        refused.body
    );
}
