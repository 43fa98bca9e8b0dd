//! Cases of the sample, made up: one in every state for the counter's and the town's screens, and enough that were decided for statistics
//! and for what matters have really needed. They come through the same functions as real ones, some days ago, and are the same each time.
//! The person in them is nobody and has no telephone, so nothing is sent.

use crate::{
    act::Act,
    args,
    case::{self, Opening, Taking},
    center,
    db::{Db, Query},
    error::StoreError,
    follow_up, matter, staff, statistics,
};
use jiff::tz::TimeZone;
use model::{
    case::{Actor, Decision, NewCase, NewStep, Start, Step, Visit, Wait},
    center::{Center, CenterKind},
    matter::{Answers, Content, Level, Mode},
    permission::{Grant, Role, Scope},
    resident::ResidentId,
    staff::StaffId,
};

const DAY: i64 = 86_400;
/// Villages that have cases.
const VILLAGES: usize = 6;
/// Matters that they are of.
const MATTERS: usize = 4;
/// Cases that were decided in the last year, of all places and matters.
const DECIDED: i64 = 36;

/// How many days ago a case began, in which mode, and the steps that led to where it is, each so many days later.
type Sample = (i64, Mode, &'static [(Step, i64)]);

/// One in each state that staff see, some of them overdue.
const STANDING: [Sample; 14] = [
    (0, Mode::Assisted, &[]),
    (2, Mode::Appointment, &[]),
    // Nobody has accepted it: overdue, and it climbs.
    (14, Mode::Assisted, &[]),
    (3, Mode::Assisted, &[(Step::AskCorrection, 1)]),
    (4, Mode::SelfService, &[(Step::Accept, 1)]),
    (
        5,
        Mode::Assisted,
        &[(Step::PaperIn, 0), (Step::Accept, 1), (Step::Begin, 2)],
    ),
    // Too late by whatever it promises.
    (120, Mode::HomeVisit, &[(Step::Accept, 1), (Step::Begin, 3)]),
    (9, Mode::Assisted, &[(Step::Accept, 1), (Step::Pause, 3)]),
    (6, Mode::Assisted, &[(Step::Accept, 1), (Step::HandUp, 2)]),
    (
        30,
        Mode::Appointment,
        &[(Step::Accept, 1), (Step::Begin, 2), (Step::HandUp, 4)],
    ),
    (20, Mode::Assisted, &[(Step::Refuse, 2)]),
    (16, Mode::Assisted, &[(Step::Withdraw, 3)]),
    (11, Mode::Assisted, &[(Step::Void, 0)]),
    (
        25,
        Mode::Assisted,
        &[(Step::Accept, 1), (Step::Decide, 5), (Step::Collect, 7)],
    ),
];

struct World<'a> {
    db: &'a Db,
    act: &'a Act,
    zone: &'a TimeZone,
    town: &'a Center,
    staff: StaffId,
}

/// Adds them to a sample that was just loaded, once: again it does nothing.
///
/// # Errors
/// The database does not answer.
pub async fn handle(db: &Db, act: &Act, zone: &TimeZone) -> Result<(), StoreError> {
    let any = db.row("SELECT id FROM service_case LIMIT 1", args![]).await?;
    let centers = center::list(db, false).await?;
    let town = centers.iter().find(|c| c.kind == CenterKind::Town);
    let villages = centers.iter().filter(|c| c.kind == CenterKind::Village);
    let villages: Vec<&Center> = villages.take(VILLAGES).collect();
    // Those that can be done in every way that staff have a part in.
    let all = matter::all(db).await?.into_iter().map(|m| m.content);
    let fits = |m: &Content| m.level == Level::Village && m.modes.contains(&Mode::Assisted);
    let matters: Vec<Content> = all.filter(fits).take(MATTERS).collect();
    let (None, Some(town), false, false) = (any, town, villages.is_empty(), matters.is_empty()) else {
        return Ok(());
    };
    let world = World {
        db,
        act,
        zone,
        town,
        staff: clerk(db, act, &villages, town).await?,
    };
    for (n, sample) in (0_i64..).zip(STANDING) {
        let of = (
            villages[n as usize % villages.len()],
            &matters[n as usize % matters.len()],
        );
        world.one(n, of, sample).await?;
    }
    for n in 0..DECIDED {
        let of = (
            villages[n as usize * 5 % villages.len()],
            &matters[n as usize % matters.len()],
        );
        // From a month ago back to ten months ago; one in six needs longer, one in five had something missing.
        let (began, needed) = (30 + n * 7, 1 + n % 4 + if n % 6 == 5 { 25 } else { 0 });
        let decided = [(Step::Accept, 1), (Step::Decide, 1 + needed)];
        let corrected = [
            (Step::AskCorrection, 0),
            (Step::Supplement, 1),
            (Step::Accept, 1),
            (Step::Decide, 1 + needed),
        ];
        let steps = if n % 5 == 4 { &corrected[..] } else { &decided[..] };
        world.take(100 + n, of, (began, Mode::Assisted), steps).await?;
    }
    world.draft((villages[0], &matters[0])).await?;
    statistics::fold(db, act).await.map(drop)
}

/// Who registers and decides in the sample; the account cannot be signed in to.
async fn clerk(db: &Db, act: &Act, villages: &[&Center], town: &Center) -> Result<StaffId, StoreError> {
    let centers = villages.iter().copied().chain([town]);
    let grants = centers.map(|c| Grant {
        role: Role::CounterStaff,
        scope: Scope::Center(c.id),
    });
    // Of the town's rooms one is private: its requests are decided by a mediator alone.
    let mediates = Grant {
        role: Role::Mediator,
        scope: Scope::Center(town.id),
    };
    let new = staff::NewStaff {
        username: "sample.counter".to_owned(),
        name: "示例窗口人员".to_owned(),
        phone: String::new(),
        grants: grants.chain([mediates]).collect(),
        // Fits no password.
        password_hash: String::new(),
        must_change_password: true,
    };
    staff::create(db, act, "sample counter", &new).await
}

impl World<'_> {
    fn ago(&self, days: i64) -> Act {
        Act {
            at: self.act.at - days.max(0) * DAY,
            who: "示例窗口人员".to_owned(),
            staff: Some(self.staff),
            ids: self.act.ids.clone(),
        }
    }

    async fn one(&self, n: i64, of: (&Center, &Content), (began, mode, steps): Sample) -> Result<(), StoreError> {
        // A mode that a matter does not allow is not made up for it.
        let mode = if of.1.modes.contains(&mode) {
            mode
        } else {
            Mode::Assisted
        };
        self.take(n, of, (began, mode), steps).await
    }

    async fn take(
        &self,
        n: i64,
        (center, matter): (&Center, &Content),
        (began, mode): (i64, Mode),
        steps: &[(Step, i64)],
    ) -> Result<(), StoreError> {
        let opening_act = self.ago(began);
        let day = follow_up::local(self.zone, opening_act.at).day;
        let new = NewCase {
            mode,
            start: Start::Submitted,
            name: "示例群众".to_owned(),
            phone: String::new(),
            agent: String::new(),
            visit: Visit {
                address: if mode == Mode::HomeVisit {
                    "示例地址".to_owned()
                } else {
                    String::new()
                },
                day: (mode == Mode::HomeVisit).then_some(day),
                from: 540,
                to: 600,
            },
            booking: None,
            note: "示例".to_owned(),
            decision: None,
            words: String::new(),
        };
        let opening = Opening {
            key: &format!("sample case {n}"),
            matter: &matter.code,
            center: center.id,
            resident: None,
            new: &new,
            answers: &Answers::default(),
            notice: None,
            noise: (n as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15),
        };
        let number = case::open(self.db, &opening_act, self.zone, &opening).await?;
        for (which, after) in steps {
            let now = case::get(self.db, number).await?.ok_or(StoreError::NotFound)?;
            let step = self.step(n, *which);
            let taking = Taking {
                version: now.version,
                actor: Actor::Staff,
                step: &step,
                answer: "",
            };
            case::take(self.db, &self.ago(began - after), self.zone, now.id, &taking).await?;
        }
        Ok(())
    }

    fn step(&self, n: i64, step: Step) -> NewStep {
        let refused = n % 9 == 8;
        NewStep {
            words: if step.needs_words() {
                "示例".to_owned()
            } else {
                String::new()
            },
            wait: (step == Step::Pause).then_some(Wait::Resident),
            decision: (step == Step::Decide).then_some(if refused {
                Decision::NotGranted
            } else {
                Decision::Granted
            }),
            // Now and then something that no notice had listed.
            extra: if step == Step::AskCorrection {
                vec!["示例材料".to_owned()]
            } else {
                Vec::new()
            },
            days: (step == Step::HandUp).then_some(5),
            center: (step == Step::HandUp).then_some(self.town.id),
            ..NewStep::bare(step)
        }
    }

    /// What somebody has begun at home and not sent.
    async fn draft(&self, (center, matter): (&Center, &Content)) -> Result<(), StoreError> {
        let resident: ResidentId = self.act.id();
        let tx = self.db.begin().await?;
        let sql =
            "INSERT INTO resident (id, phone, name, created_at, version) VALUES ($1, '00000000001', '示例群众', $2, 1)";
        tx.run(sql, args![resident, self.act.at]).await?;
        tx.commit().await?;
        let new = NewCase {
            mode: Mode::Assisted,
            start: Start::Draft,
            name: "示例群众".to_owned(),
            phone: String::new(),
            agent: String::new(),
            visit: Visit::default(),
            booking: None,
            note: "示例".to_owned(),
            decision: None,
            words: String::new(),
        };
        let opening = Opening {
            key: "sample draft",
            matter: &matter.code,
            center: center.id,
            resident: Some(resident),
            new: &new,
            answers: &Answers::default(),
            notice: None,
            noise: 0x5851_F42D_4C95_7F2D,
        };
        let act = Act {
            staff: None,
            ..self.act.clone()
        };
        case::open(self.db, &act, self.zone, &opening).await.map(drop)
    }
}
