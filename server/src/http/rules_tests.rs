//! The rules of rooms as staff without scripts change them, and the bookings that such a change meets.

use super::{
    booking_tests::Visitor,
    testing::{act, pairs},
};
use model::{
    booking::{Mode, Rules, RulesInput},
    permission::{Role, Scope},
    room::{RoomId, RoomKind},
};
use store::{booking, setting};

/// The fields of a form as a browser sends them.
fn fields(rules: &Rules, change: impl FnOnce(&mut RulesInput)) -> Vec<(String, String)> {
    let mut input = RulesInput::from(rules);
    change(&mut input);
    let value = serde_json::to_value(&input).unwrap();
    let all = value.as_object().unwrap().iter();
    all.map(|(name, value)| (format!("input[{name}]"), value.as_str().unwrap().to_owned()))
        .collect()
}

fn with(mut fields: Vec<(String, String)>, more: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.extend(
        more.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    fields
}

impl Visitor {
    async fn rules(&self, room: RoomId) -> booking::Stored {
        booking::rules(self.site.server.store.db(), room).await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_rule_that_changes_asks_about_the_bookings_in_its_way_without_scripts() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let lead = v.staff(Role::CenterLead, Scope::Center(center)).await;
    let room = v.room(RoomKind::TalkRoom).await;
    let number = v.ask(RoomKind::TalkRoom, "09:00", "10:00").await;
    let here = format!("/admin/rooms/{room}/rules");
    let page = v.get_as(&lead, &here).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("群众说事室的预约规则") && page.body.contains("input[longest_minutes]"));
    let list = v.get_as(&lead, &format!("/admin/centers/{center}/rooms")).await.body;
    assert!(list.contains(&here), "the list leads to the rules");

    let before = v.rules(room).await;
    let id = room.to_string();
    let (id, version) = (id.as_str(), before.version.to_string());
    let base: Vec<(&str, &str)> = vec![("from", &here), ("id", id), ("version", &version), ("show", "1")];
    let send = async |change: fn(&mut RulesInput), more: &[(&str, &str)]| {
        let sent = with(with(fields(&before.rules, change), &base), more);
        v.post_as(&lead, "/api/booking/save_rules", &pairs(&sent)).await
    };
    // A step that is none: the field is named, and what was typed is there.
    let wrong = send(|i| (i.step_minutes, i.bring) = ("20".into(), "带上茶杯".into()), &[]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("href=\"#f-step_minutes\"") && wrong.body.contains("带上茶杯"));

    let shorter: fn(&mut RulesInput) = |i| i.longest_minutes = "30".into();
    let asked = send(shorter, &[]).await;
    assert_eq!(asked.status, 200);
    for text in [
        "有 1 个预约会受影响",
        &number,
        "王芳",
        "时间太长",
        "way[each][0][number]",
    ] {
        assert!(asked.body.contains(text), "{text}");
    }
    assert_eq!(v.rules(room).await, before, "nothing is saved yet");
    let each = [("way[each][0][number]", &*number), ("way[all]", "cancel")];
    let silent = send(shorter, &each).await;
    assert_eq!(silent.status, 200);
    assert!(silent.body.contains("f-way-message"), "who is cancelled is told why");
    assert!(v.get(&format!("/bookings/{number}")).await.body.contains("已约好"));
    let told = [each[0], each[1], ("way[message]", "以后一次只能半小时")];
    let done = send(shorter, &told).await;
    assert_eq!((done.status, done.header("location")), (303, format!("{here}?saved=1")));
    assert_eq!(v.rules(room).await.rules.longest_minutes, 30);
    let shown = v.get(&format!("/bookings/{number}")).await.body;
    assert!(shown.contains("已取消") && shown.contains("以后一次只能半小时"));

    // Saved from an older form: both versions, side by side.
    let late = send(|i| i.ahead_days = "3".into(), &[]).await;
    assert_eq!(late.status, 409);
    assert!(late.body.contains("两边不一样") && late.body.contains("最多提前几天"));
    let stranger = v.staff(Role::CenterLead, Scope::Center(v.other().await)).await;
    assert_eq!(v.get_as(&stranger, &here).await.status, 403);
}

/// The row of the list that is about that booking.
fn line_of<'a>(page: &'a str, number: &str) -> &'a str {
    let line = page
        .split("<tr role=\"row\"")
        .filter_map(|line| line.split("</tr>").next())
        .find(|line| line.contains(&format!("value=\"{number}\"")));
    line.unwrap_or_else(|| panic!("{number} is not on the list: {page}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_bookings_in_the_way_only_what_can_be_done_is_offered() {
    let v = Visitor::new().await;
    let (db, center) = (v.site.server.store.db(), v.site.first().await);
    let lead = v.staff(Role::CenterLead, Scope::Center(center)).await;
    let close = async |room: &str, day: &str, more: &[(&str, &str)]| {
        let from = format!("/admin/centers/{center}/rooms/{room}");
        let fields = [
            ("from", &*from),
            ("show", "1"),
            ("id", room),
            ("key", day),
            ("input[from]", day),
            ("input[reason]", "粉刷"),
        ];
        v.post_as(&lead, "/api/room/close", &[fields.as_slice(), more].concat())
            .await
    };

    // Who has come is there: they are left, whatever is chosen for all.
    let talk = v.room(RoomKind::TalkRoom).await.to_string();
    let here = format!("/admin/bookings?center={center}&day=2026-09-18");
    let walk_in = [("back", &*here), ("id", &talk), ("key", "k"), ("input[until]", "11:00")];
    assert_eq!(v.post_as(&lead, "/api/booking/walk_in", &walk_in).await.status, 303);
    let day = v.site.server.local_now().day;
    let came = booking::of_center_day(db, center, day).await.unwrap()[0]
        .number
        .to_string();
    let asked = close(&talk, "2026-09-18", &[]).await.body;
    let line = line_of(&asked, &came);
    assert!(
        line.contains("已签到") && !line.contains("<select") && !line.contains("/change"),
        "{line}"
    );
    assert!(
        !asked.contains("way[all]") && !asked.contains("way[message]"),
        "there is nothing to choose"
    );
    let seen = [("way[each][0][number]", &*came), ("way[each][0][what]", "leave")];
    assert_eq!(close(&talk, "2026-09-18", &seen).await.status, 303);
    let page = v.get_as(&lead, &format!("/admin/bookings/{came}")).await.body;
    assert!(page.contains("已签到") && !page.contains("替他取消的原因"), "{page}");

    // A mediation is moved by the mediator, a talk by whoever works there.
    let (hidden, open) = (
        v.ask(RoomKind::MediationRoom, "09:00", "10:00").await,
        v.ask(RoomKind::TalkRoom, "14:00", "15:00").await,
    );
    let mediation = v.room(RoomKind::MediationRoom).await.to_string();
    let asked = close(&mediation, "2026-09-21", &[]).await.body;
    let line = line_of(&asked, &hidden);
    assert!(
        line.contains("<select") && line.contains("只有调解员能办") && !line.contains("/change"),
        "{line}"
    );
    let asked = close(&talk, "2026-09-21", &[]).await.body;
    let line = line_of(&asked, &open);
    assert!(
        line.contains(&format!("/bookings/{open}/change")) && !line.contains("调解员"),
        "{line}"
    );
    let mediator = v.staff(Role::Mediator, Scope::Center(center)).await;
    let own = format!("/admin/bookings/{hidden}");
    let (link, form) = (format!("/bookings/{hidden}/change"), "替他取消的原因");
    for (cookie, may) in [(&lead, false), (&mediator, true)] {
        let page = v.get_as(cookie, &own).await.body;
        assert_eq!(
            (
                page.contains(&link),
                page.contains(form),
                page.contains("只有调解员能办")
            ),
            (may, may, !may),
            "{page}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_closed_day_and_a_room_out_of_service_ask_as_well() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let lead = v.staff(Role::CenterLead, Scope::Center(center)).await;
    let room = v.room(RoomKind::TalkRoom).await;
    let number = v.ask(RoomKind::TalkRoom, "09:00", "10:00").await;
    let (id, here) = (center.to_string(), format!("/admin/centers/{center}/hours"));
    let version = async || {
        let center = store::center::get(v.site.server.store.db(), center).await.unwrap();
        center.unwrap().version.to_string()
    };
    let seen = version().await;
    let closed = [
        ("from", &*here),
        ("show", "1"),
        ("id", &id),
        ("version", &seen),
        ("input[from]", "2026-09-21"),
        ("input[note]", "停电"),
    ];
    let asked = v.post_as(&lead, "/api/hours/except", &closed).await;
    assert_eq!(asked.status, 200);
    assert!(asked.body.contains(&number) && asked.body.contains("有 1 个预约会受影响"));
    // To keep it is preset, and that is what holds where nobody chooses.
    let all = asked.body.split("name=\"way[all]\"").nth(1).unwrap();
    let first = all.split('>').next().unwrap();
    assert!(first.contains("leave") && first.contains("checked"), "{first}");
    assert!(asked.body.contains("没有选取消的都保留"));
    // What was typed goes with the decision.
    assert!(asked.body.contains("name=\"input[note]\"") && asked.body.contains("停电"));
    let left = [
        closed.as_slice(),
        &[("way[each][0][number]", &*number), ("way[each][0][what]", "")],
    ]
    .concat();
    let done = v.post_as(&lead, "/api/hours/except", &left).await;
    assert_eq!((done.status, done.header("location")), (303, format!("{here}?saved=1")));
    assert!(v.get(&format!("/bookings/{number}")).await.body.contains("已约好"));

    // Many rooms at once, with one message.
    let query = format!(
        "/admin/hours?who=some&center={center}&what=rooms&kind=reading_space&first=2026-09-22&note=粉刷&check=1"
    );
    let query = query.replace("粉刷", "%E7%B2%89%E5%88%B7");
    let page = v.get_as(&lead, &query).await.body;
    assert!(page.contains("关闭阅享空间：粉刷"), "{page}");
    let seen = version().await;
    let bulk = [
        ("from", &*query),
        ("show", "1"),
        ("key", "k"),
        ("input[centers][0]", &id),
        ("versions[0]", &seen),
        ("input[what]", "rooms"),
        ("input[kind]", "reading_space"),
        ("input[exception][from]", "2026-09-22"),
        ("input[exception][note]", "粉刷"),
    ];
    let done = v.post_as(&lead, "/api/hours/apply", &bulk).await;
    assert_eq!(
        (done.status, done.header("location")),
        (303, "/admin/hours?rooms=1".to_owned())
    );
    // The center is open then: it is the room that is not in use.
    let reading = v.room(RoomKind::ReadingSpace).await;
    let calendar = v
        .get(&format!("/centers/{center}/rooms/{reading}?day=2026-09-22"))
        .await
        .body;
    assert!(calendar.matches(">停用<").count() > 2, "{calendar}");
    let day = v.get(&format!("/centers/{center}/day?date=2026-09-22")).await.body;
    assert!(day.contains(">停用<") && day.contains("这天不能约：粉刷"), "{day}");
    let week = v
        .get(&format!("/centers/{center}/day?date=2026-09-22&span=week"))
        .await
        .body;
    assert!(week.contains(">停用<"), "{week}");
    // On the day on which the center is closed it says that.
    assert!(calendar.contains(">闭馆<"), "{calendar}");

    let (stored, id) = (v.rules(room).await, room.to_string());
    assert_eq!(stored.rules.mode, Mode::Whole);
    let retire = [
        ("from", "/"),
        ("show", "1"),
        ("id", &*id),
        ("version", "1"),
        ("retired", "true"),
    ];
    // The booking is in the way of the closed day already, and so is not asked about again.
    assert_eq!(v.post_as(&lead, "/api/room/retire", &retire).await.status, 303);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn rules_of_a_kind_are_set_and_copied_to_many_rooms_without_scripts() {
    let v = Visitor::new().await;
    let admin = v.staff(Role::Administrator, Scope::Everywhere).await;
    let page = v.get_as(&admin, "/admin/rules").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("/admin/rules/talk_room") && page.body.contains("没有定，新房间要先看过规则才能约"));
    let form = v.get_as(&admin, "/admin/rules/talk_room").await.body;
    assert!(form.contains("这一类还没有定过") && !form.contains("input[party_max]"));
    let rules = Rules {
        ahead_days: 9,
        ..Rules::of_kind(RoomKind::TalkRoom, 20)
    };
    let sent = with(
        fields(&rules, |_| ()),
        &[
            ("from", "/admin/rules/talk_room"),
            ("then", "/admin/rules?saved=1"),
            ("kind", "talk_room"),
            ("version", "0"),
        ],
    );
    assert_eq!(
        v.post_as(&admin, "/api/booking/save_kind", &pairs(&sent)).await.status,
        303
    );
    let set = setting::get(v.site.server.store.db(), setting::KIND_RULES)
        .await
        .unwrap();
    assert_eq!(set.value.set(RoomKind::TalkRoom).map(|r| r.ahead_days), Some(9));

    // Looked over first: every talk room of the town would change.
    let preview = v
        .get_as(&admin, "/admin/rules/copy?from=talk_room&kind=talk_room&check=1")
        .await
        .body;
    let count = preview.matches("name=\"input[rooms][").count();
    assert!(
        count > 20 && preview.contains(&format!("一共 {count} 间，其中 {count} 间会变。")),
        "{count}"
    );
    let room = v.room(RoomKind::TalkRoom).await;
    let id = room.to_string();
    let copy = [
        ("from", "/admin/rules/copy"),
        ("show", "1"),
        ("input[from]", "talk_room"),
        ("input[rooms][0]", &*id),
    ];
    let done = v.post_as(&admin, "/api/booking/copy_rules", &copy).await;
    assert_eq!(
        (done.status, done.header("location")),
        (303, "/admin/rules/copy?from=talk_room&done=1".to_owned())
    );
    let copied = v.rules(room).await.rules;
    assert_eq!(
        (copied.ahead_days, copied.party_max),
        (9, 20),
        "as many as the room holds"
    );
    let nothing = [("from", "/admin/rules/copy"), ("input[from]", "talk_room")];
    assert_eq!(v.post_as(&admin, "/api/booking/copy_rules", &nothing).await.status, 422);
    // Nobody hangs a poster up by copying: whether one checks in at the door only is each room's own.
    let reading = v.room(RoomKind::ReadingSpace).await;
    let mut stored = v.rules(reading).await;
    stored.rules.at_door = true;
    let (db, act) = (v.site.server.store.db(), act(&v.site.server));
    booking::save_rules(db, &act, reading, stored.version, &stored.rules)
        .await
        .unwrap();
    let all = booking::all_rules(db).await.unwrap().into_iter().map(|(room, _)| room);
    let mut others = all.filter(|room| room.kind == RoomKind::ReadingSpace && room.id != reading);
    let far = others.next().unwrap().id;
    let (from, to) = (reading.to_string(), far.to_string());
    for (from, to, at_door) in [(&*from, far, false), ("reading_space", reading, true)] {
        let room = to.to_string();
        let fields = [
            ("from", "/admin/rules/copy"),
            ("show", "1"),
            ("input[from]", from),
            ("input[rooms][0]", &*room),
        ];
        let copied = v.post_as(&admin, "/api/booking/copy_rules", &fields).await;
        assert_eq!(copied.status, 303, "{}", copied.body);
        assert_eq!(v.rules(to).await.rules.at_door, at_door, "{from}");
    }
    let kind = v.get_as(&admin, "/admin/rules/reading_space").await.body;
    assert!(!kind.contains("input[at_door]") && kind.contains("input[check_in]"));
    for room in [from, to] {
        let own = v.get_as(&admin, &format!("/admin/rooms/{room}/rules")).await.body;
        assert!(own.contains("input[at_door]"));
    }
    // A lead reaches only the own center's rooms, and not what holds for all.
    let lead = v.staff(Role::CenterLead, Scope::Center(v.other().await)).await;
    assert_eq!(v.post_as(&lead, "/api/booking/copy_rules", &copy).await.status, 403);
    assert_eq!(v.get_as(&lead, "/admin/rules").await.status, 403);
    assert_eq!(
        v.get_as(&lead, &format!("/admin/rules/copy?from={room}")).await.status,
        200
    );
}
