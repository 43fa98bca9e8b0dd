//! The counter's side of bookings, as a browser without scripts uses it.

use super::{booking_tests::Visitor, testing::act};
use app::server::token_hash;
use model::{
    center::CenterId,
    permission::{Grant, Role, Scope},
    room::RoomKind,
};
use store::staff::{self, NewStaff};

impl Visitor {
    /// Signs in a staff member; returns the cookie.
    pub(super) async fn staff(&self, role: Role, scope: Scope) -> String {
        let (db, act) = (self.site.server.store.db(), act(&self.site.server));
        let token = format!("{}-{}", role.code(), act.ids.next());
        let new = NewStaff {
            username: token.clone(),
            name: role.code().to_owned(),
            phone: String::new(),
            grants: vec![Grant { role, scope }],
            password_hash: String::new(),
            must_change_password: false,
        };
        let id = staff::create(db, &act, &token, &new).await.unwrap();
        store::session::create(db, &act, &token_hash(&token), id).await.unwrap();
        format!("session={token}")
    }

    /// Asks for a room of that kind on the Monday after; returns the booking's number.
    pub(super) async fn ask(&self, kind: RoomKind, start: &str, end: &str) -> String {
        let room = self.room(kind).await.to_string();
        let fields = [
            ("room", room.as_str()),
            ("key", start),
            ("input[day]", "2026-09-21"),
            ("input[start]", start),
            ("input[end]", end),
            ("input[party]", "2"),
            ("input[name]", "王芳"),
            ("input[purpose]", "邻里的事"),
        ];
        let to = self.post("/api/booking/place", &fields).await.header("location");
        to.trim_start_matches("/bookings/")
            .trim_end_matches("?new=1")
            .to_owned()
    }

    /// The second center in the list.
    pub(super) async fn other(&self) -> CenterId {
        store::center::list(self.site.server.store.db(), false).await.unwrap()[1].id
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_request_is_approved_or_rejected_with_a_reason_without_scripts() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let lead = v.staff(Role::CenterLead, Scope::Center(center)).await;
    let (yes, no) = (
        v.ask(RoomKind::LectureHall, "09:00", "10:00").await,
        v.ask(RoomKind::LectureHall, "15:00", "16:00").await,
    );
    // The only center in one's scope needs no choosing; requests of other days are there, too.
    let page = v.get_as(&lead, "/admin/bookings").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("等你决定的申请") && page.body.contains("这天没有预约"));
    for text in [yes.as_str(), no.as_str(), "王芳", "13800001234", "邻里的事"] {
        assert!(page.body.contains(text), "{text}");
    }

    let back = format!("/admin/bookings?center={center}&day=2026-09-21");
    let decide = async |number: &str, decision: &str, reason: &str| {
        let fields = [
            ("from", &*back),
            ("back", &back),
            ("number", number),
            ("decision", decision),
            ("reason", reason),
        ];
        v.post_as(&lead, "/api/booking/decide", &fields).await
    };
    let approved = decide(&yes, "approve", "").await;
    assert_eq!(
        (approved.status, approved.header("location")),
        (303, format!("{back}&done=confirmed"))
    );
    let page = v.get_as(&lead, &approved.header("location")).await;
    assert!(page.body.contains("已经同意") && page.body.contains("已约好") && page.body.contains("9:00–10:00"));

    // Without a reason nothing happens, and only the form that was sent says so.
    let page = decide(&no, "reject", " ").await;
    assert_eq!(page.status, 422);
    assert_eq!(page.body.matches("role=\"alert\"").count(), 1);
    assert!(
        page.body.contains(&format!("href=\"#f-reason-{no}\"")),
        "the problem leads to the field"
    );
    let rejected = decide(&no, "reject", "那天停电").await;
    assert_eq!(
        (rejected.status, rejected.header("location")),
        (303, format!("{back}&done=rejected"))
    );
    assert!(v.get_as(&lead, &back).await.body.contains("没有要处理的申请"));
    let shown = v.get(&format!("/bookings/{no}")).await.body;
    assert!(shown.contains("没有通过") && shown.contains("那天停电"));

    // Too late to decide otherwise; and nobody is led away from this site.
    assert_eq!(
        decide(&yes, "reject", "改主意了").await.header("location"),
        format!("{back}&done=late")
    );
    assert!(v.get(&format!("/bookings/{yes}")).await.body.contains("已约好"));
    let elsewhere = [("back", "//evil.example"), ("number", &*yes), ("decision", "approve")];
    let to = v
        .post_as(&lead, "/api/booking/decide", &elsewhere)
        .await
        .header("location");
    assert_eq!(to, format!("/bookings/{yes}?done=confirmed"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn staff_of_another_center_and_who_may_not_decide_are_refused() {
    let v = Visitor::new().await;
    let (center, other) = (v.site.first().await, v.other().await);
    let stranger = v.staff(Role::CenterLead, Scope::Center(other)).await;
    let counter = v.staff(Role::CounterStaff, Scope::Center(center)).await;
    let number = v.ask(RoomKind::MediationRoom, "09:00", "10:00").await;
    let fields = [
        ("from", "/admin/bookings"),
        ("number", &*number),
        ("decision", "approve"),
    ];
    for cookie in [&stranger, &counter] {
        assert_eq!(v.post_as(cookie, "/api/booking/decide", &fields).await.status, 403);
    }
    let here = format!("/admin/bookings?center={center}&day=2026-09-21");
    assert_eq!(v.get_as(&stranger, &here).await.status, 403);
    assert!(
        !v.get_as(&stranger, "/admin/bookings?day=2026-09-21")
            .await
            .body
            .contains(&number)
    );
    assert_eq!(v.get(&here).await.status, 401);

    // The counter sees that the room is taken, and not by whom; it is not asked to decide.
    let page = v.get_as(&counter, &here).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("不公开") && page.body.contains("待确认") && !page.body.contains("等你决定的申请"));
    assert!(!page.body.contains("王芳") && !page.body.contains("13800001234") && !page.body.contains("邻里的事"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_counter_calls_and_checks_in_who_comes_today() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let counter = v.staff(Role::CounterStaff, Scope::Center(center)).await;
    let room = v.room(RoomKind::ReadingSpace).await.to_string();
    let fields = [
        ("room", room.as_str()),
        ("key", "k"),
        ("input[day]", "2026-09-18"),
        ("input[start]", "10:00"),
        ("input[end]", "11:00"),
        ("input[seats]", "1"),
        ("input[party]", "1"),
        ("input[name]", "王芳"),
    ];
    let to = v.post("/api/booking/place", &fields).await.header("location");
    let number = to
        .trim_start_matches("/bookings/")
        .trim_end_matches("?new=1")
        .to_owned();
    let page = v.get_as(&counter, "/admin/bookings").await.body;
    assert!(page.contains("tel:13800001234") && page.contains("来了，签到"), "{to}");
    let back = format!("/admin/bookings?center={center}&day=2026-09-18");
    let come = async || {
        v.post_as(
            &counter,
            "/api/booking/check_in",
            &[("number", &*number), ("back", &back)],
        )
        .await
    };
    let came = come().await;
    assert_eq!(
        (came.status, came.header("location")),
        (303, format!("{back}&done=checked_in"))
    );
    let page = v.get_as(&counter, &back).await.body;
    assert!(page.contains("已签到") && !page.contains("来了，签到"));
    assert_eq!(v.get_as(&counter, "/admin/bookings?center=nonsense").await.status, 404);

    // With many centers in scope one is chosen first, by a form that needs no scripts either.
    let town = v.staff(Role::TownStaff, Scope::Everywhere).await;
    let page = v.get_as(&town, "/admin/bookings").await.body;
    assert!(page.contains("请先选一个中心") && page.contains("action=\"/admin/bookings\""));
    assert!(page.contains(&format!("<option value=\"{center}\"")));
    assert!(v.get_as(&town, &back).await.body.contains("已签到"));
}
