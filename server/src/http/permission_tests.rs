//! Every server function of the admin panel, called by every role: what `model::permission` says is what happens.

use super::testing::{Answer, Site, act};
use app::server::token_hash;
use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Request, StatusCode, header},
};
use model::{
    booking::{BookingInput, Mode, Number, Rules},
    center::{CenterId, Photo, PhotoId},
    evaluation::{EvaluationId, FormId, Level},
    permission::{Action, Grant, Role, Scope, allows},
    room::RoomKind,
    staff::StaffId,
};
use serde_json::{Value, json};
use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};
use store::{
    Act, Db,
    booking::{By, Local, New, Placed, Wanted},
    evaluation,
    photo::Owner,
    staff,
};

/// The identifiers that the rows name: of one center and of what belongs to it.
pub(super) struct Place {
    center: CenterId,
    room: String,
    closure: String,
    photo: String,
    /// The number of a booking.
    booking: String,
    /// An account that leads the center.
    person: String,
    /// A form of evaluations of the center.
    form: String,
    /// What somebody said about the center.
    evaluation: String,
    /// The number of a follow-up that the center has to put right.
    pub(super) follow_up: String,
    /// The number of a case that the center has.
    case: String,
    /// A duty shift of the center.
    duty: String,
}

/// Calls for everybody: reading, and signing in.
pub(super) const PUBLIC: [&str; 31] = [
    "booking/calendar",
    "booking/center_day",
    "booking/center_week",
    "booking/come",
    "booking/find",
    "booking/follow",
    "booking/here",
    "case/follow",
    "center/base_map",
    "center/card",
    "center/choices",
    "center/get",
    "center/list",
    "center/start",
    "duty/today",
    "evaluation/ask",
    "evaluation/rate",
    "evaluation/tell",
    "figures/show",
    "matter/find",
    "matter/guide",
    "matter_notice/show",
    "complaint/follow",
    "complaint/form",
    "complaint/send",
    "resident/channel",
    "resident/confirm_code",
    "resident/sample_messages",
    "resident/send_code",
    "resident/use_slip",
    "staff/sign_in",
];

/// Calls about one's own account, for whoever is signed in.
const OWN: [&str; 4] = [
    "duty/mine",
    "staff/change_password",
    "staff/end_session",
    "staff/sessions",
];

/// Calls of residents about what is their own; the staff's sessions do not count for them.
pub(super) const RESIDENT: [&str; 32] = [
    "booking/accept",
    "booking/check",
    "booking/decline",
    "booking/end_feed",
    "booking/feed",
    "booking/held",
    "booking/join_wait",
    "booking/leave_wait",
    "booking/mine",
    "booking/offer",
    "booking/place",
    "booking/place_series",
    "booking/renew_feed",
    "booking/standing",
    "booking/waits",
    "case/begin",
    "case/mine",
    "case/own",
    "case/remove_file",
    "case/supplement",
    "case/withdraw",
    "case/write",
    "notice/mine",
    "notice/read",
    "notice/unread",
    "push/state",
    "push/subscribe",
    "push/unsubscribe",
    "resident/devices",
    "resident/end_device",
    "resident/erase",
    "resident/rename",
];

/// Path, arguments, and what one must be allowed to do there. A further capability adds its rows here.
pub(super) fn rows(at: &Place) -> Vec<(&'static str, Value, Action)> {
    use Action::{
        AnswerEvaluations, BookForOthers, CreateCenter, DecideBookings, EditBookingRules, EditCenter, EditDivision,
        EditEvaluationForms, EditMatters, EditSettings, EditStaff, FollowUp, HandleCases, IssueNotice,
        ModerateEvaluations, OpenPanel, PlanDuty, ReadAudit, Rectify, SeeCases, SeeComplaints, SeeDuty, SeeEvaluations,
        SeeFollowUps,
    };
    let Place {
        center,
        room,
        closure,
        photo,
        booking,
        person,
        form,
        evaluation,
        follow_up,
        case,
        duty,
    } = at;
    let center = center.to_string();
    vec![
        ("booking/get", json!({"number": booking}), BookForOthers),
        ("booking/move_calendar", json!({"number": booking}), BookForOthers),
        ("booking/cancel", json!({"number": booking}), BookForOthers),
        ("booking/check_in", json!({"number": booking}), BookForOthers),
        ("booking/desk", json!({"center": center}), BookForOthers),
        ("booking/feed", json!({"center": center}), BookForOthers),
        ("booking/renew_feed", json!({"center": center}), BookForOthers),
        ("booking/end_feed", json!({"center": center}), BookForOthers),
        ("booking/decide", json!({"number": booking}), DecideBookings),
        ("booking/move", json!({"number": booking}), BookForOthers),
        ("booking/move_rooms", json!({"number": booking}), BookForOthers),
        ("booking/amend", json!({"number": booking}), BookForOthers),
        ("booking/counter", json!({"center": center}), BookForOthers),
        ("booking/known_as", json!({"center": center}), BookForOthers),
        (
            "booking/place_for",
            json!({"center": center, "key": "k"}),
            BookForOthers,
        ),
        (
            "booking/place_series_for",
            json!({"center": center, "key": "k"}),
            BookForOthers,
        ),
        ("booking/walk_in", json!({"id": room, "key": "k"}), BookForOthers),
        ("booking/staff_view", json!({"number": booking}), BookForOthers),
        ("booking/note", json!({"number": booking}), BookForOthers),
        ("booking/miss", json!({"number": booking}), BookForOthers),
        ("booking/forgive", json!({"number": booking}), BookForOthers),
        ("booking/rules_form", json!({"id": room}), EditBookingRules),
        (
            "booking/save_rules",
            json!({"id": room, "version": 0}),
            EditBookingRules,
        ),
        ("booking/choose_copy", json!({}), EditBookingRules),
        ("booking/copy_rules", json!({}), EditBookingRules),
        ("booking/kinds", json!({}), EditSettings),
        ("booking/kind_form", json!({"kind": "talk_room"}), EditSettings),
        (
            "booking/save_kind",
            json!({"kind": "talk_room", "version": 0}),
            EditSettings,
        ),
        ("booking/save_no_show", json!({"version": 0}), EditSettings),
        ("evaluation/forms", json!({}), EditEvaluationForms),
        (
            "evaluation/create_form",
            json!({"center": center, "service": "booking", "key": "k"}),
            EditEvaluationForms,
        ),
        ("evaluation/form", json!({"id": form}), EditEvaluationForms),
        (
            "evaluation/save_form",
            json!({"id": form, "version": 0}),
            EditEvaluationForms,
        ),
        (
            "evaluation/retire_form",
            json!({"id": form, "version": 0}),
            EditEvaluationForms,
        ),
        ("evaluation/list", json!({"center": center}), SeeEvaluations),
        ("evaluation/one", json!({"id": evaluation}), SeeEvaluations),
        ("evaluation/poster", json!({"center": center}), SeeEvaluations),
        (
            "evaluation/moderate",
            json!({"id": evaluation, "version": 0}),
            ModerateEvaluations,
        ),
        (
            "evaluation/answer",
            json!({"id": evaluation, "version": 0}),
            AnswerEvaluations,
        ),
        ("matter/managed", json!({}), EditMatters),
        ("matter/form", json!({}), EditMatters),
        ("matter/create", json!({"key": "k"}), EditMatters),
        ("matter/save", json!({"id": form, "version": 0}), EditMatters),
        ("matter/retire", json!({"id": form, "retired": true}), EditMatters),
        ("matter/places", json!({"id": form}), EditMatters),
        (
            "matter/remove_file",
            json!({"id": form, "version": 1, "material": "id", "role": "blank"}),
            EditMatters,
        ),
        ("matter/withdraw_file", json!({"which": "0".repeat(32)}), EditMatters),
        ("center/overview", json!({}), OpenPanel),
        ("center/managed", json!({}), EditCenter),
        ("center/form", json!({"id": center}), EditCenter),
        ("center/form", json!({}), CreateCenter),
        ("center/create", json!({"key": "k"}), CreateCenter),
        ("center/save", json!({"id": center, "version": 0}), EditCenter),
        ("center/retire", json!({"id": center, "version": 0}), CreateCenter),
        ("hours/form", json!({"id": center}), EditCenter),
        ("hours/save", json!({"id": center, "version": 0}), EditCenter),
        ("hours/except", json!({"id": center, "version": 0}), EditCenter),
        (
            "hours/unexcept",
            json!({"id": center, "version": 0, "first": "", "last": ""}),
            EditCenter,
        ),
        ("hours/choose", json!({}), EditCenter),
        (
            "hours/apply",
            json!({"input": {"what": "dates", "centers": [center]}}),
            EditCenter,
        ),
        ("room/list", json!({"center": center}), EditCenter),
        ("room/form", json!({"center": center}), EditCenter),
        ("room/create", json!({"center": center, "key": "k"}), EditCenter),
        ("room/save", json!({"id": room, "version": 0}), EditCenter),
        ("room/retire", json!({"id": room, "version": 0}), EditCenter),
        ("room/close", json!({"id": room, "key": "k"}), EditCenter),
        ("room/reopen", json!({"id": closure}), EditCenter),
        ("photo/list", json!({"center": center}), EditCenter),
        ("photo/describe", json!({"id": photo, "version": 0}), EditCenter),
        ("photo/move", json!({"id": photo}), EditCenter),
        ("photo/remove", json!({"id": photo}), EditCenter),
        ("division/list", json!({}), EditDivision),
        ("division/form", json!({}), EditDivision),
        ("division/create", json!({"key": "k", "input": {}}), EditDivision),
        (
            "division/save",
            json!({"version": 0, "input": {"code": "152223100021"}}),
            EditDivision,
        ),
        ("division/delete", json!({"code": "152223100021"}), EditDivision),
        ("amenity/list", json!({}), EditSettings),
        ("amenity/form", json!({}), EditSettings),
        ("amenity/create", json!({"key": "k", "input": {}}), EditSettings),
        (
            "amenity/save",
            json!({"id": photo, "version": 0, "input": {}}),
            EditSettings,
        ),
        ("zone/form", json!({}), EditSettings),
        ("zone/save", json!({"version": 0}), EditSettings),
        ("zone/coverage", json!({}), EditSettings),
        ("setting/branding", json!({}), EditSettings),
        (
            "setting/save_branding",
            json!({"version": 0, "input": {}}),
            EditSettings,
        ),
        ("setting/map", json!({}), EditSettings),
        ("setting/save_map", json!({"version": 0, "input": {}}), EditSettings),
        ("setting/case_files", json!({}), EditSettings),
        ("setting/save_case_files", json!({"version": 0}), EditSettings),
        ("setting/messages", json!({}), EditSettings),
        (
            "setting/save_messages",
            json!({"version": 0, "input": {}}),
            EditSettings,
        ),
        ("setting/test_messages", json!({}), EditSettings),
        ("staff/list", json!({}), EditStaff),
        ("staff/form", json!({"id": person}), EditStaff),
        ("staff/create", json!({"key": "k", "input": {}}), EditStaff),
        (
            "staff/save",
            json!({"id": person, "version": 0, "input": {}}),
            EditStaff,
        ),
        ("staff/unlock", json!({"id": person}), EditStaff),
        ("staff/end_sessions", json!({"id": person}), EditStaff),
        ("staff/reset_password", json!({"id": person}), EditStaff),
        ("staff/retire", json!({"id": person, "version": 0}), EditStaff),
        ("resident/make_slip", json!({}), BookForOthers),
        ("booking/door", json!({"room": room}), BookForOthers),
        ("follow_up/queue", json!({}), OpenPanel),
        ("follow_up/tally", json!({}), OpenPanel),
        ("follow_up/get", json!({"number": follow_up}), SeeFollowUps),
        (
            "follow_up/inspect",
            json!({"number": follow_up, "version": 0}),
            FollowUp,
        ),
        ("follow_up/rectify", json!({"number": follow_up, "version": 0}), Rectify),
        ("follow_up/terms", json!({}), EditSettings),
        ("follow_up/save_terms", json!({"version": 0}), EditSettings),
        ("case/desk", json!({"center": center}), HandleCases),
        ("case/open_for", json!({"center": center, "key": "k"}), HandleCases),
        ("case/slots", json!({"center": center}), HandleCases),
        ("case/list", json!({"center": center}), SeeCases),
        ("statistics/show", json!({}), SeeCases),
        ("town/show", json!({}), SeeCases),
        ("case/told", json!({}), OpenPanel),
        ("case/visits", json!({"center": center}), HandleCases),
        ("case/get", json!({"number": case}), SeeCases),
        ("case/step", json!({"number": case, "version": 0}), HandleCases),
        ("case/remove_paper", json!({"number": case, "id": photo}), HandleCases),
        ("complaint/desk", json!({}), SeeComplaints),
        ("complaint/enter", json!({"key": "k"}), SeeComplaints),
        (
            "complaint/release",
            json!({"number": follow_up, "version": 0}),
            SeeComplaints,
        ),
        ("matter_notice/desk", json!({"code": "C0101"}), IssueNotice),
        (
            "matter_notice/issue",
            json!({"center": center, "key": "k", "code": "C0101", "version": 0}),
            IssueNotice,
        ),
        ("duty/week", json!({"center": center}), SeeDuty),
        ("duty/month", json!({"center": center}), SeeDuty),
        ("duty/form", json!({"center": center}), PlanDuty),
        ("duty/form", json!({"id": duty}), PlanDuty),
        ("duty/add", json!({"center": center, "key": "k"}), PlanDuty),
        ("duty/save", json!({"id": duty, "version": 0}), PlanDuty),
        ("duty/swap", json!({"id": duty, "version": 0}), PlanDuty),
        ("duty/remove", json!({"id": duty, "version": 0}), PlanDuty),
        ("duty/fill", json!({"center": center}), PlanDuty),
        ("duty/copy", json!({"center": center}), PlanDuty),
        ("duty/rota", json!({"center": center}), PlanDuty),
        ("duty/add_line", json!({"center": center}), PlanDuty),
        ("duty/remove_line", json!({"center": center}), PlanDuty),
        ("duty/show_names", json!({"center": center, "version": 7}), PlanDuty),
        ("workday/table", json!({}), EditSettings),
        ("workday/save", json!({"version": 0}), EditSettings),
        ("audit/list", json!({}), ReadAudit),
        ("import/preview", json!({"upload": "none"}), HandleCases),
    ]
}

/// What depends on the place of the call, so that somebody of another center is refused.
fn is_about_a_place(arguments: &Value) -> bool {
    arguments
        .as_object()
        .is_some_and(|a| ["id", "center", "number"].iter().any(|k| a.contains_key(*k)))
        || arguments["input"]["centers"].is_array()
}

pub(super) struct World {
    site: Arc<Site>,
    calls: AtomicU32,
}

impl World {
    async fn new() -> Self {
        Self::of(Arc::new(Site::sample().await))
    }

    pub(super) fn of(site: Arc<Site>) -> Self {
        Self {
            site,
            calls: AtomicU32::new(0),
        }
    }

    fn db(&self) -> &Db {
        self.site.server.store.db()
    }

    fn act(&self) -> Act {
        act(&self.site.server)
    }

    /// A place with one of everything; not the sample's own, because calls remove what they are about.
    pub(super) async fn place(&self, center: CenterId) -> Place {
        let (db, act) = (self.db(), self.act());
        let today = jiff::civil::date(2026, 10, 1);
        let room = store::room::list(db, center, today, true).await.unwrap()[0].id;
        let key = act.ids.next().to_string();
        let closure = store::room::close(db, &act, &key, room, today, today, "test")
            .await
            .unwrap();
        let photo = PhotoId::from_i64(act.ids.next());
        let picture = Photo {
            id: photo,
            url: format!("/photos/{photo}-l.jpg"),
            thumbnail_url: format!("/photos/{photo}-s.jpg"),
            width: 1,
            height: 1,
            alt: "test".to_owned(),
        };
        store::photo::add(db, &act, Owner::Center(center), &picture)
            .await
            .unwrap();
        let person = self.account(Role::CenterLead, Scope::Center(center)).await.0;
        Place {
            center,
            room: room.to_string(),
            closure: closure.to_string(),
            photo: photo.to_string(),
            booking: self.booking(center).await.to_string(),
            person: person.to_string(),
            form: self.form(center).await.to_string(),
            evaluation: self.evaluation(center).await.to_string(),
            follow_up: self.follow_up(center, person).await.to_string(),
            case: self.case(center).await.to_string(),
            duty: self.duty(center).await.to_string(),
        }
    }

    /// The center's own form of evaluations.
    async fn form(&self, center: CenterId) -> FormId {
        let (db, act) = (self.db(), self.act());
        let forms = evaluation::form::list(db).await.unwrap();
        if let Some(form) = forms.iter().find(|f| f.center == Some(center) && f.service.is_none()) {
            return form.id;
        }
        let key = act.ids.next().to_string();
        evaluation::form::create(db, &act, &key, None, Some(center))
            .await
            .unwrap()
    }

    /// What somebody said at the counter.
    async fn evaluation(&self, center: CenterId) -> EvaluationId {
        let (db, act) = (self.db(), self.act());
        let (device, key) = (act.ids.next(), act.ids.next().to_string());
        let visit = evaluation::Visit {
            subject: &format!("visit:{}:2026-09-18:{device}", center.as_i64()),
            center,
            day: jiff::civil::date(2026, 9, 18),
            today: jiff::civil::date(2026, 9, 18),
            address_mark: &key,
        };
        let tap = evaluation::Tap {
            key: &key,
            level: Level::Satisfied,
            form: None,
            channel: evaluation::Channel::Counter,
            age: 0,
        };
        match evaluation::visit(db, &act, &visit, &tap).await.unwrap() {
            evaluation::Rated::Now(said) => said.id,
            other => panic!("{other:?}"),
        }
    }

    /// A shift of somebody without an account.
    async fn duty(&self, center: CenterId) -> model::duty::DutyId {
        let (db, act) = (self.db(), self.act());
        let key = act.ids.next().to_string();
        let fields = model::duty::DutyFields {
            day: jiff::civil::date(2026, 9, 21),
            shift: model::hours::Shift::Morning,
            start: 510,
            end: 720,
            person: model::duty::Person::Named(format!("王芳{key}")),
            phone: String::new(),
            note: String::new(),
            beyond: false,
        };
        store::duty::add(db, &act, &key, center, &fields).await.unwrap()
    }

    /// A case that somebody has brought to the center.
    async fn case(&self, center: CenterId) -> Number {
        let (server, act) = (&self.site.server, self.act());
        let catalog = server.store.catalog().await.unwrap();
        let mode = model::matter::Mode::Assisted;
        let kind = store::center::get(self.db(), center).await.unwrap().unwrap().kind;
        let matter = catalog
            .matters
            .iter()
            .find(|m| m.content.modes.contains(&mode) && catalog.handles(m, center, kind))
            .unwrap();
        let input = model::case::OpenInput {
            mode: mode.code().into(),
            name: "李玉兰".into(),
            consent: "1".into(),
            ..model::case::OpenInput::default()
        };
        let new = input.check(jiff::civil::date(2026, 9, 18), false).unwrap();
        let opening = store::case::Opening {
            key: &act.ids.next().to_string(),
            matter: &matter.content.code,
            center,
            resident: None,
            new: &new,
            answers: &model::matter::Answers::default(),
            notice: None,
            noise: u64::try_from(act.ids.next())
                .unwrap()
                .wrapping_mul(0x9e37_79b9_7f4a_7c15),
        };
        store::case::open(self.db(), &act, &server.zone, &opening)
            .await
            .unwrap()
    }

    /// A complaint about the center that its lead has to put right.
    async fn follow_up(&self, center: CenterId, person: StaffId) -> Number {
        let (server, act) = (&self.site.server, self.act());
        let db = server.store.db();
        let id: model::complaint::ComplaintId = act.id();
        let key = act.ids.next().to_string();
        let sealed = server
            .sealer
            .seal(&format!("complaint {id}"), br#"{"words":"x"}"#)
            .unwrap();
        let new = store::complaint::NewComplaint {
            id,
            number: Number::new(u64::try_from(act.ids.next()).unwrap()),
            center: Some(center),
            sealed: &sealed,
            callable: false,
            channel: model::complaint::Channel::Page,
            same: "same",
        };
        store::complaint::create(db, &act, &key, &new).await.unwrap();
        let origin = model::follow_up::Origin::Complaint(id);
        for step in ["verify", "order"] {
            let input = model::follow_up::StepInput {
                step: step.into(),
                words: "x".into(),
                responsible: person.to_string(),
                days: String::new(),
            };
            let mut step = input.check(&model::follow_up::FollowUpSettings::default()).unwrap();
            let one = store::follow_up::of_origin(db, origin).await.unwrap().unwrap();
            let of = format!("follow_up {} {}", one.id, step.step.code());
            step.sealed = server.sealer.seal(&of, step.words.as_bytes());
            step.words.clear();
            store::follow_up::take(db, &act, &server.zone, &one, one.version, &step)
                .await
                .unwrap();
        }
        store::follow_up::of_origin(db, origin).await.unwrap().unwrap().number
    }

    /// A booking of some room of the center on the Monday after, made by staff for a new person.
    async fn booking(&self, center: CenterId) -> Number {
        let (db, act) = (self.db(), self.act());
        let now = self.site.server.local_now();
        let day = jiff::civil::date(2026, 9, 21);
        let rooms = store::room::list(db, center, now.day, false).await.unwrap();
        let kind = RoomKind::PracticeStation;
        let room = rooms.iter().find(|r| r.kind == kind).unwrap().id;
        // The walk needs one booking after the other, and nothing of the rules.
        let stored = store::booking::rules(db, room).await.unwrap();
        let rules = Rules {
            mode: Mode::Seats,
            units: 1000,
            ..stored.rules
        };
        store::booking::save_rules(db, &act, room, stored.version, &rules)
            .await
            .unwrap();
        let input = BookingInput {
            day: "2026-09-21".into(),
            start: "09:00".into(),
            end: "10:00".into(),
            name: "王芳".into(),
            phone: "13800001234".into(),
            ..BookingInput::default()
        };
        let request = input.check().unwrap();
        let local = Local {
            now,
            midnight: app::booking::reach::midnight(&self.site.server, day),
        };
        let wanted = Wanted {
            room,
            request: &request,
            local,
        };
        let key = act.ids.next();
        let new = New {
            key: &key.to_string(),
            wanted,
            noise: u64::try_from(key).unwrap(),
        };
        match store::booking::place(db, &act, By::Staff, &new).await.unwrap() {
            Placed::Placed(booking) => booking.number,
            other => panic!("{other:?}"),
        }
    }

    /// Signs in somebody with this role there; returns the token.
    async fn sign_in(&self, role: Role, scope: Scope) -> String {
        let (id, token) = self.account(role, scope).await;
        store::session::create(self.db(), &self.act(), &token_hash(&token), id)
            .await
            .unwrap();
        token
    }

    /// An account with this role there, and what it is called.
    async fn account(&self, role: Role, scope: Scope) -> (StaffId, String) {
        let (db, act) = (self.db(), self.act());
        let token = format!("{}-{}", role.code(), act.ids.next());
        let new = staff::NewStaff {
            username: token.clone(),
            name: role.code().to_owned(),
            phone: String::new(),
            grants: vec![Grant { role, scope }],
            password_hash: String::new(),
            must_change_password: false,
        };
        (staff::create(db, &act, &token, &new).await.unwrap(), token)
    }

    async fn call(&self, path: &str, arguments: &Value, token: &str) -> StatusCode {
        let answer = self.ask(path, arguments, &format!("session={token}")).await;
        StatusCode::from_u16(answer.status).unwrap()
    }

    pub(super) async fn ask(&self, path: &str, arguments: &Value, cookie: &str) -> Answer {
        // From an address of its own: the walk is longer than one address may call at once.
        let address = Ipv4Addr::from(self.calls.fetch_add(1, Ordering::Relaxed));
        let request = Request::post(format!("/api/{path}"))
            .extension(ConnectInfo(SocketAddr::from((address, 0))))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::COOKIE, cookie)
            .body(Body::from(arguments.to_string()))
            .unwrap();
        self.site.send(request).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_call_is_allowed_to_whom_the_table_allows_it_and_to_nobody_else() {
    let world = World::new().await;
    let centers = store::center::list(world.db(), false).await.unwrap();
    let (own, other) = (centers[1].id, centers[2].id);
    for role in Role::ALL {
        let scope = match role {
            Role::CenterLead | Role::CounterStaff | Role::GridWorker | Role::Mediator => Scope::Center(own),
            _ => Scope::Everywhere,
        };
        let local = matches!(scope, Scope::Center(_));
        let token = world.sign_in(role, scope).await;
        for (path, arguments, action) in rows(&world.place(own).await) {
            let status = world.call(path, &arguments, &token).await;
            let refused = matches!(status, StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED);
            assert_eq!(refused, !allows(role, action), "{role:?} {path} {arguments}: {status}");
            assert!(!status.is_server_error(), "{role:?} {path}: {status}");
        }
        for (path, arguments, _) in rows(&world.place(other).await) {
            if local && is_about_a_place(&arguments) {
                let status = world.call(path, &arguments, &token).await;
                assert_eq!(status, StatusCode::FORBIDDEN, "{role:?} elsewhere: {path} {arguments}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_is_asked_to_sign_in() {
    let world = World::new().await;
    let centers = store::center::list(world.db(), false).await.unwrap();
    for (path, arguments, _) in rows(&world.place(centers[0].id).await) {
        assert_eq!(
            world.call(path, &arguments, "").await,
            StatusCode::UNAUTHORIZED,
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_residents_ask_about_themselves_staff_may_not() {
    let world = World::new().await;
    let token = world.sign_in(Role::Administrator, Scope::Everywhere).await;
    let centers = store::center::list(world.db(), false).await.unwrap();
    let Place { room, booking, .. } = world.place(centers[0].id).await;
    // What any of them needs to be read at all.
    let arguments = json!({"room": room, "key": "k", "device": "", "number": booking, "id": room});
    for path in RESIDENT {
        for token in ["", &token] {
            assert_eq!(
                world.call(path, &arguments, token).await,
                StatusCode::UNAUTHORIZED,
                "{path}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_call_is_left_out_of_the_walk() {
    let world = World::new().await;
    let centers = store::center::list(world.db(), false).await.unwrap();
    let walked = rows(&world.place(centers[0].id).await);
    let known: Vec<&str> = walked
        .iter()
        .map(|(path, ..)| *path)
        .chain(PUBLIC)
        .chain(OWN)
        .chain(RESIDENT)
        .collect();
    for (path, _) in server_fn::axum::server_fn_paths() {
        let path = path.trim_start_matches("/api/");
        assert!(known.contains(&path), "{path} needs a row, or a reason to have none");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn somebody_who_administers_one_division_reaches_no_other() {
    let world = World::new().await;
    let centers = store::center::list(world.db(), false).await.unwrap();
    let (own, other) = (&centers[1], &centers[2]);
    assert_ne!(own.division, other.division);
    let token = world
        .sign_in(Role::Administrator, Scope::Division(own.division.clone()))
        .await;
    for (path, arguments, action) in rows(&world.place(other.id).await) {
        let status = world.call(path, &arguments, &token).await;
        let everywhere = matches!(action, Action::EditSettings | Action::ReadAudit);
        // The catalog of matters is one for all places.
        if everywhere || (is_about_a_place(&arguments) && action != Action::EditMatters) {
            assert_eq!(status, StatusCode::FORBIDDEN, "{path} {arguments}");
        }
    }
}

/// Routes outside of the calls: files in, tables out. Method, path, what one must be allowed to do.
const FILES: [(&str, &str, Action); 14] = [
    ("POST", "/upload/photo", Action::EditCenter),
    ("POST", "/upload/logo", Action::EditSettings),
    ("POST", "/upload/outlines", Action::EditSettings),
    ("POST", "/upload/case-paper", Action::HandleCases),
    ("POST", "/upload/matter-file", Action::EditMatters),
    // What a table is about is said in the form: cases are entered by whoever registers them.
    ("POST", "/admin/import", Action::HandleCases),
    ("GET", "/admin/export/centers.csv", Action::Import),
    ("GET", "/admin/export/template/rooms.csv", Action::Import),
    ("GET", "/admin/export/template/cases.csv", Action::HandleCases),
    ("GET", "/admin/audit.csv", Action::ReadAudit),
    ("GET", "/admin/duty.csv", Action::SeeDuty),
    ("GET", "/admin/evaluations.csv", Action::ExportEvaluations),
    ("GET", "/admin/statistics.csv", Action::SeeCases),
    ("GET", "/admin/statistics.xlsx", Action::SeeCases),
];

/// Routes about one thing, which the walks below ask for.
const OF_ONE: [&str; 6] = [
    "/admin/evaluations/{id}/photos/{photo}",
    "/admin/import/{upload}",
    "/bookings/{file}",
    "/case-files/{id}",
    "/me/data.json",
    "/upload/case-file",
];

/// Routes for everybody: what they show is public, or no more than whoever asks has in their hands.
const OPEN: [&str; 41] = [
    // Walked call by call.
    "/api/{*call}",
    // One's own choice, and one's own session.
    "/me/sign-out",
    "/preference",
    "/sign-out",
    // Without anything of anybody.
    "/admin/counter/offline",
    "/healthz",
    "/manifest.webmanifest",
    "/offline",
    "/sw.js",
    // Files of the program, photos of centers, blank forms and the mark of the deployment.
    "/build/{build}/pkg",
    "/build/{build}/pkg/",
    "/matter-files/{key}",
    "/photos/{file}",
    "/uploads/logo/{name}",
    // Open data.
    "/open/centers.csv",
    "/open/centers.geojson",
    "/open/centers/{id}/changes",
    "/open/evaluations.csv",
    "/open/map",
    "/open/matter-files.json",
    "/open/matters.csv",
    "/open/matters.json",
    "/open/outlines.geojson",
    "/open/rooms/{id}/availability",
    "/open/rooms/{id}/calendar.ics",
    "/open/rooms/{id}/changes",
    // Its address is the key.
    "/calendar/{file}",
    // Photos with a rating: its link is the key.
    "/upload/evaluation",
    // Pictures of addresses that whoever asks has.
    "/bookings/here/{token}/qr.svg",
    "/bookings/{number}/follow/qr.svg",
    "/bookings/{number}/qr.svg",
    "/cases/{number}/qr.svg",
    "/centers/{id}/qr.svg",
    "/centers/{id}/rooms/{room}/qr.svg",
    "/matters/{code}/notice/qr.svg",
    "/matters/{code}/online/qr.svg",
    "/matters/{code}/qr.svg",
    "/notices/{token}/qr.svg",
    "/rate/at/{center}/qr.svg",
    "/rate/{token}/qr.svg",
    "/slip/{token}/qr.svg",
];

/// Sends `fields` as a form with a file; what the site answers.
async fn send_file(world: &World, method: &str, path: &str, fields: &[(&str, &str)], token: &str) -> StatusCode {
    let mut body = String::new();
    for (name, value) in fields {
        body += &format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    body += "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nno picture\r\n--x--\r\n";
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .header(header::ACCEPT, "text/html")
        .header(header::COOKIE, format!("session={token}"))
        .body(Body::from(body))
        .unwrap();
    world.site.answer(request).await.status()
}

/// Whether a route takes this address.
fn takes(route: &str, path: &str) -> bool {
    let (of_route, of_path) = (route.split('/'), path.split('/'));
    of_route.clone().count() == of_path.clone().count()
        && of_route.zip(of_path).all(|(r, p)| r == p || r.starts_with('{'))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_route_is_left_out_of_the_walk() {
    let routes = World::new().await.site.routes();
    for known in OF_ONE.iter().chain(&OPEN) {
        assert!(routes.iter().any(|route| route == known), "{known} is gone: {routes:?}");
    }
    for route in &routes {
        let walked = FILES.iter().any(|(_, path, _)| takes(route, path));
        let known = OF_ONE.iter().chain(&OPEN).any(|known| known == route);
        assert!(walked || known, "{route} needs a row, or a reason to have none");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn files_about_one_thing_are_for_those_who_may_see_it() {
    let world = World::new().await;
    let centers = store::center::list(world.db(), false).await.unwrap();
    let (own, other) = (world.place(centers[1].id).await, world.place(centers[2].id).await);
    let calendar = |at: &Place| format!("/bookings/{}.ics", at.booking);
    let photo = |at: &Place| format!("/admin/evaluations/{}/photos/{}", at.evaluation, at.photo);
    let get = async |path: &str, token: &str| send_file(&world, "GET", path, &[], token).await;
    for path in [calendar(&own), photo(&own)] {
        assert_eq!(get(&path, "").await, StatusCode::UNAUTHORIZED, "{path}");
    }
    for role in Role::ALL {
        let scope = match role {
            Role::CenterLead | Role::CounterStaff | Role::GridWorker | Role::Mediator => Scope::Center(own.center),
            _ => Scope::Everywhere,
        };
        let local = matches!(scope, Scope::Center(_));
        let token = world.sign_in(role, scope).await;
        let follows = allows(role, Action::FollowUp) || allows(role, Action::ModerateEvaluations);
        for (path, allowed) in [
            (calendar(&own), allows(role, Action::BookForOthers)),
            (photo(&own), follows),
            (calendar(&other), allows(role, Action::BookForOthers) && !local),
            (photo(&other), follows && !local),
        ] {
            let status = get(&path, &token).await;
            assert_eq!(status == StatusCode::FORBIDDEN, !allowed, "{role:?} {path}: {status}");
            assert!(!status.is_server_error(), "{role:?} {path}: {status}");
        }
        // What is confirmed is a table of a kind that they may import, or none.
        let request = Request::post("/admin/import/none")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "text/html")
            .header(header::COOKIE, format!("session={token}"))
            .body(Body::from("seen=x"))
            .unwrap();
        let status = world.site.answer(request).await.status();
        let imports = allows(role, Action::Import) || allows(role, Action::HandleCases);
        assert_eq!(status == StatusCode::FORBIDDEN, !imports, "{role:?} import: {status}");
        // What is a resident's is no staff member's.
        for (method, path, refused) in [
            ("GET", "/me/data.json", StatusCode::UNAUTHORIZED),
            ("POST", "/upload/case-file", StatusCode::UNAUTHORIZED),
            ("GET", "/case-files/0000000000001", StatusCode::NOT_FOUND),
        ] {
            assert_eq!(
                send_file(&world, method, path, &[], &token).await,
                refused,
                "{role:?} {path}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn files_come_in_and_tables_go_out_only_where_the_table_of_permissions_says_so() {
    let world = World::new().await;
    let centers = store::center::list(world.db(), false).await.unwrap();
    let (own, other) = (centers[1].id, centers[2].id);
    for (method, path, _) in FILES {
        assert_eq!(
            send_file(&world, method, path, &[], "").await,
            StatusCode::UNAUTHORIZED,
            "{path}"
        );
    }
    for role in Role::ALL {
        let token = world.sign_in(role, Scope::Everywhere).await;
        for (method, path, action) in FILES {
            let status = send_file(&world, method, path, &[], &token).await;
            assert_eq!(
                status == StatusCode::FORBIDDEN,
                !allows(role, action),
                "{role:?} {path}: {status}"
            );
            assert!(!status.is_server_error(), "{role:?} {path}: {status}");
        }
    }
    // A photo is of a place, and whoever leads another one may not put it there.
    let token = world.sign_in(Role::CenterLead, Scope::Center(own)).await;
    let photo = PhotoId::from_i64(77).to_string();
    for (center, refused) in [(own, false), (other, true)] {
        let fields = [("id", photo.as_str()), ("center", &center.to_string()), ("alt", "x")];
        let status = send_file(&world, "POST", "/upload/photo", &fields, &token).await;
        assert_eq!(status == StatusCode::FORBIDDEN, refused, "{status}");
    }
    // Papers are of a case, and whoever handles those of another center may add none.
    let token = world.sign_in(Role::CounterStaff, Scope::Center(own)).await;
    for (center, refused) in [(own, false), (other, true)] {
        let number = world.case(center).await.to_string();
        let fields = [("id", photo.as_str()), ("number", &number), ("material", "")];
        let status = send_file(&world, "POST", "/upload/case-paper", &fields, &token).await;
        assert_eq!(status == StatusCode::FORBIDDEN, refused, "{status}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_call_that_cannot_be_read_is_no_fault_of_ours() {
    let world = World::new().await;
    for arguments in [json!({}), json!([1]), json!({"room": 7, "input": "x"})] {
        let status = world.call("booking/check", &arguments, "").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{arguments}");
    }
}
