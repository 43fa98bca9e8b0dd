//! What a resident was told, and how messages are set, as a browser without scripts sees it.

use super::booking_tests::Visitor;
use model::room::RoomKind;
use store::setting;

const SECRET: &str = "a secret of at least 16 characters";

/// Books a seat; returns the booking's number.
async fn book(v: &Visitor) -> String {
    let room = v.room(RoomKind::ReadingSpace).await.to_string();
    let fields = [
        ("room", room.as_str()),
        ("key", "k"),
        ("input[day]", "2026-09-21"),
        ("input[start]", "09:00"),
        ("input[end]", "10:00"),
        ("input[seats]", "1"),
        ("input[party]", "1"),
        ("input[name]", "王芳"),
    ];
    let to = v.post("/api/booking/place", &fields).await.header("location");
    to.trim_start_matches("/bookings/")
        .trim_end_matches("?new=1")
        .to_owned()
}

/// The value of the first hidden field of that name.
fn hidden(page: &str, name: &str) -> String {
    let start = page.find(&format!("name=\"{name}\" value=\"")).unwrap();
    page[start..].split('"').nth(3).unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_notice_is_found_read_and_exported_without_scripts() {
    let v = Visitor::new().await;
    assert!(v.get("/me/notices").await.body.contains("还没有消息"));
    let number = book(&v).await;
    assert!(v.get("/me").await.body.contains("1 条没看"));
    let page = v.get("/me/notices").await;
    assert_eq!(
        (page.status, page.header("cache-control").as_str()),
        (200, "private, no-store")
    );
    for text in [
        "约好了",
        "阅享空间",
        "9 月 21 日 周一 09:00–10:00",
        &format!("预约号 {number}"),
    ] {
        assert!(page.body.contains(text), "{text}");
    }
    assert!(page.body.contains(&format!("/bookings/{number}")));
    let notice = hidden(&page.body, "notice");
    let fields = [("notice", notice.as_str()), ("all", "1"), ("then", "/me/notices")];
    let read = v.post("/api/notice/read", &fields).await;
    assert_eq!((read.status, read.header("location").as_str()), (303, "/me/notices"));
    assert!(!v.get("/me").await.body.contains("条没看"));
    assert!(v.get("/me/data.json").await.body.contains("\"booking_confirmed\""));
    // Nobody without an account, and nothing that names no notice.
    assert_eq!(v.get_as("", "/me/notices").await.status, 401);
    assert_eq!(v.post("/api/notice/read", &[("notice", "x")]).await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_gateways_secret_is_set_kept_and_never_shown() {
    let v = Visitor::new().await;
    let admin = v.site.administrator("admin-of-messages").await;
    let place = "/admin/settings/messages";
    let save = async |version: &str, url: &str, secret: &str| {
        let fields = [
            ("from", place),
            ("then", place),
            ("version", version),
            ("input[gateway]", "1"),
            ("input[url]", url),
            ("input[secret]", secret),
            ("input[quiet_from]", "21:00"),
            ("input[quiet_until]", "08:00"),
            ("input[reminder_hours]", "0"),
            ("input[codes_a_day]", "2000"),
        ];
        v.post_as(&admin, "/api/setting/save_messages", &fields).await
    };
    let page = v.get_as(&admin, place).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("密钥没有设置"));
    let refused = save("0", "ftp://sms.example/", SECRET).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("ftp://sms.example/") && !refused.body.contains(SECRET));
    let saved = save("0", "https://sms.example/", SECRET).await;
    assert_eq!((saved.status, saved.header("location").as_str()), (303, place));
    // Without a new one the secret stays.
    assert_eq!(save("1", "https://sms.example/v2", "").await.status, 303);
    let db = v.site.server.store.db();
    assert_eq!(setting::gateway_secret(db).await.unwrap(), SECRET);
    let page = v.get_as(&admin, place).await;
    assert!(page.body.contains("密钥已设置") && page.body.contains("https://sms.example/v2"));
    for shown in [page.body, v.get_as(&admin, "/admin/audit").await.body] {
        assert!(!shown.contains(SECRET));
    }
    let log = store::audit::export(db, &model::audit::AuditFilter::default(), &jiff::tz::TimeZone::UTC).await;
    let log = log.unwrap();
    assert!(log.iter().any(|e| e.subject == "gateway_secret") && log.iter().all(|e| !e.detail.contains(SECRET)));
    // Codes leave now; nobody sees them here.
    assert!(!v.get("/sign-in").await.body.contains("/dev/messages"));
    assert_eq!(v.get("/dev/messages").await.status, 404);
}
