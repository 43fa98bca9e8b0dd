//! What the tables name: a place with one of everything, and people of every role who are signed in.

use super::Place;
use crate::http::testing::{Answer, Site, act};
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
    permission::{Grant, Role, Scope},
    room::RoomKind,
    staff::StaffId,
};
use serde_json::Value;
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

/// The sample town, in which a place can have one of everything.
pub(in crate::http) struct World {
    pub(super) site: Arc<Site>,
    calls: AtomicU32,
}

impl World {
    pub(super) async fn new() -> Self {
        Self::of(Arc::new(Site::sample().await))
    }

    pub(in crate::http) fn of(site: Arc<Site>) -> Self {
        Self {
            site,
            calls: AtomicU32::new(0),
        }
    }

    pub(super) fn db(&self) -> &Db {
        self.site.server.store.db()
    }

    fn act(&self) -> Act {
        act(&self.site.server)
    }

    /// A place with one of everything; not the sample's own, because calls remove what they are about.
    pub(in crate::http) async fn place(&self, center: CenterId) -> Place {
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
            evaluation: app::evaluation::reach::panel_name(&self.site.server, self.evaluation(center).await),
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
    pub(super) async fn case(&self, center: CenterId) -> Number {
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
        let new = input.check(server.local_now()).unwrap();
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
    pub(super) async fn sign_in(&self, role: Role, scope: Scope) -> String {
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

    pub(super) async fn call(&self, path: &str, arguments: &Value, token: &str) -> StatusCode {
        let answer = self.ask(path, arguments, &format!("session={token}")).await;
        StatusCode::from_u16(answer.status).unwrap()
    }

    pub(in crate::http) async fn ask(&self, path: &str, arguments: &Value, cookie: &str) -> Answer {
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
