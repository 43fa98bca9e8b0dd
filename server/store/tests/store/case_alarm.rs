//! What happens to cases by itself: each clock for its own, whatever other cases are like, and told to who has to act; and that a row
//! says what its events come to, whatever happens in which order.

use crate::{
    case::{DAY, Town, act_of, count, filter, new, opens, step, takes, town},
    follow_up::zone,
    harness::{NOW, World},
};
use model::{
    case::{NewStep, State, Step, Wait, Which},
    center::CenterId,
    hours::LocalMinute,
    matter::Mode,
    staff::StaffId,
};
use std::collections::HashSet;
use store::{
    StoreError,
    case::{self, Case, Filter, Yours},
    db::{Arg, Query, Row},
    workday,
};

stories! {
    the_towns_part_does_not_make_the_whole_silent,
    a_case_that_cannot_be_read_stops_no_other,
    however_many_are_overdue_all_of_them_climb,
    who_is_waited_for_long_is_reminded_of,
    what_was_told_to_somebody_stands_first,
    tables_that_change_while_they_are_read_are_counted_with_again,
    a_row_says_what_its_events_come_to,
}

async fn looks(w: &World, at: i64) -> usize {
    let (act, zone) = (w.act_at(at), zone());
    let (first, second) = tokio::join!(
        case::alarm(w.db(), &act, &zone),
        case::alarm(w.neighbour.db(), &act, &zone),
    );
    // Whoever has looked has left nothing to be looked at again.
    let left = "SELECT COUNT(*) AS n FROM service_case WHERE closed_at IS NULL AND state <> 'draft' AND alarm_at <= $1";
    let left = w.db().row(left, vec![at.into()]).await.unwrap().unwrap();
    assert_eq!(left.get::<i64>("n").unwrap(), 0);
    first.unwrap() + second.unwrap()
}

async fn up(w: &World, t: &Town, key: &str, days: u16) -> Case {
    let one = opens(w, t, key, &new(Mode::Assisted)).await.unwrap();
    takes(w, t, one.number, &step(Step::Accept), NOW).await.unwrap();
    let up = NewStep {
        center: Some(t.town),
        days: Some(days),
        ..step(Step::HandUp)
    };
    takes(w, t, one.number, &up, NOW).await.unwrap()
}

async fn the_towns_part_does_not_make_the_whole_silent(w: World) {
    let t = town(&w).await;
    let one = up(&w, &t, "k", 1).await;
    for days in 1..40 {
        looks(&w, NOW + days * DAY).await;
    }
    let events = case::events(w.db(), one.id, &zone()).await.unwrap();
    let told = |which| {
        let of = events.iter().filter(|event| event.clock == Some(which));
        of.map(|event| (event.step, event.level)).collect::<Vec<_>>()
    };
    let all = [(Step::Remind, 0), (Step::Climb, 1), (Step::Climb, 2), (Step::Climb, 3)];
    assert_eq!(told(Which::Town), all);
    assert_eq!(told(Which::Whole), all);
    // Back in the village what the town did not do is told no more; the whole of it still is as high as it was.
    let back = takes(&w, &t, one.number, &step(Step::Return), NOW + 40 * DAY)
        .await
        .unwrap();
    assert_eq!((back.climbed, back.version), (3, 4));
    assert_eq!(looks(&w, NOW + 41 * DAY).await, 0);
}

async fn a_case_that_cannot_be_read_stops_no_other(w: World) {
    let t = town(&w).await;
    let bad = opens(&w, &t, "bad", &new(Mode::Assisted)).await.unwrap();
    let good = opens(&w, &t, "good", &new(Mode::Assisted)).await.unwrap();
    let tx = w.db().begin().await.unwrap();
    // Nothing was paused that could go on.
    let sql = "INSERT INTO case_event (case_id, seq, at, actor, who, step, words, items, level)
               VALUES ($1, 2, 0, 'staff', '', 'resume', '', '[]', 0)";
    tx.run(sql, vec![bad.id.into()]).await.unwrap();
    tx.commit().await.unwrap();
    let act = w.act_at(NOW + 20 * DAY);
    assert_eq!(case::alarm(w.db(), &act, &zone()).await.unwrap(), 1);
    let now = case::get(w.db(), good.number).await.unwrap().unwrap();
    assert!(now.climbed > 0);
}

async fn however_many_are_overdue_all_of_them_climb(w: World) {
    const MANY: i64 = 510;
    let t = town(&w).await;
    for n in 0..MANY {
        opens(&w, &t, &format!("k{n}"), &new(Mode::Assisted)).await.unwrap();
    }
    looks(&w, NOW + 9 * DAY).await;
    let climbed = "SELECT COUNT(*) AS n FROM service_case WHERE climbed > 0";
    assert_eq!(count(&w, climbed).await, MANY);
}

async fn who_is_waited_for_long_is_reminded_of(w: World) {
    let t = town(&w).await;
    let one = opens(&w, &t, "k", &new(Mode::Assisted)).await.unwrap();
    let missing = NewStep {
        extra: vec!["近期照片".into()],
        ..step(Step::AskCorrection)
    };
    takes(&w, &t, one.number, &missing, NOW).await.unwrap();
    assert_eq!(looks(&w, NOW + 10 * DAY).await, 0);
    assert_eq!(looks(&w, NOW + 30 * DAY).await, 1);
    assert_eq!(looks(&w, NOW + 90 * DAY).await, 0, "once");
    let now = case::get(w.db(), one.number).await.unwrap().unwrap();
    assert!(now.reminded && now.due.is_none());
}

async fn what_was_told_to_somebody_stands_first(w: World) {
    let t = town(&w).await;
    let lead = w.administrator("lead").await;
    // One that nobody has accepted, one that somebody has, and one that the town has and nobody there.
    let fresh = opens(&w, &t, "fresh", &new(Mode::Assisted)).await.unwrap();
    let taken = opens(&w, &t, "taken", &new(Mode::Assisted)).await.unwrap();
    takes(&w, &t, taken.number, &step(Step::Accept), NOW).await.unwrap();
    let handed = up(&w, &t, "town", 1).await;
    let eye = |me: StaffId, staff, leads, town| Yours { me, staff, leads, town };
    let stranger = eye(lead, vec![], vec![], vec![]);
    let counter = eye(lead, vec![t.town], vec![], vec![]);
    let worker = eye(t.staff, vec![t.village], vec![], vec![]);
    let leads = eye(lead, vec![], vec![t.village], vec![]);
    let above = eye(lead, vec![], vec![], vec![t.village, t.town]);
    for days in [0, 8, 9, 13, 30] {
        looks(&w, NOW + days * DAY).await;
        let latest = {
            let act = act_of(&w, &t, NOW + days * DAY);
            opens_at(&w, &t, &format!("new{days}"), &act).await
        };
        for yours in [&stranger, &counter, &worker, &leads, &above] {
            let now = LocalMinute {
                day: filter().now.day.saturating_add(jiff::Span::new().days(days)),
                minute: 0,
            };
            let all = Filter {
                yours: Some(yours),
                ..Filter::open(now)
            };
            let rows = case::list(w.db(), &all).await.unwrap();
            assert_eq!(
                rows.len(),
                case::list(w.db(), &Filter { yours: None, ..all }).await.unwrap().len()
            );
            let mine: Vec<bool> = rows.iter().map(|one| yours.is(one)).collect();
            let n = mine.iter().filter(|is| **is).count();
            assert!(mine[..n].iter().all(|is| *is), "first: {mine:?}");
            let only = case::list(
                w.db(),
                &Filter {
                    only_yours: true,
                    ..all
                },
            )
            .await
            .unwrap();
            assert_eq!(only.len(), n);
            assert!(
                !only.iter().any(|one| one.number == latest),
                "what is new was told to nobody"
            );
            let counts = case::counts(w.db(), None, Some(yours), now).await.unwrap();
            assert_eq!(counts.yours as usize, n);
        }
    }
    let of = async |yours: &Yours| {
        let only = Filter {
            yours: Some(yours),
            only_yours: true,
            ..filter()
        };
        let rows = case::list(w.db(), &only).await.unwrap();
        rows.iter().map(|one| one.number).collect::<HashSet<_>>()
    };
    assert!(of(&stranger).await.is_empty());
    assert_eq!(of(&counter).await, [handed.number].into(), "what nobody works on");
    let (works, led) = (of(&worker).await, of(&leads).await);
    for (all, number, is) in [
        (&works, fresh.number, true),
        (&works, taken.number, true),
        (&works, handed.number, false),
        (&led, fresh.number, true),
        (&led, taken.number, true),
        (&led, handed.number, false),
    ] {
        assert_eq!(all.contains(&number), is, "{number:?}");
    }
    assert!(
        of(&above)
            .await
            .is_superset(&[fresh.number, taken.number, handed.number].into())
    );
}

async fn opens_at(w: &World, t: &Town, key: &str, act: &store::Act) -> model::case::Number {
    let (new, answers) = (new(Mode::Assisted), model::matter::Answers::default());
    let opening = case::Opening {
        key,
        matter: "C0101",
        center: t.village,
        resident: None,
        new: &new,
        answers: &answers,
        notice: None,
        noise: key.bytes().fold(11, |n, b| n * 31 + u64::from(b)),
    };
    case::open(w.db(), act, &zone(), &opening).await.unwrap()
}

/// Reads through to the database; behind its first answer somebody saves the table of a year.
struct Meanwhile<'a> {
    w: &'a World,
    saved: tokio::sync::OnceCell<()>,
}

impl Query for Meanwhile<'_> {
    async fn rows(&self, sql: &'static str, args: Vec<Arg>) -> Result<Vec<Row>, StoreError> {
        let rows = self.w.db().rows(sql, args).await;
        let save = || async {
            let table = workday::table(self.w.db(), 2026).await.unwrap();
            workday::save(self.w.db(), &self.w.act(), table.version, &table.value)
                .await
                .unwrap();
        };
        self.saved.get_or_init(save).await;
        rows
    }
}

async fn tables_that_change_while_they_are_read_are_counted_with_again(w: World) {
    let q = Meanwhile {
        w: &w,
        saved: tokio::sync::OnceCell::new(),
    };
    let (_, mark) = workday::counted(&q).await.unwrap();
    assert!(
        mark < workday::mark(w.db()).await.unwrap(),
        "else nobody would count again"
    );
}

/// What is said with any step, so that it is one.
fn any(t: &Town, beside: CenterId, one: &Case, papers: &[case::Paper], (what, pick): (Step, u64)) -> NewStep {
    NewStep {
        wait: (what == Step::Pause).then_some(if pick.is_multiple_of(2) {
            Wait::Resident
        } else {
            Wait::Special
        }),
        extra: match what {
            Step::AskCorrection => vec!["照片".into(), "户口簿".into()],
            _ => Vec::new(),
        },
        center: match what {
            Step::HandUp => Some(t.town),
            Step::Transfer => Some(if one.handler == t.village { beside } else { t.village }),
            _ => None,
        },
        days: (what == Step::HandUp).then_some(2),
        assignee: (what == Step::Assign).then_some(one.first_contact.unwrap()),
        paper: papers
            .iter()
            .find(|paper| paper.returned.is_none())
            .map(|paper| paper.id)
            .filter(|_| what == Step::PaperOut),
        ..step(what)
    }
}

async fn a_row_says_what_its_events_come_to(w: World) {
    let t = town(&w).await;
    let beside = w.center("西风村党群服务中心").await;
    let mut dice = 20_260_921_u64;
    let mut roll = move || {
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        dice >> 33
    };
    let (mut alarms, mut states, mut homes) = (0, HashSet::new(), HashSet::new());
    for walk in 0..8 {
        let mut one = opens(&w, &t, &format!("walk{walk}"), &new(Mode::Assisted))
            .await
            .unwrap();
        let mut at = NOW;
        for _ in 0..25 {
            at += i64::try_from(roll() % 5).unwrap() * DAY + 3600;
            alarms += case::alarm(w.db(), &w.act_at(at), &zone()).await.unwrap();
            one = agrees(&w, &one).await;
            states.insert(one.state);
            homes.insert((one.home, one.handler));
            let content = case::content(w.db(), &one).await.unwrap();
            let events = case::events(w.db(), one.id, &zone()).await.unwrap();
            let chain = case::replay(&one, &content, &events).unwrap();
            // The rarer an end is, the longer the walk.
            let ends = |what: &Step| matches!(what, Step::Withdraw | Step::Void | Step::Refuse | Step::Decide);
            let next: Vec<Step> = chain.next().filter(|what| what.is_of_staff()).collect();
            let on: Vec<Step> = next.iter().copied().filter(|what| !ends(what)).collect();
            let from = if roll() % 8 == 0 || on.is_empty() { &next } else { &on };
            let Some(what) = from.get(usize::try_from(roll()).unwrap() % from.len().max(1)).copied() else {
                break;
            };
            let papers = case::papers(w.db(), one.id).await.unwrap();
            match takes(&w, &t, one.number, &any(&t, beside, &one, &papers, (what, roll())), at).await {
                // Somebody is not waited for without end.
                Ok(_) | Err(StoreError::Refused(_)) => {}
                Err(other) => panic!("{what:?}: {other:?}"),
            }
            one = agrees(&w, &one).await;
        }
    }
    assert!(
        alarms > 10 && states.contains(&State::HandedUp) && states.contains(&State::Paused),
        "{alarms} {states:?}"
    );
    assert!(homes.contains(&(beside, beside)), "{homes:?}");
}

/// The row, once it was compared with the replay of its events.
async fn agrees(w: &World, one: &Case) -> Case {
    let row = case::by_id(w.db(), one.id).await.unwrap();
    let content = case::content(w.db(), &row).await.unwrap();
    let events = case::events(w.db(), row.id, &zone()).await.unwrap();
    let chain = case::replay(&row, &content, &events).unwrap();
    let due = chain
        .due(&workday::calendar(w.db()).await.unwrap())
        .and_then(model::case::Due::first);
    let due = due.map(|due| (due.day, due.minute));
    assert_eq!(
        (
            row.state,
            row.decision,
            (row.center, row.home, row.handler),
            row.assignee,
            row.missed,
            row.papers,
            row.reminded,
            row.climbed,
            row.due
        ),
        (
            chain.state,
            chain.decision,
            (chain.center, chain.home, chain.handler),
            chain.assignee,
            chain.missed,
            chain.papers,
            chain.reminded(),
            chain.climbed(),
            due,
        ),
        "{events:#?}"
    );
    row
}
