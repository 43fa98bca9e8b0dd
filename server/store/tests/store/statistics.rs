//! Statistics of cases: the tally is what a slow look at every event comes to, whoever takes steps, and whenever it is folded.

use crate::{
    case::count,
    follow_up::zone,
    harness::{NOW, TOWN, World, center_of},
};
use jiff::civil::date;
use model::{
    case::{Actor, Event, Item, NewStep, Number, OpenInput, State, Step, Wait},
    center::{CenterId, CenterInput},
    figures::Period,
    matter::{Answers, Content, Limit, LimitUnit, MatterId, Mode},
    staff::StaffId,
    statistics::{Counted, Figure, is_visit},
    workday::Special,
};
use std::collections::{BTreeMap, BTreeSet};
use store::{
    Act, args,
    case::{self, Case, Channel, Opening, Taking},
    center,
    db::Query,
    matter,
    statistics::{AT_ONCE, Axis, Of, catch_up, every, figures, fold, needed, way, years},
    workday,
};

stories! {
    whatever_is_done_with_cases_the_tally_is_what_a_look_at_all_events_comes_to,
    what_there_was_before_anything_was_counted_is_counted_once,
    what_an_older_server_has_ended_is_counted_by_the_job,
    a_case_that_cannot_be_read_keeps_no_other_from_being_counted,
    of_many_who_close_cases_at_once_each_is_counted,
    what_is_needed_is_said_of_five_and_the_calendar_of_the_step_counts,
}

const EVER: Of<'static> = Of {
    first: Period::Month(2026, 1),
    last: Period::Month(2027, 12),
    centers: None,
    mode: None,
    channel: None,
    matter: None,
};
const DAY: i64 = 24 * 3600;

/// A dice that falls the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

#[derive(Clone)]
struct Place {
    villages: [CenterId; 2],
    town: CenterId,
    staff: StaffId,
    matters: [MatterId; 2],
}

const CODES: [&str; 2] = ["C0101", "C0102"];

fn content(code: &str, days: u16) -> Content {
    let all = store::sample::matters::read().unwrap();
    let mut content = all.into_iter().find(|m| m.code == code).unwrap();
    content.modes = Mode::ALL.to_vec();
    content.promised = Limit {
        count: days,
        unit: LimitUnit::WorkingDay,
    };
    content
}

async fn place(w: &World) -> Place {
    w.divisions().await;
    let input = CenterInput {
        kind: "town".into(),
        division: TOWN.into(),
        name: "镇党群服务中心".into(),
        ..CenterInput::default()
    };
    let town = center::create(w.db(), &w.act(), "town", &input.check().unwrap()).await;
    let second = center::create(w.db(), &w.act(), "second", &center_of("长发村党群服务中心")).await;
    let mut matters = Vec::new();
    for (code, days) in CODES.into_iter().zip([5, 0]) {
        matters.push(
            matter::create(w.db(), &w.act(), code, &content(code, days))
                .await
                .unwrap(),
        );
    }
    Place {
        villages: [w.center("东风村党群服务中心").await, second.unwrap()],
        town: town.unwrap(),
        staff: w.administrator("wangfang").await,
        matters: [matters[0], matters[1]],
    }
}

fn act_of(w: &World, p: &Place, at: i64) -> Act {
    Act {
        staff: Some(p.staff),
        ..w.act_at(at)
    }
}

async fn opens(w: &World, p: &Place, key: &str, (matter, center): (usize, usize), mode: Mode, at: i64) -> Number {
    let today = jiff::Timestamp::from_second(at).unwrap().to_zoned(zone()).date();
    let input = OpenInput {
        mode: mode.code().into(),
        name: "李玉兰".into(),
        phone: "13800001234".into(),
        address: "东风村 3 组".into(),
        day: today.tomorrow().unwrap().to_string(),
        from: "09:00".into(),
        to: "10:00".into(),
        consent: "1".into(),
        ..OpenInput::default()
    };
    let opening = Opening {
        key,
        matter: CODES[matter],
        center: p.villages[center],
        resident: None,
        new: &input
            .check(model::hours::LocalMinute { day: today, minute: 0 })
            .unwrap(),
        answers: &Answers::default(),
        notice: None,
        noise: key
            .bytes()
            .fold(7, |n, b| n.wrapping_mul(31).wrapping_add(u64::from(b))),
    };
    case::open(w.db(), &act_of(w, p, at), &zone(), &opening).await.unwrap()
}

fn step(p: &Place, step: Step, dice: &mut Dice) -> NewStep {
    let decision = model::case::Decision::ALL[dice.roll(2) as usize];
    NewStep {
        words: "情况说明".into(),
        wait: (step == Step::Pause).then_some(Wait::Special),
        decision: (step == Step::Decide).then_some(decision),
        // Beyond what the notice listed, now and then.
        extra: match step {
            Step::AskCorrection if dice.roll(2) == 0 => vec!["一寸照片".into()],
            _ => Vec::new(),
        },
        center: match step {
            Step::HandUp => Some(p.town),
            Step::Transfer => Some(p.villages[dice.roll(2) as usize]),
            _ => None,
        },
        days: (step == Step::HandUp).then_some(3),
        assignee: (step == Step::Assign).then_some(p.staff),
        ..NewStep::bare(step)
    }
}

async fn takes(w: &World, p: &Place, number: Number, new: &NewStep, at: i64) -> bool {
    let now = case::get(w.db(), number).await.unwrap().unwrap();
    let mut new = new.clone();
    if new.step == Step::PaperOut {
        let papers = case::papers(w.db(), now.id).await.unwrap();
        new.paper = papers
            .iter()
            .find(|paper| paper.returned.is_none())
            .map(|paper| paper.id);
    }
    let taking = Taking {
        version: now.version,
        actor: Actor::Staff,
        step: &new,
        answer: "",
    };
    case::take(w.db(), &act_of(w, p, at), &zone(), now.id, &taking)
        .await
        .is_ok()
}

type Key = (Period, CenterId, MatterId, Mode, &'static str);

async fn all_cases(w: &World) -> Vec<(Case, Vec<Event>)> {
    let mut all = Vec::new();
    for row in w
        .db()
        .rows("SELECT id FROM service_case ORDER BY id", args![])
        .await
        .unwrap()
    {
        let one = case::by_id(w.db(), row.id("id").unwrap()).await.unwrap();
        let events = case::events(w.db(), one.id, &zone()).await.unwrap();
        all.push((one, events));
    }
    all
}

/// The same slowly: what each event is by itself.
async fn by_hand(w: &World) -> BTreeMap<Key, Counted> {
    let mut sums: BTreeMap<Key, Counted> = BTreeMap::new();
    let calendar = workday::calendar(w.db()).await.unwrap();
    for (one, events) in all_cases(w).await {
        let key = |event: &Event| {
            let month = Period::month_of(event.at.day);
            (month, one.center, one.matter, one.mode, one.channel.code())
        };
        let sent = |e: &&Event| matches!(e.step, Step::Register | Step::AtOnce | Step::Submit);
        let Some(first) = events.iter().find(sent) else {
            continue;
        };
        sums.entry(key(first)).or_default().opened += 1;
        let ends = |e: &&Event| {
            matches!(
                e.step,
                Step::AtOnce | Step::Decide | Step::Refuse | Step::Withdraw | Step::Void
            )
        };
        let Some(last) = events.iter().find(ends) else {
            continue;
        };
        let sum = sums.entry(key(last)).or_default();
        match last.step {
            Step::Void => {
                sum.void += 1;
                continue;
            }
            Step::Refuse => sum.refused += 1,
            Step::Withdraw => sum.withdrawn += 1,
            _ if last.decision == Some(model::case::Decision::NotGranted) => sum.not_granted += 1,
            _ => sum.granted += 1,
        }
        let asked: Vec<&Item> = events.iter().flat_map(|e| &e.items).collect();
        sum.missed += i64::from(asked.iter().any(|item| !item.listed));
        let days: BTreeSet<_> = events
            .iter()
            .filter(|e| is_visit(one.mode, e))
            .map(|e| e.at.day)
            .collect();
        sum.visits += days.len() as i64;
        if last.decision.is_some() && last.step == Step::Decide {
            let promise = case::content(w.db(), &one).await.unwrap();
            let chain = case::replay(&one, &promise, &events).unwrap();
            let due = chain.promised(&calendar).unwrap().due().unwrap();
            sum.late += i64::from((last.at.day, last.at.minute) >= (due.day, due.minute));
        }
    }
    sums
}

/// What the tally says, each key asked for by itself along one of the axes; in two processes, each of which keeps months in memory.
async fn told(w: &World) -> BTreeMap<Key, Counted> {
    let mut all = BTreeMap::new();
    for ((month, center, matter, mode, channel), _) in by_hand(w).await {
        let centers = [center];
        let of = Of {
            first: month,
            last: month,
            centers: Some(&centers),
            mode: Some(mode),
            channel: Channel::from_code(channel),
            matter: Some(matter),
        };
        for (axis, key) in [
            (Axis::Center, center.as_i64()),
            (Axis::Matter, matter.as_i64()),
            (Axis::Way, way(mode, Channel::from_code(channel).unwrap())),
        ] {
            for store in [&w.store, &w.neighbour] {
                let parts = store.statistics(axis, &of).await.unwrap();
                let one = figures(&parts, |part| (part.month == month).then_some(part.key));
                assert_eq!(one.keys().copied().collect::<Vec<_>>(), [key]);
                let before = all.insert((month, center, matter, mode, channel), one[&key].counted);
                assert!(before.is_none_or(|before| before == one[&key].counted), "{axis:?}");
            }
        }
    }
    all
}

/// All of it together: along each axis it is the same.
async fn whole(w: &World, of: &Of<'_>) -> Figure {
    let mut wholes = Vec::new();
    for axis in [Axis::Center, Axis::Matter, Axis::Way] {
        let parts = w.store.statistics(axis, of).await.unwrap();
        wholes.push(figures(&parts, |_| Some(())).remove(&()).unwrap_or_default());
    }
    assert!(wholes.windows(2).all(|two| two[0] == two[1]), "{wholes:?}");
    wholes[0]
}

async fn live(w: &World, p: &Place, seed: u64, many: u64) {
    let mut dice = Dice(seed);
    for n in 0..many {
        let mode = Mode::ALL[dice.roll(5) as usize];
        let what = (dice.roll(2) as usize, dice.roll(2) as usize);
        let mut at = NOW + dice.roll(40) as i64 * DAY;
        let number = opens(w, p, &format!("{seed}-{n}"), what, mode, at).await;
        for _ in 0..dice.roll(9) {
            at += dice.roll(4) as i64 * DAY + dice.roll(20) as i64 * 3600;
            let state = case::get(w.db(), number).await.unwrap().unwrap().state;
            let usual = match state {
                State::Submitted => [Step::AskCorrection, Step::Accept],
                State::Correction => [Step::Supplement, Step::Refuse],
                State::Paused => [Step::Resume, Step::Withdraw],
                State::Decided => [Step::Collect, Step::PaperOut],
                _ => [Step::Decide, Step::PaperIn],
            };
            let any = Step::ALL[dice.roll(Step::ALL.len() as u64) as usize];
            let which = if dice.roll(3) == 0 {
                any
            } else {
                usual[dice.roll(2) as usize]
            };
            if which.is_of_staff() {
                let new = step(p, which, &mut dice);
                takes(w, p, number, &new, at).await;
            }
        }
        if dice.roll(6) == 0 {
            fold(w.db(), &w.act()).await.unwrap();
        }
    }
}

async fn whatever_is_done_with_cases_the_tally_is_what_a_look_at_all_events_comes_to(w: World) {
    let p = place(&w).await;
    live(&w, &p, 7, 60).await;
    let slow = by_hand(&w).await;
    let mut sum = Counted::default();
    slow.values().for_each(|one| sum.add(one));
    assert!(
        sum.opened == 60 && sum.late > 0 && sum.missed > 0 && sum.void > 0 && sum.closed() > 20,
        "{sum:?}"
    );
    assert_eq!(told(&w).await, slow);
    assert_eq!(whole(&w, &EVER).await.counted, sum);
    // And so do the rows of the file.
    let rows = every(w.db(), &EVER).await.unwrap().into_iter();
    let rows: BTreeMap<Key, Counted> = rows
        .map(|(k, f)| ((k.month, k.center, k.matter, k.mode, k.channel.code()), f.counted))
        .collect();
    assert_eq!(rows, slow);
    // Folded, by several at once: nothing is lost and nothing counted twice.
    let folds = w.at_once(4, |_, db| {
        let act = w.act();
        async move { fold(&db, &act).await.unwrap() }
    });
    folds.await;
    assert_eq!((told(&w).await, fold(w.db(), &w.act()).await.unwrap()), (slow, 0));
    assert_eq!(years(w.db()).await.unwrap(), [2026]);
    let nothing = Of {
        first: Period::Month(2020, 1),
        last: Period::Month(2020, 12),
        ..EVER
    };
    assert_eq!(whole(&w, &nothing).await, Figure::default());
}

async fn what_there_was_before_anything_was_counted_is_counted_once(w: World) {
    let p = place(&w).await;
    live(&w, &p, 11, 25).await;
    // As an upgrade finds it.
    let tx = w.db().begin().await.unwrap();
    for sql in [
        "DELETE FROM case_count",
        "DELETE FROM case_tally",
        "UPDATE service_case SET tallied = 0",
    ] {
        tx.run(sql, args![]).await.unwrap();
    }
    tx.commit().await.unwrap();
    // One of them goes on before the job has come to it.
    let number = case::by_id(w.db(), all_cases(&w).await[0].0.id).await.unwrap().number;
    let mut dice = Dice(1);
    for which in [Step::Accept, Step::Decide, Step::Collect, Step::PaperIn, Step::Void] {
        takes(&w, &p, number, &step(&p, which, &mut dice), NOW + 80 * DAY).await;
    }
    // So many in a round, however many there are.
    let later = NOW + 80 * DAY;
    assert_eq!(catch_up(w.db(), &zone(), later, 10).await.unwrap(), 10);
    let uncounted = "SELECT COUNT(*) AS n FROM service_case WHERE tallied = 0 AND state <> 'draft'";
    assert!((14..=15).contains(&count(&w, uncounted).await));
    let both = [w.db().clone(), w.neighbour.db().clone()]
        .map(|db| tokio::spawn(async move { catch_up(&db, &zone(), later, AT_ONCE).await.unwrap() }));
    let mut done = 10;
    for one in both {
        done += one.await.unwrap();
    }
    assert!((24..=25).contains(&done), "{done}");
    assert_eq!(told(&w).await, by_hand(&w).await);
    assert_eq!(catch_up(w.db(), &zone(), later, AT_ONCE).await.unwrap(), 0);
    // And on from there.
    live(&w, &p, 12, 5).await;
    fold(w.db(), &w.act()).await.unwrap();
    assert_eq!(told(&w).await, by_hand(&w).await);
}

async fn what_an_older_server_has_ended_is_counted_by_the_job(w: World) {
    let p = place(&w).await;
    let mut numbers = Vec::new();
    for n in 0..6 {
        numbers.push(opens(&w, &p, &format!("k{n}"), (0, n % 2), Mode::Assisted, NOW).await);
    }
    fold(w.db(), &w.act()).await.unwrap();
    // Its steps are those of this one, without what they are counted by.
    let ends = [
        (0, &[Step::Accept, Step::Decide][..]),
        (1, &[Step::Accept, Step::Decide, Step::Collect]),
        (2, &[Step::Refuse]),
        (3, &[Step::Void]),
        (4, &[Step::PaperIn, Step::Withdraw, Step::PaperOut]),
        (5, &[Step::Accept]),
    ];
    for (n, steps) in ends {
        for which in steps {
            assert!(
                takes(&w, &p, numbers[n], &step(&p, *which, &mut Dice(3)), NOW + DAY).await,
                "{which:?}"
            );
        }
    }
    let tx = w.db().begin().await.unwrap();
    for sql in ["DELETE FROM case_count", "UPDATE service_case SET tallied = 1"] {
        tx.run(sql, args![]).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_ne!(told(&w).await, by_hand(&w).await);
    let at = NOW + DAY + 60;
    let both = [w.db().clone(), w.neighbour.db().clone()]
        .map(|db| tokio::spawn(async move { catch_up(&db, &zone(), at, AT_ONCE).await.unwrap() }));
    let mut done = 0;
    for one in both {
        done += one.await.unwrap();
    }
    assert_eq!(done, 5, "each that has ended, once");
    assert_eq!(told(&w).await, by_hand(&w).await);
    // What adds nothing is not looked for again; what is fetched later is.
    assert_eq!(catch_up(w.db(), &zone(), at, AT_ONCE).await.unwrap(), 0);
    let fetched = NOW + DAY + 7200;
    assert!(takes(&w, &p, numbers[0], &step(&p, Step::Collect, &mut Dice(3)), fetched).await);
    fold(w.db(), &w.act()).await.unwrap();
    assert_eq!(catch_up(w.db(), &zone(), fetched, AT_ONCE).await.unwrap(), 0);
    assert_eq!(told(&w).await, by_hand(&w).await);
}

async fn a_case_that_cannot_be_read_keeps_no_other_from_being_counted(w: World) {
    let p = place(&w).await;
    for n in 0..3 {
        opens(&w, &p, &format!("k{n}"), (0, 0), Mode::Assisted, NOW).await;
    }
    let tx = w.db().begin().await.unwrap();
    for sql in [
        "DELETE FROM case_count",
        "UPDATE service_case SET tallied = 0",
        "UPDATE service_case SET answers = 'nonsense' WHERE id = (SELECT MIN(id) FROM service_case)",
    ] {
        tx.run(sql, args![]).await.unwrap();
    }
    tx.commit().await.unwrap();
    // Though there is room for one in a round: it is passed over, and not tried again each minute.
    let mut done = Vec::new();
    for _ in 0..4 {
        done.push(catch_up(w.db(), &zone(), NOW, 1).await.unwrap());
    }
    assert_eq!(done, [0, 1, 1, 0]);
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM case_count").await, 2);
    // Once it can be read its next step counts all of it.
    let tx = w.db().begin().await.unwrap();
    tx.run("UPDATE service_case SET answers = '{}'", args![]).await.unwrap();
    tx.commit().await.unwrap();
    let (one, _) = all_cases(&w).await.remove(0);
    assert!(takes(&w, &p, one.number, &step(&p, Step::Accept, &mut Dice(1)), NOW).await);
    assert_eq!(told(&w).await, by_hand(&w).await);
}

async fn of_many_who_close_cases_at_once_each_is_counted(w: World) {
    let p = place(&w).await;
    let mut numbers = Vec::new();
    for n in 0..24 {
        numbers.push(opens(&w, &p, &format!("k{n}"), (0, n % 2), Mode::Assisted, NOW).await);
    }
    let all: Vec<_> = numbers
        .into_iter()
        .map(|number| {
            let (w, p) = (w.clone(), p.clone());
            tokio::spawn(async move {
                let mut dice = Dice(number.to_string().bytes().map(u64::from).sum());
                for which in [Step::Accept, Step::Decide, Step::Collect] {
                    assert!(takes(&w, &p, number, &step(&p, which, &mut dice), NOW + DAY).await);
                    fold(w.db(), &w.act()).await.unwrap();
                }
            })
        })
        .collect();
    for one in all {
        one.await.unwrap();
    }
    let figure = whole(&w, &EVER).await;
    let counted = figure.counted;
    assert_eq!((counted.opened, counted.decided(), counted.visits), (24, 24, 48));
    assert_eq!(figure.twice_median, Some(2));
    assert_eq!(told(&w).await, by_hand(&w).await);
}

async fn what_is_needed_is_said_of_five_and_the_calendar_of_the_step_counts(w: World) {
    let p = place(&w).await;
    // NOW is a Monday; what is received then and decided on Thursday needs three days, or two if Tuesday is off.
    let decided = async |n: i64| {
        let number = opens(&w, &p, &format!("n{n}"), (0, 0), Mode::Assisted, NOW).await;
        for (which, at) in [(Step::Accept, NOW), (Step::Decide, NOW + 3 * DAY)] {
            assert!(takes(&w, &p, number, &step(&p, which, &mut Dice(n as u64)), at).await);
        }
        fold(w.db(), &w.act()).await.unwrap();
    };
    for n in 0..4 {
        decided(n).await;
    }
    let since = Period::Month(2026, 9);
    assert_eq!(needed(w.db(), since).await.unwrap().len(), 0);
    let off = Special {
        day: date(2026, 9, 22),
        working: false,
        name: "停办".into(),
    };
    let before = workday::table(w.db(), 2026).await.unwrap();
    let mut table = before.value;
    table.days.push(off);
    workday::save(w.db(), &w.act(), before.version, &table).await.unwrap();
    for n in 4..9 {
        decided(n).await;
    }
    let all = needed(w.db(), since).await.unwrap();
    // Four that needed three days stay as they were counted; five needed two.
    assert_eq!(
        (all.len(), all[&p.matters[0]].cases, all[&p.matters[0]].twice_median),
        (1, 9, 4)
    );
    // Kept in memory, until the next fold.
    let today = date(2026, 10, 1);
    assert_eq!(*w.store.needed(today).await.unwrap(), all);
    decided(9).await;
    assert_eq!(w.neighbour.needed(today).await.unwrap()[&p.matters[0]].cases, 10);
    assert_eq!(w.store.needed(today).await.unwrap()[&p.matters[0]].cases, 10);
    // What lies more than a year back is not said any more.
    assert_eq!(w.store.needed(date(2027, 9, 1)).await.unwrap().len(), 0);
    assert_eq!(w.store.needed(date(2027, 8, 31)).await.unwrap().len(), 1);
}
