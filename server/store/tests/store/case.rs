//! Cases: all five modes, the one correction, the way to the town and back, and that nobody overwrites anybody.

use crate::{
    follow_up::zone,
    harness::{NOW, TODAY, TOWN, World, center_of, one_has_won},
};
use jiff::civil::{Date, date};
use model::{
    AppError, Problem,
    case::{Actor, Decision, NewCase, NewStep, Number, OpenInput, Start, State, Step, VisitTime, Wait},
    center::{CenterId, CenterInput},
    hours::LocalMinute,
    matter::{Answers, Content, Limit, Mode},
    notice::NoticeKind,
    staff::StaffId,
};
use store::{
    Act, StoreError,
    case::{self, Case, Filter, Opening, Taking, Urgency},
    center,
    db::Query,
    guess::{self, Of},
    matter, notice, resident,
};

stories! {
    a_case_goes_its_whole_way_and_its_resident_hears_of_it,
    every_mode_is_opened_as_its_matter_allows,
    what_cannot_be_opened_says_why,
    what_is_missing_is_asked_for_once,
    a_case_goes_up_to_the_own_town_and_comes_back,
    of_two_who_take_a_step_at_once_one_does,
    of_a_hundred_same_submissions_one_is_a_case,
    what_is_due_is_reminded_of_and_climbs_once,
    papers_are_taken_and_given_back_with_a_receipt,
    a_visit_at_home_gets_another_time_and_its_resident_hears_of_it,
    a_draft_is_not_sent_for_a_matter_that_was_retired,
    whoever_is_refused_on_the_spot_reads_why,
    who_asks_to_be_forgotten_leaves_no_name_in_a_case,
    who_asks_to_be_forgotten_waits_for_no_step_of_the_staff,
    what_happened_stays_as_it_happened,
    what_has_ended_follows_what_is_open_page_by_page,
    a_number_finds_nobody_by_telephone_or_name_for_who_is_not_told_whose_a_case_is,
    who_somebody_is_is_told_where_they_came_to_and_stands_in_the_log,
    a_correction_that_asks_for_nothing_is_not_used_up,
    wrong_digits_of_a_day_stay_counted,
    what_a_notice_listed_is_not_missed_whatever_the_matter_says_by_now,
}

pub(crate) const DAY: i64 = 24 * 3600;
const PHONE: &str = "13800001234";

pub(crate) struct Town {
    pub(crate) village: CenterId,
    pub(crate) town: CenterId,
    pub(crate) staff: StaffId,
}

fn allowance() -> Content {
    let all = store::sample::matters::read().unwrap();
    let mut content = all.into_iter().find(|m| m.code == "C0101").unwrap();
    content.modes = Mode::ALL.to_vec();
    content.promised = Limit {
        count: 5,
        ..Limit::AT_ONCE
    };
    content
}

pub(crate) async fn town(w: &World) -> Town {
    w.divisions().await;
    let input = CenterInput {
        kind: "town".into(),
        division: TOWN.into(),
        name: "镇党群服务中心".into(),
        ..CenterInput::default()
    };
    let town = center::create(w.db(), &w.act(), "town", &input.check().unwrap()).await;
    matter::create(w.db(), &w.act(), "m", &allowance()).await.unwrap();
    Town {
        village: w.center("东风村党群服务中心").await,
        town: town.unwrap(),
        staff: w.administrator("wangfang").await,
    }
}

pub(crate) fn act_of(w: &World, t: &Town, at: i64) -> Act {
    Act {
        staff: Some(t.staff),
        ..w.act_at(at)
    }
}

const MORNING: LocalMinute = LocalMinute { day: TODAY, minute: 0 };

fn form(mode: Mode) -> OpenInput {
    OpenInput {
        mode: mode.code().into(),
        name: "李玉兰".into(),
        phone: PHONE.into(),
        address: "东风村 3 组".into(),
        day: "2026-09-22".into(),
        from: "09:00".into(),
        to: "10:00".into(),
        consent: "1".into(),
        ..OpenInput::default()
    }
}

pub(crate) fn new(mode: Mode) -> NewCase {
    form(mode).check(MORNING).unwrap()
}

fn draft() -> NewCase {
    NewCase {
        start: Start::Draft,
        ..new(Mode::Assisted)
    }
}

pub(crate) async fn opens(w: &World, t: &Town, key: &str, new: &NewCase) -> Result<Case, StoreError> {
    let opening = Opening {
        key,
        matter: "C0101",
        center: t.village,
        resident: None,
        new,
        answers: &Answers::default(),
        notice: None,
        noise: key.bytes().fold(7, |n, b| n * 31 + u64::from(b)),
    };
    let number = case::open(w.db(), &act_of(w, t, NOW), &zone(), &opening).await?;
    Ok(case::get(w.db(), number).await.unwrap().unwrap())
}

pub(crate) fn step(step: Step) -> NewStep {
    NewStep {
        words: "情况说明".into(),
        wait: (step == Step::Pause).then_some(Wait::Resident),
        decision: (step == Step::Decide).then_some(Decision::Granted),
        ..NewStep::bare(step)
    }
}

pub(crate) async fn takes(w: &World, t: &Town, number: Number, new: &NewStep, at: i64) -> Result<Case, StoreError> {
    let now = case::get(w.db(), number).await.unwrap().unwrap();
    let taking = Taking {
        version: now.version,
        actor: Actor::Staff,
        step: new,
        answer: "",
    };
    case::take(w.db(), &act_of(w, t, at), &zone(), now.id, &taking).await?;
    Ok(case::get(w.db(), number).await.unwrap().unwrap())
}

pub(crate) fn refused<T: std::fmt::Debug>(result: Result<T, StoreError>, field: &str, problem: Problem) {
    assert_eq!(AppError::from(result.unwrap_err()), AppError::field(field, problem));
}

pub(crate) async fn count(w: &World, sql: &'static str) -> i64 {
    w.db().row(sql, vec![]).await.unwrap().unwrap().get("n").unwrap()
}

async fn a_case_goes_its_whole_way_and_its_resident_hears_of_it(w: World) {
    let t = town(&w).await;
    let one = opens(&w, &t, "k", &new(Mode::Assisted)).await.unwrap();
    assert_eq!(
        (one.state, one.version, one.center, one.handler),
        (State::Submitted, 1, t.village, t.village)
    );
    assert_eq!(
        (one.name.as_str(), one.phone.as_str(), one.first_contact),
        ("李玉兰", PHONE, Some(t.staff))
    );
    // Five working days to accept it, over Mid-Autumn and National Day; the day after is the first.
    assert_eq!(one.due.unwrap().0.to_string(), "2026-09-29");
    for (what, state) in [
        (Step::Accept, State::Accepted),
        (Step::Begin, State::InProgress),
        (Step::Pause, State::Paused),
        (Step::Resume, State::InProgress),
        (Step::Decide, State::Decided),
        (Step::Collect, State::Collected),
    ] {
        let now = takes(&w, &t, one.number, &step(what), NOW).await.unwrap();
        assert_eq!(now.state, state, "{what:?}");
        assert_eq!(
            now.due.is_some(),
            matches!(state, State::Accepted | State::InProgress),
            "{what:?}"
        );
    }
    let now = case::get(w.db(), one.number).await.unwrap().unwrap();
    assert_eq!(
        (now.version, now.decision, now.closed_at),
        (7, Some(Decision::Granted), Some(NOW))
    );
    // The log alone says the same.
    let content = case::content(w.db(), &now).await.unwrap();
    let events = case::events(w.db(), now.id, &zone()).await.unwrap();
    let chain = case::replay(&now, &content, &events).unwrap();
    assert_eq!(
        (chain.state, chain.decision, chain.assignee),
        (now.state, now.decision, now.assignee)
    );
    // And the resident has heard of each step, and is asked how it was.
    let told = notice::of_resident(w.db(), now.resident, None, i64::MAX).await.unwrap();
    let kinds: Vec<NoticeKind> = told.iter().rev().map(|n| n.kind).collect();
    assert_eq!(
        kinds,
        [
            NoticeKind::CaseReceived,
            NoticeKind::CaseAccepted,
            NoticeKind::CaseGoesOn,
            NoticeKind::CasePaused,
            NoticeKind::CaseGoesOn,
            NoticeKind::CaseDecided,
            NoticeKind::EvaluationAsked,
            NoticeKind::CaseCollected,
        ]
    );
    let asked = "SELECT COUNT(*) AS n FROM evaluation_ask WHERE service = 'case' AND outcome = 'done'";
    assert_eq!(count(&w, asked).await, 1);
}

async fn every_mode_is_opened_as_its_matter_allows(w: World) {
    let t = town(&w).await;
    for mode in Mode::ALL {
        let one = opens(&w, &t, mode.code(), &new(mode)).await.unwrap();
        let state = if mode == Mode::Immediate {
            State::Decided
        } else {
            State::Submitted
        };
        assert_eq!((one.mode, one.state), (mode, state), "{mode:?}");
    }
    // One that is closed at once is asked about at once.
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM evaluation_ask").await, 1);
    let visit = case::list(
        w.db(),
        &Filter {
            mode: Some(Mode::HomeVisit),
            ..filter()
        },
    )
    .await
    .unwrap();
    assert_eq!(
        (visit.len(), visit[0].visit.address.as_str(), visit[0].visit.from),
        (1, "东风村 3 组", 540)
    );
    // Somebody who gives no phone is nobody who could be found again.
    let nameless = OpenInput {
        phone: String::new(),
        ..form(Mode::Immediate)
    };
    let one = opens(&w, &t, "nameless", &nameless.check(MORNING).unwrap())
        .await
        .unwrap();
    assert_eq!((one.phone.as_str(), one.name.as_str()), ("", "李玉兰"));
}

pub(crate) fn filter() -> Filter<'static> {
    Filter::open(MORNING)
}

async fn what_cannot_be_opened_says_why(w: World) {
    let t = town(&w).await;
    let matter = matter::by_code(w.db(), "C0101").await.unwrap().unwrap();
    let counter = Content {
        modes: vec![Mode::Immediate],
        ..allowance()
    };
    matter::save(w.db(), &w.act(), matter.id, 1, &counter, &[])
        .await
        .unwrap();
    refused(
        opens(&w, &t, "1", &new(Mode::HomeVisit)).await,
        "mode",
        Problem::ModeClosed,
    );
    let there = Opening {
        key: "2",
        matter: "C0199",
        center: t.village,
        resident: None,
        new: &new(Mode::Immediate),
        answers: &Answers::default(),
        notice: None,
        noise: 1,
    };
    let what = "C0199".to_owned();
    let unknown = case::open(w.db(), &act_of(&w, &t, NOW), &zone(), &there).await;
    refused(unknown, "matter", Problem::NoSuch { what });
    matter::set_places(w.db(), &w.act(), matter.id, &[(t.village, false)])
        .await
        .unwrap();
    refused(
        opens(&w, &t, "3", &new(Mode::Immediate)).await,
        "center",
        Problem::NotThere,
    );
    matter::set_places(w.db(), &w.act(), matter.id, &[(t.village, true)])
        .await
        .unwrap();
    matter::retire(w.db(), &w.act(), matter.id, true).await.unwrap();
    refused(
        opens(&w, &t, "4", &new(Mode::Immediate)).await,
        "matter",
        Problem::MatterRetired,
    );
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM service_case").await, 0);
}

async fn what_is_missing_is_asked_for_once(w: World) {
    let t = town(&w).await;
    let one = opens(&w, &t, "k", &new(Mode::Assisted)).await.unwrap();
    let content = case::content(w.db(), &one).await.unwrap();
    let missing = NewStep {
        materials: vec![content.materials[0].code.clone()],
        extra: vec!["近期照片".into()],
        ..step(Step::AskCorrection)
    };
    let now = takes(&w, &t, one.number, &missing, NOW).await.unwrap();
    assert_eq!((now.state, now.missed, now.due), (State::Correction, 1, None));
    // The resident answers on their own device; what they say can be erased, and is in no event.
    let taking = Taking {
        version: now.version,
        actor: Actor::Resident,
        step: &NewStep::bare(Step::Supplement),
        answer: "照片已经交给小王",
    };
    case::take(w.db(), &w.act(), &zone(), now.id, &taking).await.unwrap();
    let now = case::get(w.db(), one.number).await.unwrap().unwrap();
    assert_eq!((now.state, now.answer.as_str()), (State::Submitted, "照片已经交给小王"));
    refused(
        takes(&w, &t, one.number, &missing, NOW).await,
        "step",
        Problem::AskedBefore,
    );
    let events = case::events(w.db(), now.id, &zone()).await.unwrap();
    assert_eq!((events.len(), events[2].who.as_str()), (3, ""));
    assert!(
        events[1].items[0].listed && !events[1].items[1].listed,
        "{:?}",
        events[1].items
    );
}

async fn a_case_goes_up_to_the_own_town_and_comes_back(w: World) {
    let t = town(&w).await;
    let one = opens(&w, &t, "k", &new(Mode::Assisted)).await.unwrap();
    takes(&w, &t, one.number, &step(Step::Accept), NOW).await.unwrap();
    let up = |to: CenterId| NewStep {
        center: Some(to),
        days: Some(2),
        ..step(Step::HandUp)
    };
    let neighbour = center::create(w.db(), &w.act(), "n", &center_of("邻村党群服务中心"))
        .await
        .unwrap();
    for wrong in [neighbour, t.village] {
        refused(
            takes(&w, &t, one.number, &up(wrong), NOW).await,
            "center",
            Problem::NotThere,
        );
    }
    // A town elsewhere is none of theirs.
    let far = crate::harness::division_of("152223101000", "", "巴达尔胡镇", "town");
    store::division::create(w.db(), &w.act(), "far", &far).await.unwrap();
    let input = CenterInput {
        kind: "town".into(),
        division: "152223101000".into(),
        name: "巴达尔胡镇党群服务中心".into(),
        ..CenterInput::default()
    };
    let far = center::create(w.db(), &w.act(), "far c", &input.check().unwrap())
        .await
        .unwrap();
    refused(
        takes(&w, &t, one.number, &up(far), NOW).await,
        "center",
        Problem::NotThere,
    );
    let now = takes(&w, &t, one.number, &up(t.town), NOW).await.unwrap();
    // The town's two working days end before the whole five; who received it first stays accountable.
    assert_eq!(
        (now.state, now.handler, now.center),
        (State::HandedUp, t.town, t.village)
    );
    assert_eq!(
        (now.due.unwrap().0.to_string().as_str(), now.first_contact),
        ("2026-09-23", Some(t.staff))
    );
    let towns = case::list(
        w.db(),
        &Filter {
            centers: Some(&[t.town]),
            ..filter()
        },
    )
    .await
    .unwrap();
    assert_eq!(towns.len(), 1);
    let back = takes(&w, &t, one.number, &step(Step::Return), NOW + DAY).await.unwrap();
    assert_eq!((back.state, back.handler), (State::InProgress, t.village));
    assert_eq!(back.due.unwrap().0.to_string(), "2026-09-29");
    let counts = case::counts(w.db(), Some(&[t.village]), None, filter().now)
        .await
        .unwrap();
    assert_eq!((counts.open, counts.handed_up, counts.overdue), (1, 0, 0));
}

async fn of_two_who_take_a_step_at_once_one_does(w: World) {
    let t = town(&w).await;
    let one = opens(&w, &t, "k", &new(Mode::Assisted)).await.unwrap();
    let taken = w.at_once(10, |_, db| {
        let (act, id, version) = (act_of(&w, &t, NOW), one.id, one.version);
        async move {
            let accept = NewStep::bare(Step::Accept);
            let taking = Taking {
                version,
                actor: Actor::Staff,
                step: &accept,
                answer: "",
            };
            case::take(&db, &act, &zone(), id, &taking).await
        }
    });
    one_has_won(taken.await);
    assert_eq!(
        count(&w, "SELECT COUNT(*) AS n FROM case_event WHERE step = 'accept'").await,
        1
    );
}

async fn of_a_hundred_same_submissions_one_is_a_case(w: World) {
    let t = town(&w).await;
    let opened = w.at_once(100, |n, db| {
        let (act, village) = (act_of(&w, &t, NOW), t.village);
        async move {
            let (new, answers) = (new(Mode::Assisted), Answers::default());
            let opening = Opening {
                key: "the same",
                matter: "C0101",
                center: village,
                resident: None,
                new: &new,
                answers: &answers,
                notice: None,
                noise: n.cast_unsigned(),
            };
            case::open(&db, &act, &zone(), &opening).await.unwrap()
        }
    });
    let mut numbers: std::collections::HashSet<_> = opened.await.into_iter().collect();
    assert_eq!(numbers.len(), 1);
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM service_case").await, 1);
    // Others with the same dice get other numbers.
    for key in ["a", "b", "c"] {
        let opening = Opening {
            key,
            matter: "C0101",
            center: t.village,
            resident: None,
            new: &new(Mode::Assisted),
            answers: &Answers::default(),
            notice: None,
            noise: 5,
        };
        let number = case::open(w.db(), &act_of(&w, &t, NOW), &zone(), &opening)
            .await
            .unwrap();
        assert!(numbers.insert(number));
    }
    // The same key with another content is not passed off as the first.
    let opening = Opening {
        key: "the same",
        matter: "C0101",
        center: t.village,
        resident: None,
        new: &new(Mode::HomeVisit),
        answers: &Answers::default(),
        notice: None,
        noise: 1,
    };
    let other = case::open(w.db(), &act_of(&w, &t, NOW), &zone(), &opening).await;
    refused(other, "key", Problem::AlreadySent);
}

async fn what_is_due_is_reminded_of_and_climbs_once(w: World) {
    let t = town(&w).await;
    let one = opens(&w, &t, "k", &new(Mode::Assisted)).await.unwrap();
    takes(&w, &t, one.number, &step(Step::Accept), NOW).await.unwrap();
    // Monday evening; due at the end of the 29th.
    let looks = async |days: i64| {
        let (act, zone) = (w.act_at(NOW + days * DAY), zone());
        let (first, second) = tokio::join!(
            case::alarm(w.db(), &act, &zone),
            case::alarm(w.neighbour.db(), &act, &zone),
        );
        first.unwrap() + second.unwrap()
    };
    assert_eq!(looks(1).await, 0);
    assert_eq!(looks(8).await, 1, "on its last day");
    assert_eq!(looks(8).await, 0, "once");
    assert_eq!(looks(9).await, 1, "too late");
    assert_eq!(looks(9).await, 0);
    let late = Filter {
        urgency: Some(Urgency::Overdue),
        now: LocalMinute {
            day: TODAY.saturating_add(jiff::Span::new().days(9)),
            minute: 0,
        },
        ..filter()
    };
    let rows = case::list(w.db(), &late).await.unwrap();
    assert_eq!((rows.len(), rows[0].climbed, rows[0].version), (1, 1, 2));
    // A table of working days that changes moves what is due, by itself.
    let tx = w.db().begin().await.unwrap();
    tx.run(
        "UPDATE working_year SET version = version + 1 WHERE year = 2026",
        vec![],
    )
    .await
    .unwrap();
    tx.run("UPDATE working_day SET working = TRUE WHERE day = '2026-09-25'", vec![])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    looks(9).await;
    let now = case::get(w.db(), one.number).await.unwrap().unwrap();
    assert_eq!(now.due.unwrap().0.to_string(), "2026-09-28");
}

async fn papers_are_taken_and_given_back_with_a_receipt(w: World) {
    let t = town(&w).await;
    let one = opens(&w, &t, "k", &new(Mode::Assisted)).await.unwrap();
    let taken = NewStep {
        words: "户口簿原件".into(),
        ..NewStep::bare(Step::PaperIn)
    };
    let now = takes(&w, &t, one.number, &taken, NOW).await.unwrap();
    let papers = case::papers(w.db(), now.id).await.unwrap();
    assert_eq!(
        (now.papers, papers[0].what.as_str(), &papers[0].returned),
        (1, "户口簿原件", &None)
    );
    takes(&w, &t, one.number, &step(Step::Refuse), NOW).await.unwrap();
    // Also after the end, and once.
    let back = NewStep {
        paper: Some(papers[0].id),
        ..NewStep::bare(Step::PaperOut)
    };
    let now = takes(&w, &t, one.number, &back, NOW + 60).await.unwrap();
    assert_eq!((now.papers, now.state), (0, State::Refused));
    let papers = case::papers(w.db(), now.id).await.unwrap();
    assert_eq!(papers[0].returned, Some((NOW + 60, "王芳".into())));
    let what = String::new();
    refused(
        takes(&w, &t, one.number, &back, NOW).await,
        "paper",
        Problem::NoSuch { what },
    );
}

/// Another time for a visit.
fn visit_on(day: Date, from: u16, to: u16) -> NewStep {
    NewStep {
        words: "小王去，请留人".into(),
        visit: Some(VisitTime { day, from, to }),
        ..NewStep::bare(Step::Visit)
    }
}

async fn a_visit_at_home_gets_another_time_and_its_resident_hears_of_it(w: World) {
    let t = town(&w).await;
    let one = opens(&w, &t, "k", &new(Mode::HomeVisit)).await.unwrap();
    let (first, then) = (date(2026, 9, 22), date(2026, 9, 24));
    let route = async |center: CenterId, day: Date| -> Vec<(u16, u16)> {
        let all = case::visits(w.db(), &[center], day).await.unwrap();
        all.iter().map(|one| (one.visit.from, one.visit.to)).collect()
    };
    assert_eq!(route(t.village, first).await, [(540, 600)]);
    // A time that is over, or far away, and nothing is written.
    for day in [date(2026, 9, 20), date(2027, 1, 4)] {
        let refusal = takes(&w, &t, one.number, &visit_on(day, 900, 960), NOW).await;
        let error = refusal.unwrap_err().field_error().unwrap();
        assert_eq!(error.field, "day");
    }
    assert_eq!(case::get(w.db(), one.number).await.unwrap().unwrap().version, 1);
    let now = takes(&w, &t, one.number, &visit_on(then, 900, 960), NOW).await.unwrap();
    assert_eq!((now.visit.day, now.visit.from, now.visit.to), (Some(then), 900, 960));
    assert_eq!(
        (now.visit.address.as_str(), now.state, now.due),
        (one.visit.address.as_str(), one.state, one.due)
    );
    assert_eq!(route(t.village, first).await, []);
    assert_eq!(route(t.village, then).await, [(900, 960)]);
    // The log alone says the same, and stays as it is.
    let content = case::content(w.db(), &now).await.unwrap();
    let events = case::events(w.db(), now.id, &zone()).await.unwrap();
    let chain = case::replay(&now, &content, &events).unwrap();
    let visit = VisitTime {
        day: then,
        from: 900,
        to: 960,
    };
    assert_eq!(chain.visit, Some(visit));
    // Whoever reads what is kept of them reads it, too.
    let told = case::told_steps(w.db(), now.id).await.unwrap();
    let times: Vec<_> = told.iter().map(|told| (told.step, told.visit)).collect();
    assert_eq!(times, [(Step::Register, None), (Step::Visit, Some(visit))]);
    let tx = w.db().begin().await.unwrap();
    let moved = "UPDATE case_event SET visit_from = 901 WHERE step = 'visit'";
    assert!(tx.run(moved, vec![]).await.is_err());
    tx.rollback().await.unwrap();
    let told = notice::of_resident(w.db(), now.resident, None, i64::MAX).await.unwrap();
    let told: Vec<_> = told.iter().filter(|n| n.kind == NoticeKind::CaseVisit).collect();
    assert_eq!(told.len(), 1);
    assert!(
        told[0].words.ends_with("\n2026-09-24\t900\t960\n小王去，请留人"),
        "{:?}",
        told[0].words
    );
    // What follows leaves the time as it is; the last one that was set counts, and goes along to another center.
    takes(&w, &t, one.number, &step(Step::Accept), NOW).await.unwrap();
    takes(&w, &t, one.number, &visit_on(then, 600, 660), NOW).await.unwrap();
    let beside = w.center("西风村党群服务中心").await;
    let go = NewStep {
        center: Some(beside),
        ..step(Step::Transfer)
    };
    takes(&w, &t, one.number, &go, NOW).await.unwrap();
    assert_eq!(route(t.village, then).await, []);
    assert_eq!(route(beside, then).await, [(600, 660)]);
    // Nobody is visited any more once it is decided, nor in another way.
    takes(&w, &t, one.number, &step(Step::Decide), NOW).await.unwrap();
    let other = opens(&w, &t, "other", &new(Mode::Assisted)).await.unwrap();
    for number in [one.number, other.number] {
        let late = takes(&w, &t, number, &visit_on(then, 900, 960), NOW).await;
        refused(late, "step", Problem::NotNow);
    }
}

async fn a_draft_is_not_sent_for_a_matter_that_was_retired(w: World) {
    let t = town(&w).await;
    let person = crate::booking::resident(&w, 5).await;
    let draft = draft();
    let opening = Opening {
        key: "d",
        matter: "C0101",
        center: t.village,
        resident: Some(person),
        new: &draft,
        answers: &Answers::default(),
        notice: None,
        noise: 9,
    };
    let number = case::open(w.db(), &w.act(), &zone(), &opening).await.unwrap();
    let one = case::get(w.db(), number).await.unwrap().unwrap();
    assert_eq!(
        (one.state, one.resident, one.first_contact),
        (State::Draft, person, None)
    );
    assert_eq!(
        case::list(w.db(), &filter()).await.unwrap().len(),
        0,
        "nobody but its writer sees a draft"
    );
    matter::retire(w.db(), &w.act(), one.matter, true).await.unwrap();
    let submit = NewStep::bare(Step::Submit);
    let taking = Taking {
        version: 1,
        actor: Actor::Resident,
        step: &submit,
        answer: "",
    };
    let sent = case::take(w.db(), &w.act(), &zone(), one.id, &taking).await;
    refused(sent, "matter", Problem::MatterRetired);
    matter::retire(w.db(), &w.act(), one.matter, false).await.unwrap();
    case::take(w.db(), &w.act(), &zone(), one.id, &taking).await.unwrap();
    assert_eq!(
        case::of_resident(w.db(), person).await.unwrap()[0].state,
        State::Submitted
    );
}

async fn whoever_is_refused_on_the_spot_reads_why(w: World) {
    let t = town(&w).await;
    let spot = OpenInput {
        decision: "not_granted".into(),
        words: "年龄不够".into(),
        ..form(Mode::Immediate)
    };
    let one = opens(&w, &t, "k", &spot.check(MORNING).unwrap()).await.unwrap();
    assert_eq!((one.state, one.decision), (State::Decided, Some(Decision::NotGranted)));
    let told = case::told_steps(w.db(), one.id).await.unwrap();
    assert_eq!(
        (told.len(), told[0].step, told[0].words.as_str()),
        (1, Step::AtOnce, "年龄不够")
    );
    // The time that the form said of a visit is nobody's.
    assert_eq!((one.visit.day, one.visit.from, one.visit.to), (None, 0, 0));
}

async fn who_asks_to_be_forgotten_leaves_no_name_in_a_case(w: World) {
    let t = town(&w).await;
    let one = opens(&w, &t, "k", &new(Mode::HomeVisit)).await.unwrap();
    let export = resident::export(w.db(), one.resident).await.unwrap();
    let kept = &export.cases[0];
    assert_eq!(
        (kept.address.as_str(), kept.visit.clone()),
        ("东风村 3 组", Some(("2026-09-22".to_owned(), 540, 600)))
    );
    // Somebody else's papers stay what they were.
    let other = OpenInput {
        phone: "13900005678".into(),
        ..form(Mode::Assisted)
    };
    let other = opens(&w, &t, "o", &other.check(MORNING).unwrap()).await.unwrap();
    // What the center has of somebody would be nobody's.
    let paper = NewStep {
        words: "李玉兰身份证原件".into(),
        ..NewStep::bare(Step::PaperIn)
    };
    takes(&w, &t, other.number, &paper, NOW).await.unwrap();
    takes(&w, &t, one.number, &paper, NOW).await.unwrap();
    let held = resident::erase(w.db(), &w.act(), &zone(), one.resident).await;
    let what = one.number.spaced();
    refused(held, "form", Problem::PapersHeld { what });
    let export = resident::export(w.db(), one.resident).await.unwrap();
    let kept = &export.cases[0];
    assert_eq!(kept.papers, [("李玉兰身份证原件".to_owned(), NOW, None)]);
    let steps: Vec<&str> = kept.steps.iter().map(|(_, step, ..)| step.as_str()).collect();
    assert_eq!(steps, ["register", "paper_in"]);
    let papers = case::papers(w.db(), one.id).await.unwrap();
    let back = NewStep {
        paper: Some(papers[0].id),
        ..NewStep::bare(Step::PaperOut)
    };
    takes(&w, &t, one.number, &back, NOW).await.unwrap();
    for sql in [
        "UPDATE case_paper SET returned_by = 'x', what = '' WHERE returned_at IS NOT NULL",
        "UPDATE case_paper SET returned_at = NULL, returned_by = '', what = '' WHERE returned_at IS NOT NULL",
        "UPDATE case_paper SET what = 'x'",
        "DELETE FROM case_paper",
        // What papers were may be emptied in their steps, and nothing else in those, and nothing in others.
        "UPDATE case_event SET words = 'x' WHERE step = 'paper_in'",
        "UPDATE case_event SET words = '', at = at + 1 WHERE step = 'paper_in'",
        "UPDATE case_event SET words = '', who = '' WHERE step = 'paper_out'",
        "UPDATE case_event SET words = '', staff_id = NULL WHERE step = 'paper_out'",
        "UPDATE case_event SET words = '', assignee_id = 1 WHERE step = 'paper_out'",
        "UPDATE case_event SET words = '' WHERE step = 'register'",
        "DELETE FROM case_event WHERE step = 'paper_in'",
    ] {
        let tx = w.db().begin().await.unwrap();
        assert!(tx.run(sql, vec![]).await.is_err(), "{sql}");
    }
    resident::erase(w.db(), &w.act(), &crate::follow_up::zone(), one.resident)
        .await
        .unwrap();
    let now = case::get(w.db(), one.number).await.unwrap().unwrap();
    assert_eq!(
        (now.state, now.name.as_str(), now.phone.as_str()),
        (State::Withdrawn, "", "")
    );
    assert_eq!(now.visit.address, "");
    assert_eq!(case::papers(w.db(), one.id).await.unwrap()[0].what, "");
    // Nor do the steps say it; and that there were some stays.
    let events = case::events(w.db(), one.id, &zone()).await.unwrap();
    assert!(events.iter().all(|event| !event.words.contains("李玉兰")), "{events:?}");
    let steps: Vec<Step> = events.iter().map(|event| event.step).collect();
    assert_eq!(steps, [Step::Register, Step::PaperIn, Step::PaperOut, Step::Withdraw]);
    let content = case::content(w.db(), &now).await.unwrap();
    assert!(case::replay(&now, &content, &events).is_ok());
    let theirs = case::events(w.db(), other.id, &zone()).await.unwrap();
    assert_eq!(theirs[1].words, "李玉兰身份证原件");
}

async fn who_asks_to_be_forgotten_waits_for_no_step_of_the_staff(w: World) {
    let t = town(&w).await;
    for n in 0..6 {
        let one = opens(&w, &t, &format!("k{n}"), &new(Mode::Assisted)).await.unwrap();
        let (accept, zone, act) = (step(Step::Accept), zone(), w.act());
        let erased = resident::erase(w.db(), &act, &zone, one.resident);
        let (erased, taken) = tokio::join!(erased, takes(&w, &t, one.number, &accept, NOW));
        erased.unwrap();
        // Whoever came second hears so.
        assert!(
            matches!(taken, Ok(_) | Err(StoreError::Conflict { .. } | StoreError::Refused(_))),
            "{taken:?}"
        );
        let now = case::get(w.db(), one.number).await.unwrap().unwrap();
        assert_eq!((now.state, now.name.as_str()), (State::Withdrawn, ""));
    }
}

async fn what_happened_stays_as_it_happened(w: World) {
    let t = town(&w).await;
    let one = opens(&w, &t, "k", &new(Mode::Immediate)).await.unwrap();
    for sql in [
        "UPDATE case_event SET words = 'x'",
        "DELETE FROM case_event",
        "DELETE FROM service_case",
        "UPDATE service_case SET state = 'submitted', decision = NULL, closed_at = NULL",
        "UPDATE service_case SET first_contact_id = NULL",
        "UPDATE service_case SET state = 'nonsense'",
    ] {
        let tx = w.db().begin().await.unwrap();
        assert!(tx.run(sql, vec![]).await.is_err(), "{sql}");
    }
    assert_eq!(
        case::get(w.db(), one.number).await.unwrap().unwrap().state,
        State::Decided
    );
}

async fn a_number_finds_nobody_by_telephone_or_name_for_who_is_not_told_whose_a_case_is(w: World) {
    let t = town(&w).await;
    let one = opens(&w, &t, "k1", &new(Mode::Assisted)).await.unwrap();
    let text = one.number.to_string();
    // Somebody who is called what reads as that number.
    let called = NewCase {
        name: text.clone(),
        ..new(Mode::Assisted)
    };
    let other = opens(&w, &t, "k2", &called).await.unwrap();
    let finds = async |number_only| {
        let filter = Filter {
            text: &text,
            number_only,
            ..filter()
        };
        let found = case::list(w.db(), &filter).await.unwrap();
        let mut numbers: Vec<Number> = found.into_iter().map(|row| row.number).collect();
        numbers.sort_by_key(ToString::to_string);
        numbers
    };
    assert_eq!(finds(true).await, [one.number]);
    let mut both = [one.number, other.number];
    both.sort_by_key(ToString::to_string);
    assert_eq!(finds(false).await, both);
}

async fn what_has_ended_follows_what_is_open_page_by_page(w: World) {
    let t = town(&w).await;
    let size = usize::try_from(case::PAGE_SIZE).unwrap();
    let mut open = Vec::new();
    for n in 0..size + 7 {
        open.push(
            opens(&w, &t, &format!("o{n}"), &new(Mode::Assisted))
                .await
                .unwrap()
                .number,
        );
    }
    let mut ended = Vec::new();
    for n in 0..size + 20 {
        ended.push(
            opens(&w, &t, &format!("e{n}"), &new(Mode::Immediate))
                .await
                .unwrap()
                .number,
        );
    }
    // The latest first; of those that ended at the same moment the one that came last.
    ended.reverse();
    let pages = async |filter: Filter<'_>| {
        let mut all = Vec::new();
        for page in 0.. {
            let mut rows = case::list(w.db(), &Filter { page, ..filter }).await.unwrap();
            let more = rows.len() > size;
            rows.truncate(size);
            all.extend(rows.into_iter().map(|row| row.number));
            if !more {
                break;
            }
        }
        all
    };
    let yours = case::Yours {
        me: t.staff,
        staff: vec![t.village],
        leads: Vec::new(),
        town: Vec::new(),
    };
    let (one, two) = ([t.village], [t.village, t.town]);
    for centers in [None, Some(&one[..]), Some(&two[..])] {
        let every = Filter {
            centers,
            ended: true,
            yours: Some(&yours),
            ..filter()
        };
        let all = pages(every).await;
        assert_eq!((all.len(), &all[open.len()..]), (open.len() + ended.len(), &ended[..]));
        assert!(open.iter().all(|number| all[..open.len()].contains(number)));
        let decided = Filter {
            state: Some(State::Decided),
            ..every
        };
        assert_eq!(pages(decided).await, ended);
        for nothing in [
            Filter {
                state: Some(State::Void),
                ..every
            },
            Filter {
                mode: Some(Mode::HomeVisit),
                ..every
            },
            Filter {
                only_yours: true,
                ..every
            },
            Filter {
                urgency: Some(Urgency::Overdue),
                ..every
            },
        ] {
            assert_eq!(pages(nothing).await, []);
        }
    }
    let elsewhere = Filter {
        centers: Some(&[t.town]),
        ended: true,
        ..filter()
    };
    assert_eq!(pages(elsewhere).await, []);
}

async fn who_somebody_is_is_told_where_they_came_to_and_stands_in_the_log(w: World) {
    let t = town(&w).await;
    let second = center::create(w.db(), &w.act(), "s", &center_of("长发村党群服务中心"))
        .await
        .unwrap();
    let look = async |phone: &str, centers: Option<&[CenterId]>| {
        let act = act_of(&w, &t, NOW);
        let found = resident::look(w.db(), &act, phone, centers).await.unwrap();
        found.map(|person| person.name)
    };
    // Somebody who has signed in, and came to no center.
    let person = crate::booking::resident(&w, 5).await;
    resident::rename(w.db(), person, "孙桂兰").await.unwrap();
    let phone = resident::get(w.db(), person).await.unwrap().unwrap().phone;
    assert_eq!((look(&phone, None).await, look(PHONE, None).await), (None, None));
    opens(&w, &t, "k", &new(Mode::Assisted)).await.unwrap();
    let known = Some("李玉兰".to_owned());
    assert_eq!(look(PHONE, Some(&[t.village])).await, known);
    assert_eq!(look(PHONE, Some(&[second, t.village])).await, known);
    assert_eq!(look(PHONE, None).await, known);
    // A neighbour knows nothing of them, and a draft is no business of anybody's.
    assert_eq!(look(PHONE, Some(&[second])).await, None);
    assert_eq!(look(PHONE, Some(&[])).await, None);
    let draft = draft();
    let opening = Opening {
        key: "d",
        matter: "C0101",
        center: t.village,
        resident: Some(person),
        new: &draft,
        answers: &Answers::default(),
        notice: None,
        noise: 9,
    };
    case::open(w.db(), &w.act(), &zone(), &opening).await.unwrap();
    assert_eq!(look(&phone, Some(&[t.village])).await, None);
    let looked: Vec<_> = w
        .log()
        .await
        .into_iter()
        .filter(|e| e.action == "resident.look")
        .collect();
    assert_eq!(looked.len(), 3, "each that was told, and no other");
    assert!(looked.iter().all(|e| e.subject == "138****1234" && e.who == "王芳"));
}

async fn what_a_notice_listed_is_not_missed_whatever_the_matter_says_by_now(w: World) {
    let t = town(&w).await;
    let act = act_of(&w, &t, NOW);
    let answers = Answers::from([
        ("who".to_owned(), "agent".to_owned()),
        ("kind".to_owned(), "new".to_owned()),
    ]);
    let told = store::matter_notice::New {
        code: "C0101",
        version: 1,
        answers: &answers,
        center: t.village,
        day: TODAY,
    };
    let notice = store::matter_notice::issue(w.db(), &act, "n", &told).await.unwrap();
    // Since then the matter wants one thing more, and asks no questions.
    let mut content = allowance();
    let mut more = content.materials[0].clone();
    more.code = "more".into();
    content.materials.push(more);
    content.questions.clear();
    content.materials.iter_mut().for_each(|m| m.when.clear());
    let id = matter::by_code(w.db(), "C0101").await.unwrap().unwrap().id;
    matter::save(w.db(), &w.act(), id, 1, &content, &[]).await.unwrap();
    let new = new(Mode::Assisted);
    let opening = Opening {
        key: "with",
        matter: "C0101",
        center: t.village,
        resident: None,
        new: &new,
        answers: &answers,
        notice: Some(notice),
        noise: 5,
    };
    let number = case::open(w.db(), &act, &zone(), &opening).await.unwrap();
    let one = case::get(w.db(), number).await.unwrap().unwrap();
    assert_eq!((one.notice, &one.answers), (Some(notice), &answers));
    let ask = NewStep {
        materials: vec!["id".into(), "change".into(), "more".into()],
        ..NewStep::bare(Step::AskCorrection)
    };
    let asked = takes(&w, &t, number, &ask, NOW).await.unwrap();
    assert_eq!(
        asked.missed, 2,
        "what the notice left out for these answers, and what was added since"
    );
    // A notice of another matter lists nothing of this one.
    let mut other = allowance();
    other.code = "C0777".into();
    matter::create(w.db(), &w.act(), "other", &other).await.unwrap();
    let wrong = Opening {
        key: "wrong",
        matter: "C0777",
        ..opening
    };
    let refused = case::open(w.db(), &act, &zone(), &wrong).await.unwrap_err();
    assert_eq!(refused.field_error().unwrap().field, "notice");
}

async fn a_correction_that_asks_for_nothing_is_not_used_up(w: World) {
    let t = town(&w).await;
    let one = opens(&w, &t, "k", &new(Mode::Assisted)).await.unwrap();
    let unknown = NewStep {
        materials: vec!["no-such".into()],
        ..step(Step::AskCorrection)
    };
    refused(
        takes(&w, &t, one.number, &unknown, NOW).await,
        "items",
        Problem::Required,
    );
    let known = NewStep {
        extra: vec!["近期照片".into()],
        ..unknown
    };
    let asked = takes(&w, &t, one.number, &known, NOW).await.unwrap();
    assert_eq!((asked.state, asked.version), (State::Correction, 2));
}

async fn wrong_digits_of_a_day_stay_counted(w: World) {
    let t = town(&w).await;
    let id = opens(&w, &t, "k", &new(Mode::Assisted)).await.unwrap().id;
    let tries = async |at: i64| guess::count(w.db(), Of::Case(id), at, &zone()).await.unwrap();
    // Noon, so that a quarter of an hour is the same day.
    let noon = NOW - NOW.rem_euclid(DAY) + 4 * 3600 + DAY;
    let mut at = noon;
    for n in 0..guess::DAY_TRIES {
        if n > 0 && n % guess::TRIES == 0 {
            assert!(tries(at).await.is_err(), "too many at once");
            at += guess::TRIES_SECONDS;
        }
        assert_eq!(tries(at).await, Ok(()), "{n}");
    }
    // Whoever has the right digits does not give others new tries; and waits until tomorrow, too.
    at += guess::TRIES_SECONDS;
    let wait = tries(at).await.unwrap_err();
    assert_eq!((at + wait) - noon, 12 * 3600, "until midnight");
    assert_eq!(tries(noon + DAY).await, Ok(()));
    for _ in 1..guess::DAY_TRIES {
        guess::forget(w.db(), Of::Case(id)).await.unwrap();
        assert_eq!(tries(noon + DAY).await, Ok(()), "what is right is no try");
    }
}
