//! Follow-ups that nobody takes on, as those see them whose turn it is: red and in words, climbing to the center's lead and then to
//! the town's; and centers that appeal.

use super::{
    follow_up_tests::World,
    testing::{Answer, act},
};
use app::server::token_hash;
use model::{
    center::CenterId,
    evaluation::Level,
    follow_up::{Became, LEVELS, Number, Origin, State},
    permission::{Role, Scope},
    staff::StaffId,
};
use store::{
    evaluation::{self, Channel, Rated, Tap, Visit},
    follow_up::{self, FollowUp},
};

const HALF_A_DAY: i64 = 12 * 3600;
/// What both pages say to whom something has climbed.
const YOURS: &str = "有 1 件逾期没办，已经逐级报到你这里";
/// What a row says of a step that is too late, and how it is red.
const LATE: [&str; 2] = ["已逾期，应在", "class=\"bad\""];

/// Everybody whom it could concern, and somebody whom it never does.
struct Town {
    w: World,
    center: CenterId,
    inspector: StaffId,
    counter: StaffId,
    lead: StaffId,
    town: StaffId,
    /// The lead of the neighbouring center.
    elsewhere: StaffId,
}

impl Town {
    async fn new() -> Self {
        let w = World::new().await;
        let centers = store::center::list(w.0.server.store.db(), false).await.unwrap();
        let center = w.0.first().await;
        let other = centers.iter().find(|c| c.id != center).unwrap().id;
        let staff = async |role, scope| w.staff(role, scope).await.0;
        Self {
            center,
            inspector: staff(Role::Inspector, Scope::Everywhere).await,
            counter: staff(Role::CounterStaff, Scope::Center(center)).await,
            lead: staff(Role::CenterLead, Scope::Center(center)).await,
            town: staff(Role::TownStaff, Scope::Everywhere).await,
            elsewhere: staff(Role::CenterLead, Scope::Center(other)).await,
            w,
        }
    }

    /// A bad rating at the counter: the number of its follow-up.
    async fn bad(&self, device: &str) -> Number {
        let server = &self.w.0.server;
        let day = server.local_now().day;
        let subject = format!("visit:{}:{day}:{device}", self.center.as_i64());
        let visit = Visit {
            subject: &subject,
            center: self.center,
            day,
            today: day,
            address_mark: device,
        };
        let tap = Tap {
            key: device,
            level: Level::VeryDissatisfied,
            form: None,
            channel: Channel::Counter,
            age: 0,
        };
        let rated = evaluation::visit(server.store.db(), &act(server), &visit, &tap)
            .await
            .unwrap();
        let Rated::Now(said) = rated else { panic!("{rated:?}") };
        let origin = Origin::Evaluation(said.id);
        let one = follow_up::of_origin(server.store.db(), origin).await.unwrap();
        one.unwrap().number
    }

    async fn one(&self, number: Number) -> FollowUp {
        let db = self.w.0.server.store.db();
        follow_up::get(db, number).await.unwrap().unwrap()
    }

    /// Signs somebody in again: after half a day nobody still is.
    async fn cookie(&self, who: StaffId) -> String {
        let server = &self.w.0.server;
        let act = act(server);
        let token = format!("again-{}", act.ids.next());
        store::session::create(server.store.db(), &act, &token_hash(&token), who)
            .await
            .unwrap();
        format!("session={token}")
    }

    async fn page(&self, who: StaffId, path: &str) -> String {
        let page = self.w.get(&self.cookie(who).await, path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        page.body
    }

    /// Takes a step; the version is the one that is stored.
    async fn take(&self, who: StaffId, number: Number, fields: &[(&str, &str)]) -> Answer {
        let call = if [self.lead, self.counter].contains(&who) {
            "rectify"
        } else {
            "inspect"
        };
        let (version, number) = (self.one(number).await.version, number.to_string());
        self.w
            .step(&self.cookie(who).await, call, &number, version, fields)
            .await
    }

    async fn takes(&self, who: StaffId, number: Number, fields: &[(&str, &str)]) {
        let answer = self.take(who, number, fields).await;
        assert_eq!(answer.status, 303, "{fields:?}: {}", answer.body);
    }

    /// Verified, and somebody is to put it right.
    async fn ordered(&self, number: Number, responsible: StaffId) {
        let words = ("input[words]", "看过监控，属实");
        self.takes(self.inspector, number, &[("input[step]", "verify"), words])
            .await;
        let to = responsible.to_string();
        let order = [
            ("input[step]", "order"),
            ("input[responsible]", to.as_str()),
            ("input[words]", "请排好窗口值班"),
        ];
        self.takes(self.inspector, number, &order).await;
    }

    /// What the job does once a minute; how high the only open follow-up has climbed then.
    async fn climb(&self) -> u8 {
        let server = &self.w.0.server;
        let db = server.store.db();
        follow_up::climb(db, &act(server), &server.zone).await.unwrap();
        follow_up::open_ones(db, &server.zone).await.unwrap()[0].1.climbed
    }

    /// To whom it has climbed, as their start page and their list say.
    async fn is_theirs(&self) -> Vec<StaffId> {
        let mut theirs = Vec::new();
        for who in [self.inspector, self.counter, self.lead, self.town, self.elsewhere] {
            let (start, list) = (
                self.page(who, "/admin").await,
                self.page(who, "/admin/follow-ups").await,
            );
            assert_eq!(start.contains(YOURS), list.contains(YOURS), "both pages say the same");
            if start.contains(YOURS) {
                assert!(start.contains("notice bad"), "red");
                theirs.push(who);
            }
        }
        theirs
    }

    /// Lets half days pass until it has climbed as high as it can. After each it is red for `reads`, before anything has climbed;
    /// then it is said to be theirs to the first so many of `order`, and to nobody else.
    async fn climbs(&self, reads: StaffId, order: [StaffId; 3]) {
        let (mut seen, mut was_late) = (vec![0], false);
        assert_eq!((self.climb().await, self.is_theirs().await), (0, vec![]));
        for _ in 0..60 {
            self.w.0.pass(HALF_A_DAY);
            let list = self.page(reads, "/admin/follow-ups").await;
            let late = list.contains(LATE[0]);
            assert_eq!(late, list.contains(LATE[1]), "red is never without the word");
            assert!(late || !was_late, "what is too late stays so");
            let start = self.page(reads, "/admin").await;
            assert_eq!(late, start.contains("href=\"/admin/follow-ups\" class=\"tile warn\""));
            if late && !was_late {
                // Nobody has been told yet, and everybody who looks sees it.
                assert!(
                    list.contains("aria-label=\"已逾期\"") && !list.contains(YOURS),
                    "{list}"
                );
            }
            was_late = late;
            let level = self.climb().await;
            assert_eq!(level > 0, late);
            if seen.last() == Some(&level) {
                continue;
            }
            seen.push(level);
            let (mut theirs, mut said) = (order[..usize::from(level)].to_vec(), self.is_theirs().await);
            theirs.sort();
            said.sort();
            assert_eq!(said, theirs, "level {level}");
            if level == LEVELS {
                break;
            }
        }
        assert_eq!(seen, [0, 1, 2, 3]);
        // Once is enough: another round tells nobody anything.
        assert_eq!(self.climb().await, LEVELS);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_nobody_takes_on_is_red_and_climbs_to_the_lead_and_then_to_the_town() {
    let t = Town::new().await;
    let number = t.bad("phone").await;
    let at = format!("/admin/follow-ups/{number}");
    // The inspector's turn: to call back.
    t.climbs(t.inspector, [t.inspector, t.lead, t.town]).await;
    let page = t.page(t.inspector, &at).await;
    assert!(page.contains(LATE[0]) && page.contains("超期，镇里要过问"), "{page}");
    // A step that is taken begins a term of its own, and nobody is asked to look any more.
    t.ordered(number, t.counter).await;
    assert!(t.is_theirs().await.is_empty());
    // The turn of whoever has to put it right, and no longer the inspector's.
    t.climbs(t.counter, [t.counter, t.lead, t.town]).await;
    let list = t.page(t.inspector, "/admin/follow-ups").await;
    assert!(
        list.contains(LATE[0]) && list.contains(LATE[1]),
        "the inspector sees it all the same"
    );
    assert!(!t.page(t.elsewhere, "/admin/follow-ups").await.contains(&at));
    let done = [("input[step]", "done"), ("input[words]", "已排两人轮值")];
    t.takes(t.counter, number, &done).await;
    assert!(t.is_theirs().await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_center_appeals_once_and_the_inspector_decides() {
    let t = Town::new().await;
    let appeal = [
        ("input[step]", "appeal"),
        ("input[words]", "当天窗口两人在岗，有值班表"),
    ];
    let decide = |step: &'static str, words: &'static str| [("input[step]", step), ("input[words]", words)];
    for (device, step, words, state) in [
        ("one", "reject", "值班表与监控不符", State::Rectifying),
        ("two", "uphold", "核对监控，窗口有人", State::Unfounded),
    ] {
        let number = t.bad(device).await;
        let at = format!("/admin/follow-ups/{number}");
        // Before anything is ordered there is nothing to appeal against.
        assert_eq!(t.take(t.lead, number, &appeal).await.status, 422);
        t.ordered(number, t.counter).await;
        assert!(t.page(t.lead, &at).await.contains("提出申诉"));
        // Not without a reason.
        assert_eq!(t.take(t.lead, number, &appeal[..1]).await.status, 422);
        t.takes(t.lead, number, &appeal).await;
        assert_eq!(t.one(number).await.state, State::Appealed);
        let page = t.page(t.inspector, &at).await;
        assert!(
            page.contains("申诉待裁定") && page.contains("当天窗口两人在岗"),
            "{page}"
        );
        // The center does not decide about its own appeal, whatever it sends.
        let cookie = t.cookie(t.lead).await;
        let version = t.one(number).await.version;
        for (call, status) in [("inspect", 403), ("rectify", 422)] {
            let (number, own) = (number.to_string(), decide("uphold", "我们是对的"));
            let answer = t.w.step(&cookie, call, &number, version, &own).await;
            assert_eq!(answer.status, status, "{call}");
        }
        // Until it is decided nothing else is done.
        let done = decide("done", "已整改");
        assert_eq!(t.take(t.counter, number, &done).await.status, 422);
        assert_eq!(t.take(t.inspector, number, &decide(step, "")).await.status, 422);
        t.takes(t.inspector, number, &decide(step, words)).await;
        assert_eq!(t.one(number).await.state, state);
        let page = t.page(t.lead, &at).await;
        assert!(page.contains(words), "the center reads why: {page}");
        // Once.
        let again = t.take(t.lead, number, &appeal).await;
        assert!(
            again.status == 422 && again.body.contains("当天窗口两人在岗"),
            "{}",
            again.status
        );
        if state == State::Rectifying {
            t.takes(t.counter, number, &done).await;
        }
        t.takes(t.inspector, number, &decide("pass", "已复核，谢谢您的意见"))
            .await;
        let one = t.one(number).await;
        assert_eq!(one.state, State::Closed);
        let Origin::Evaluation(id) = one.origin else {
            panic!("it is of a rating")
        };
        let became = follow_up::became(t.w.0.server.store.db(), id).await.unwrap();
        let expected = if state == State::Rectifying {
            Became::PutRight
        } else {
            Became::Unfounded
        };
        assert_eq!(became.map(|(became, _)| became), Some(expected));
    }
}
