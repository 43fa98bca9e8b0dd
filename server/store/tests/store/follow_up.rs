//! Follow-ups: a bad rating from its first call to its end, in the right order, once each, and never changed.

use crate::{
    booking::resident,
    harness::{NOW, World, one_has_won},
};
use jiff::tz::{TimeZone, offset};
use model::{
    AppError, Problem,
    center::CenterId,
    evaluation::EvaluationId,
    follow_up::{Became, By, FollowUpSettings, Origin, State, Step, StepInput},
    notice::NoticeKind,
    resident::ResidentId,
    staff::StaffId,
};
use store::{
    Act, StoreError,
    db::Query,
    follow_up::{self, FollowUp, Sees},
    notice,
};

stories! {
    a_bad_rating_is_followed_to_its_end_and_asked_about_again,
    whoever_left_no_way_to_be_called_is_not_called,
    of_many_who_take_a_step_at_once_one_does,
    what_is_overdue_climbs_once_however_many_look,
    a_rating_is_set_aside_and_stays_to_be_seen,
    what_happened_stays_as_it_happened,
    whoever_rated_badly_hears_what_became_of_it,
    nobody_judges_what_they_have_put_right_themselves,
    nobody_judges_what_is_about_their_own_work,
    what_was_too_late_before_a_pause_stays_so_and_climbs_on,
    calls_soon_after_each_other_are_one_try,
    ended_ones_are_paged_without_losing_or_repeating_one,
    one_that_cannot_be_read_keeps_no_other_from_climbing,
}

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

pub(crate) fn zone() -> TimeZone {
    TimeZone::fixed(offset(8))
}

async fn count(w: &World, sql: &'static str) -> i64 {
    w.db().row(sql, vec![]).await.unwrap().unwrap().get("n").unwrap()
}

/// A center, the inspector, who has to answer for the center, and a resident.
#[derive(Clone, Copy)]
struct Town {
    center: CenterId,
    staff: StaffId,
    lead: StaffId,
    resident: ResidentId,
}

async fn town(w: &World) -> Town {
    w.divisions().await;
    Town {
        center: w.center("东风村党群服务中心").await,
        staff: w.administrator("wangfang").await,
        lead: w.administrator("liqiang").await,
        resident: resident(w, 1).await,
    }
}

/// A bad rating of a case, as it is stored.
async fn rated(w: &World, town: &Town, n: i64, by: Option<ResidentId>) -> EvaluationId {
    let tx = w.db().begin().await.unwrap();
    let run = async |sql: &'static str, args| _ = tx.run(sql, args).await.unwrap();
    run(
        "INSERT INTO evaluation_ask (id, service, subject, round, center_id, resident_id, outcome, served_at, day, asked_at,
             expires_at, address_mark) VALUES ($1, 'case', $2, 0, $3, $4, 'done', $5, '2026-09-21', $5, $5 + 2592000, '')",
        vec![
            n.into(),
            format!("case:{n}").into(),
            town.center.into(),
            by.into(),
            NOW.into(),
        ],
    )
    .await;
    run(
        "INSERT INTO evaluation (id, ask_id, level, form_id, form_version, answers, words, channel, said_at, made_at,
             set_aside_reason, moderation, published_words, published_answer, version)
         VALUES ($1, $1, 5, 0, 1, '{}', '', 'link', $2, $2, '', 'none', '', '', 1)",
        vec![n.into(), NOW.into()],
    )
    .await;
    tx.commit().await.unwrap();
    EvaluationId::from_i64(n)
}

async fn opened(w: &World, town: &Town, n: i64, by: Option<ResidentId>) -> FollowUp {
    let origin = Origin::Evaluation(rated(w, town, n, by).await);
    let tx = w.db().begin().await.unwrap();
    let first = follow_up::open(&tx, &w.act(), origin, town.center, None).await.unwrap();
    // The same again is the same.
    assert_eq!(
        follow_up::open(&tx, &w.act(), origin, town.center, None).await.unwrap(),
        first
    );
    tx.commit().await.unwrap();
    follow_up::of_origin(w.db(), origin).await.unwrap().unwrap()
}

/// Somebody of the staff acts.
fn act_of(w: &World, staff: StaffId, at: i64) -> Act {
    Act {
        staff: Some(staff),
        ..w.act_at(at)
    }
}

pub(crate) fn step(step: Step, responsible: StaffId) -> model::follow_up::NewStep {
    let input = StepInput {
        step: step.code().into(),
        words: "已经核实".into(),
        responsible: responsible.to_string(),
        days: String::new(),
    };
    input.check(&FollowUpSettings::default()).unwrap()
}

async fn takes(w: &World, town: &Town, of: &FollowUp, what: Step, at: i64) -> Result<FollowUp, StoreError> {
    let now = follow_up::get(w.db(), of.number).await.unwrap().unwrap();
    let who = if what.by() == By::Center { town.lead } else { town.staff };
    let act = act_of(w, who, at);
    follow_up::take(w.db(), &act, &zone(), &now, now.version, &step(what, town.lead)).await?;
    Ok(follow_up::get(w.db(), of.number).await.unwrap().unwrap())
}

fn is_not_now(result: Result<FollowUp, StoreError>) -> bool {
    let error = AppError::from(result.unwrap_err());
    error == AppError::field("step", Problem::NotNow)
}

async fn a_bad_rating_is_followed_to_its_end_and_asked_about_again(w: World) {
    let town = town(&w).await;
    let one = opened(&w, &town, 1, Some(town.resident)).await;
    assert_eq!(
        (one.state, one.version, one.center),
        (State::CallBack, 1, Some(town.center))
    );
    let open = follow_up::open_ones(w.db(), &zone()).await.unwrap();
    assert_eq!(open.len(), 1);
    let calendar = store::workday::calendar(w.db()).await.unwrap();
    let due = open[0].1.due(&calendar).and_then(model::workday::Reading::due).unwrap();
    // 48 hours from Monday evening.
    assert_eq!((due.day.to_string().as_str(), due.known), ("2026-09-23", true));

    // Out of order: refused, and nothing is written.
    for early in [Step::Done, Step::Pass, Step::Order, Step::Resume] {
        assert!(is_not_now(takes(&w, &town, &one, early, NOW).await), "{early:?}");
    }
    assert_eq!(follow_up::events(w.db(), one.id, &zone()).await.unwrap().len(), 1);

    let way = [
        (Step::NotReached, State::CallBack),
        (Step::Verify, State::Verified),
        (Step::Order, State::Rectifying),
        (Step::AskExtension, State::Rectifying),
        (Step::Extend, State::Rectifying),
        (Step::Done, State::Done),
        (Step::Fail, State::Rectifying),
        (Step::Done, State::Done),
        (Step::Pass, State::Closed),
    ];
    for (n, (what, state)) in (1..).zip(way) {
        let now = takes(&w, &town, &one, what, NOW + n * HOUR).await.unwrap();
        assert_eq!((now.state, now.version), (state, 1 + n), "{what:?}");
    }
    let closed = follow_up::get(w.db(), one.number).await.unwrap().unwrap();
    assert_eq!((closed.responsible, closed.ordered), (Some(town.lead), true));
    assert_eq!(closed.closed_at, Some(NOW + 9 * HOUR));
    assert!(follow_up::open_ones(w.db(), &zone()).await.unwrap().is_empty());
    assert_eq!(
        follow_up::ended(w.db(), &everywhere(&town), None).await.unwrap(),
        (vec![closed], None)
    );
    let became = follow_up::became(w.db(), EvaluationId::from_i64(1)).await.unwrap();
    assert_eq!(became, Some((Became::PutRight, "已经核实".to_owned())));
    // The resident is asked once more, about the same service.
    let sql =
        "SELECT COUNT(*) AS n FROM evaluation_ask WHERE subject = 'case:1' AND round = 1 AND resident_id IS NOT NULL";
    assert_eq!(count(&w, sql).await, 1);
    // What has ended takes no step any more.
    assert!(is_not_now(takes(&w, &town, &one, Step::Verify, NOW).await));
    let log = w.log().await;
    assert_eq!(log.iter().filter(|e| e.action == "follow_up.step").count(), 9);
    assert!(
        log.iter().all(|e| !e.detail.contains("核实")),
        "what was said is not for all who read the log"
    );
}

/// An inspector of every center.
fn everywhere(town: &Town) -> Sees {
    Sees {
        me: town.staff,
        inspector: true,
        inspects: format!(",{},", town.center.as_i64()),
        sees: ",".into(),
        rectifies: ",".into(),
    }
}

async fn whoever_rated_badly_hears_what_became_of_it(w: World) {
    let town = town(&w).await;
    let right = [Step::Verify, Step::Order, Step::Done, Step::Pass];
    for (n, steps, kind, became) in [
        (1, &right[..], NoticeKind::EvaluationAgain, Became::PutRight),
        (
            2,
            &[Step::Unfounded, Step::Pass],
            NoticeKind::EvaluationUnfounded,
            Became::Unfounded,
        ),
    ] {
        let one = opened(&w, &town, n, Some(town.resident)).await;
        let id = EvaluationId::from_i64(n);
        assert_eq!(
            follow_up::became(w.db(), id).await.unwrap(),
            Some((Became::Open, String::new()))
        );
        for step in steps {
            takes(&w, &town, &one, *step, NOW).await.unwrap();
        }
        let answer = Some((became, "已经核实".to_owned()));
        assert_eq!(follow_up::became(w.db(), id).await.unwrap(), answer);
        // The message brings the inspector's words, and leads to where one is asked again.
        let told = notice::of_resident(w.db(), town.resident, None, NOW + 60)
            .await
            .unwrap();
        let told: Vec<_> = told.iter().filter(|n| n.kind == kind).collect();
        let [told] = told[..] else { panic!("{told:?}") };
        assert_eq!(told.words, "已经核实");
        assert!(told.path.starts_with("/rate/c") && told.path.ends_with('1'));
    }
}

async fn nobody_judges_what_they_have_put_right_themselves(w: World) {
    let town = town(&w).await;
    let one = opened(&w, &town, 1, Some(town.resident)).await;
    for step in [Step::Verify, Step::Order, Step::AskExtension] {
        takes(&w, &town, &one, step, NOW).await.unwrap();
    }
    let judge = async |who, what| {
        let now = follow_up::get(w.db(), one.number).await.unwrap().unwrap();
        follow_up::take(
            w.db(),
            &act_of(&w, who, NOW),
            &zone(),
            &now,
            now.version,
            &step(what, town.lead),
        )
        .await
    };
    let own = |result: Result<i64, StoreError>| {
        AppError::from(result.unwrap_err()) == AppError::field("step", Problem::OwnWork)
    };
    assert!(own(judge(town.lead, Step::Extend).await));
    judge(town.staff, Step::Extend).await.unwrap();
    takes(&w, &town, &one, Step::Done, NOW).await.unwrap();
    for what in [Step::Pass, Step::Fail] {
        assert!(own(judge(town.lead, what).await), "{what:?}");
    }
    // Nor where somebody else is responsible by now.
    judge(town.staff, Step::Pass).await.unwrap();
    assert_eq!(
        follow_up::get(w.db(), one.number).await.unwrap().unwrap().state,
        State::Closed
    );
}

async fn nobody_judges_what_is_about_their_own_work(w: World) {
    let town = town(&w).await;
    let origin = Origin::Evaluation(rated(&w, &town, 1, Some(town.resident)).await);
    let tx = w.db().begin().await.unwrap();
    follow_up::open(&tx, &w.act(), origin, town.center, Some(town.lead))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let one = async || follow_up::of_origin(w.db(), origin).await.unwrap().unwrap();
    let takes = async |who, what, responsible| {
        let (now, act) = (one().await, act_of(&w, who, NOW));
        follow_up::take(w.db(), &act, &zone(), &now, now.version, &step(what, responsible)).await
    };
    let refused = async || {
        for what in [Step::Verify, Step::Unfounded, Step::SetAside] {
            let error = AppError::from(takes(town.lead, what, town.lead).await.unwrap_err());
            assert_eq!(error, AppError::field("step", Problem::OwnWork), "{what:?}");
        }
    };
    refused().await;
    assert!(one().await.concerns(town.lead) && !one().await.concerns(town.staff));
    takes(town.staff, Step::Verify, town.lead).await.unwrap();
    // Nor when somebody else has to put it right.
    let other = w.administrator("other").await;
    takes(town.staff, Step::Order, other).await.unwrap();
    refused().await;
    let now = one().await;
    assert!(now.concerns(town.lead) && now.concerns(other));
    takes(town.staff, Step::SetAside, town.lead).await.unwrap();
    // Where they inspect they find it among what has ended only as the center does.
    let inspects = |me| Sees {
        me,
        ..everywhere(&town)
    };
    let ended = async |me| follow_up::ended(w.db(), &inspects(me), None).await.unwrap().0.len();
    assert_eq!(
        (ended(town.lead).await, ended(other).await, ended(town.staff).await),
        (0, 0, 1)
    );
}

async fn what_was_too_late_before_a_pause_stays_so_and_climbs_on(w: World) {
    use model::workday::Reading;
    let town = town(&w).await;
    let late = opened(&w, &town, 1, Some(town.resident)).await;
    let timely = opened(&w, &town, 2, Some(town.resident)).await;
    let climb = async |at: i64| follow_up::climb(w.db(), &w.act_at(at), &zone()).await.unwrap();
    takes(&w, &town, &timely, Step::Pause, NOW + HOUR).await.unwrap();
    assert_eq!(climb(NOW + 2 * DAY).await, 1);
    takes(&w, &town, &late, Step::Pause, NOW + 2 * DAY + HOUR)
        .await
        .unwrap();
    let calendar = store::workday::calendar(w.db()).await.unwrap();
    let due = async |of: &FollowUp| {
        let open = follow_up::open_ones(w.db(), &zone()).await.unwrap();
        let (_, chain) = open.into_iter().find(|(one, _)| one.id == of.id).unwrap();
        chain.due(&calendar).unwrap()
    };
    assert_eq!(due(&late).await.due().unwrap().day.to_string(), "2026-09-23");
    assert_eq!(due(&timely).await, Reading::Stands);
    // From Wednesday evening to Thursday evening, as if nothing had been paused.
    assert_eq!(climb(NOW + 3 * DAY - HOUR).await, 0);
    assert_eq!(climb(NOW + 3 * DAY).await, 1);
    for one in [&late, &timely] {
        takes(&w, &town, one, Step::Resume, NOW + 4 * DAY).await.unwrap();
    }
    assert_eq!(due(&late).await.due().unwrap().day.to_string(), "2026-09-23");
    assert!(due(&timely).await.due().unwrap().day.to_string().as_str() > "2026-09-27");
    assert_eq!(climb(NOW + 7 * DAY).await, 1);
    let events = follow_up::events(w.db(), late.id, &zone()).await.unwrap();
    let levels: Vec<u8> = events.iter().map(|e| e.level).collect();
    assert_eq!(levels, [0, 1, 0, 2, 0, 3], "each level once");
}

async fn calls_soon_after_each_other_are_one_try(w: World) {
    let town = town(&w).await;
    let one = opened(&w, &town, 1, Some(town.resident)).await;
    let calls = async |at| takes(&w, &town, &one, Step::NotReached, at).await;
    calls(NOW).await.unwrap();
    for soon in [NOW, NOW + 60, NOW + 3 * HOUR] {
        let from = "2026-09-22 02:13".to_owned();
        let error = AppError::from(calls(soon).await.unwrap_err());
        assert_eq!(error, AppError::field("step", Problem::CalledLately { from }));
    }
    assert_eq!(calls(NOW + 4 * HOUR).await.unwrap().state, State::CallBack);
    assert!(calls(NOW + 5 * HOUR).await.is_err());
    assert_eq!(calls(NOW + 8 * HOUR).await.unwrap().state, State::Unreachable);
    assert_eq!(follow_up::events(w.db(), one.id, &zone()).await.unwrap().len(), 4);
}

async fn ended_ones_are_paged_without_losing_or_repeating_one(w: World) {
    let town = town(&w).await;
    // All in one second, every third of them about another center.
    let other = w.center("别处").await;
    for n in 1..=160 {
        let here = Town {
            center: if n % 3 == 0 { other } else { town.center },
            ..town
        };
        let one = opened(&w, &here, n, None).await;
        takes(&w, &here, &one, Step::SetAside, NOW).await.unwrap();
    }
    let (mut seen, mut before, mut pages) = (Vec::new(), None, Vec::new());
    loop {
        let (page, next) = follow_up::ended(w.db(), &everywhere(&town), before).await.unwrap();
        pages.push(page.len());
        seen.extend(page.into_iter().map(|one| {
            assert_eq!(one.center, Some(town.center));
            one.id
        }));
        // As it stands in an address.
        before = next.map(|next| next.to_string().parse().unwrap());
        if before.is_none() {
            break;
        }
    }
    assert_eq!(pages, [50, 50, 7]);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 107);
    // Whoever rectifies sees what was given to them, and nothing of what was not ordered to anybody.
    let rectifies = Sees {
        me: town.lead,
        inspector: false,
        inspects: ",".into(),
        rectifies: everywhere(&town).inspects,
        ..everywhere(&town)
    };
    assert_eq!(follow_up::ended(w.db(), &rectifies, None).await.unwrap().0, []);
    let sees = Sees {
        sees: everywhere(&town).inspects,
        ..rectifies
    };
    assert_eq!(follow_up::ended(w.db(), &sees, None).await.unwrap().0.len(), 50);
}

async fn whoever_left_no_way_to_be_called_is_not_called(w: World) {
    let town = town(&w).await;
    let one = opened(&w, &town, 1, None).await;
    assert_eq!(one.state, State::Unreachable);
    assert!(is_not_now(takes(&w, &town, &one, Step::NotReached, NOW).await));
    let now = takes(&w, &town, &one, Step::Unfounded, NOW).await.unwrap();
    assert_eq!(now.state, State::Unfounded);
    assert_eq!(
        takes(&w, &town, &one, Step::Pass, NOW).await.unwrap().state,
        State::Closed
    );
    let became = follow_up::became(w.db(), EvaluationId::from_i64(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(became.0, Became::Unfounded);
    // Nobody is there to be asked again.
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM evaluation_ask").await, 1);
}

async fn of_many_who_take_a_step_at_once_one_does(w: World) {
    let town = town(&w).await;
    let one = opened(&w, &town, 1, Some(town.resident)).await;
    let taken = w.at_once(16, |i, db| {
        let (act, of) = (act_of(&w, town.staff, NOW), one.clone());
        let step = step(if i < 8 { Step::Verify } else { Step::Unfounded }, town.staff);
        async move { follow_up::take(&db, &act, &zone(), &of, of.version, &step).await }
    });
    one_has_won(taken.await);
    assert_eq!(follow_up::events(w.db(), one.id, &zone()).await.unwrap().len(), 2);
}

async fn what_is_overdue_climbs_once_however_many_look(w: World) {
    let town = town(&w).await;
    let one = opened(&w, &town, 1, Some(town.resident)).await;
    let climb = async |at: i64| {
        let climbed = w.at_once(8, |_, db| {
            let act = w.act_at(at);
            async move { follow_up::climb(&db, &act, &zone()).await.unwrap() }
        });
        climbed.await.into_iter().sum::<usize>()
    };
    assert_eq!(climb(NOW + 2 * DAY - HOUR).await, 0);
    assert_eq!(climb(NOW + 2 * DAY).await, 1);
    assert_eq!(climb(NOW + 2 * DAY + HOUR).await, 0);
    // From Wednesday evening: Thursday evening; Friday to Sunday are the Mid-Autumn Festival, so Monday evening.
    assert_eq!(climb(NOW + 3 * DAY).await, 1);
    assert_eq!(climb(NOW + 6 * DAY).await, 0);
    assert_eq!(climb(NOW + 7 * DAY).await, 1);
    assert_eq!(climb(NOW + 30 * DAY).await, 0);
    let events = follow_up::events(w.db(), one.id, &zone()).await.unwrap();
    let levels: Vec<u8> = events.iter().map(|e| e.level).collect();
    assert_eq!(levels, [0, 1, 2, 3]);
    // The form that the inspector had open is still good, and the next step has a clock of its own.
    let now = takes(&w, &town, &one, Step::Verify, NOW + 30 * DAY).await.unwrap();
    assert_eq!((now.state, now.version), (State::Verified, 2));
    assert_eq!(climb(NOW + 30 * DAY).await, 0);
}

async fn a_rating_is_set_aside_and_stays_to_be_seen(w: World) {
    let town = town(&w).await;
    let one = opened(&w, &town, 1, Some(town.resident)).await;
    let now = takes(&w, &town, &one, Step::SetAside, NOW).await.unwrap();
    assert_eq!(now.state, State::SetAside);
    let sql = "SELECT COUNT(*) AS n FROM evaluation WHERE set_aside_at IS NOT NULL AND set_aside_reason = '已经核实'";
    assert_eq!(count(&w, sql).await, 1);
    assert_eq!(
        count(&w, "SELECT COUNT(*) AS n FROM evaluation WHERE level = 5").await,
        1
    );
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM evaluation_ask").await, 1);
}

async fn what_happened_stays_as_it_happened(w: World) {
    let town = town(&w).await;
    let one = opened(&w, &town, 1, Some(town.resident)).await;
    let refused = async |sql: &'static str| {
        let tx = w.db().begin().await.unwrap();
        tx.run(sql, vec![]).await.is_err()
    };
    for sql in [
        "UPDATE follow_up_event SET words = 'x'",
        "DELETE FROM follow_up_event",
        "DELETE FROM follow_up",
        // Not closed without a second look, not put right without an order, no step twice.
        "UPDATE follow_up SET state = 'closed', closed_at = 1",
        "UPDATE follow_up SET state = 'rectifying'",
        "UPDATE follow_up SET closed_at = 1",
        "INSERT INTO follow_up_event (follow_up_id, seq, at, who, step, words, level)
         SELECT follow_up_id, seq, at, who, step, words, level FROM follow_up_event",
    ] {
        assert!(refused(sql).await, "{sql}");
    }
    for what in [Step::Unfounded, Step::Pass] {
        takes(&w, &town, &one, what, NOW).await.unwrap();
    }
    assert!(refused("UPDATE follow_up SET state = 'call_back', closed_at = NULL, rechecked_at = NULL").await);
    // An order to somebody who is not there any more is refused by name.
    let two = opened(&w, &town, 2, Some(town.resident)).await;
    takes(&w, &town, &two, Step::Verify, NOW).await.unwrap();
    let now = follow_up::get(w.db(), two.number).await.unwrap().unwrap();
    let nobody = step(Step::Order, StaffId::from_i64(99));
    let error = follow_up::take(w.db(), &w.act(), &zone(), &now, now.version, &nobody)
        .await
        .unwrap_err();
    let AppError::Invalid { fields } = AppError::from(error) else {
        panic!()
    };
    assert_eq!(fields[0].field, "responsible");
    assert_eq!(follow_up::get(w.db(), two.number).await.unwrap(), Some(now));
}

async fn one_that_cannot_be_read_keeps_no_other_from_climbing(w: World) {
    let town = town(&w).await;
    let broken = opened(&w, &town, 1, Some(town.resident)).await;
    let whole = opened(&w, &town, 2, Some(town.resident)).await;
    let tx = w.db().begin().await.unwrap();
    // Passed before anything was ordered.
    let sql = "INSERT INTO follow_up_event (follow_up_id, seq, at, who, step, words, level)
               VALUES ($1, 2, $2, '', 'pass', '', 0)";
    tx.run(sql, vec![broken.id.into(), NOW.into()]).await.unwrap();
    tx.commit().await.unwrap();
    let open = follow_up::open_ones(w.db(), &zone()).await.unwrap();
    let numbers: Vec<_> = open.iter().map(|(one, _)| one.number).collect();
    assert_eq!(numbers, [whole.number]);
    let late = w.act_at(NOW + 2 * DAY);
    assert_eq!(follow_up::climb(w.db(), &late, &zone()).await.unwrap(), 1);
}
