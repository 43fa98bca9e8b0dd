//! Cases that residents bring from home: kept as drafts, sent once, with the counter slot booked in the same transaction.

use crate::{
    follow_up::zone,
    harness::{NOW, TODAY, World, room_of},
};
use jiff::civil::date;
use model::{
    AppError, Problem,
    booking::{Mode as Booked, Request, Rules, State as BookingState, Wish, slot_start},
    case::{Actor, Decision, FileId, FileKind, NewStep, Number, OpenInput, Own, OwnInput, Slot, State, Step, Whom},
    center::CenterId,
    evaluation::{About, Outcome},
    hours::{LocalMinute, parse_day},
    matter::{Content, Mode},
    notice::NoticeKind,
    resident::ResidentId,
    room::{RoomId, RoomKind},
};
use store::{
    Act, StoreError,
    booking::{self, By, Local, Moved, Placed, Wanted},
    case::{self, Case, NewFile, Taking, Writing},
    db::Query,
    evaluation, hours, matter, notice, resident, room,
};

stories! {
    a_draft_is_kept_goes_to_another_center_and_is_sent,
    a_draft_says_for_whom_it_is_while_nobody_is_named,
    of_fifty_submissions_of_one_draft_one_is_sent,
    a_retired_matter_takes_nothing_from_a_draft,
    what_a_matter_does_not_allow_is_refused_by_name,
    a_counter_slot_is_booked_with_the_case_or_nothing_is,
    a_case_says_the_time_that_its_booking_says,
    who_withdraws_gives_the_slot_back,
    a_case_that_is_decided_before_its_time_gives_the_slot_back,
    a_case_that_staff_refuse_or_void_tells_whose_time_is_given_back,
    a_case_that_goes_to_another_center_gives_its_slot_back_and_takes_its_visit_along,
    who_comes_by_appointment_is_asked_once_however_the_time_and_the_case_end,
    a_case_registered_by_mistake_leaves_the_booking_that_was_there_before_it,
    nobody_asks_who_has_asked_to_be_forgotten,
    of_twenty_counters_one_has_the_slot,
    a_slot_is_told_at_the_counter_or_nothing_is_there,
    what_waited_for_the_network_has_the_slot_that_was_told,
    of_an_answer_that_was_lost_the_repeat_is_the_first_one,
    a_booking_is_of_one_open_case_and_of_who_has_booked,
    nobody_writes_in_the_draft_of_somebody_else,
    there_is_an_end_to_what_one_person_begins,
    files_are_the_cases_and_are_deleted_in_time,
    what_the_counter_adds_the_counter_takes_back,
}

#[derive(Clone, Copy)]
struct Town {
    village: CenterId,
    other: CenterId,
    counter: RoomId,
    who: ResidentId,
}

fn content() -> Content {
    let all = store::sample::matters::read().unwrap();
    let mut content = all.into_iter().find(|m| m.code == "C0101").unwrap();
    content.modes = vec![Mode::Assisted, Mode::Appointment, Mode::HomeVisit];
    content
}

async fn town(w: &World) -> Town {
    w.divisions().await;
    matter::create(w.db(), &w.act(), "m", &content()).await.unwrap();
    let village = w.center("东风村党群服务中心").await;
    let other = w.center("西风村党群服务中心").await;
    let open = parse_day("day", "08:30-17:30").unwrap();
    let week = model::hours::WeekHours(std::array::from_fn(|_| open.clone()));
    hours::save(w.db(), &w.act(), village, 1, &week).await.unwrap();
    let new = room_of("便民服务站", RoomKind::COUNTER.code());
    let counter = room::create(w.db(), &w.act(), "counter", village, &new).await.unwrap();
    let rules = Rules {
        mode: Booked::Seats,
        units: 1,
        party_max: 1,
        ..Rules::of_kind(RoomKind::COUNTER, 12)
    };
    let stored = booking::rules(w.db(), counter).await.unwrap();
    booking::save_rules(w.db(), &w.act(), counter, stored.version, &rules)
        .await
        .unwrap();
    Town {
        village,
        other,
        counter,
        who: person(w, "13800001234").await,
    }
}

async fn person(w: &World, phone: &str) -> ResidentId {
    let sql = "INSERT INTO resident (id, phone, name, created_at, version) VALUES ($1, $2, '', $3, 1)";
    let id: ResidentId = w.act().id();
    let tx = w.db().begin().await.unwrap();
    tx.run(sql, store::args![id, phone, NOW]).await.unwrap();
    tx.commit().await.unwrap();
    id
}

const MOMENT: LocalMinute = LocalMinute {
    day: TODAY,
    minute: 600,
};

fn form(t: &Town, mode: Mode) -> OwnInput {
    OwnInput {
        mode: mode.code().into(),
        center: t.village.to_string(),
        whom: "other".into(),
        me: "李强".into(),
        name: "李玉兰".into(),
        consent: "1".into(),
        address: "东风村 3 组".into(),
        day: "2026-09-22".into(),
        from: "09:00".into(),
        to: "10:00".into(),
        answers: [("who".to_owned(), "child".to_owned())].into(),
        ..OwnInput::default()
    }
}

fn own(input: &OwnInput, send: bool) -> Own {
    input.check(MOMENT, send).unwrap()
}

async fn writes(w: &World, t: &Town, key: &str, of: Option<&Case>, own: &Own, send: bool) -> Result<Case, StoreError> {
    let request = own.slot.map(|slot| asked(slot, own));
    let writing = Writing {
        key,
        resident: t.who,
        of: of.map(|case| (case.id, case.version)),
        matter: "C0101",
        own,
        send,
        slot: request.as_ref().map(|(room, request)| Wanted {
            room: *room,
            request,
            local: local(request),
        }),
        noise: key.bytes().fold(7, |n, b| n * 31 + u64::from(b)),
    };
    let number = case::write(w.db(), &w.act(), &zone(), &writing).await?;
    case::own(w.db(), t.who, number).await
}

fn asked(slot: Slot, own: &Own) -> (RoomId, Request) {
    let request = Request {
        day: slot.day,
        start: slot.start,
        end: slot.end,
        wish: Wish::Seats(1),
        party: 1,
        name: own.me.clone(),
        phone: "13800001234".into(),
        purpose: "高龄津贴".into(),
        with_whom: String::new(),
        minors: false,
        adult: false,
    };
    (slot.room, request)
}

fn local(request: &Request) -> Local {
    let midnight = request.day.to_zoned(zone()).unwrap().timestamp().as_second();
    Local {
        now: MOMENT,
        midnight: model::booking::slot_at(midnight),
    }
}

fn at_nine(t: &Town) -> OwnInput {
    let slot = Slot {
        room: t.counter,
        day: date(2026, 9, 22),
        start: 540,
        end: 570,
    };
    OwnInput {
        slot: slot.value(),
        ..form(t, Mode::Appointment)
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, StoreError>, field: &str, problem: Problem) {
    assert_eq!(AppError::from(result.unwrap_err()), AppError::field(field, problem));
}

async fn count(w: &World, sql: &'static str) -> i64 {
    w.db().row(sql, vec![]).await.unwrap().unwrap().get("n").unwrap()
}

async fn withdraws(w: &World, one: &Case) -> Result<i64, StoreError> {
    let step = NewStep::bare(Step::Withdraw);
    let taking = Taking {
        version: one.version,
        actor: Actor::Resident,
        step: &step,
        answer: "",
    };
    case::take(w.db(), &w.act(), &zone(), one.id, &taking).await
}

async fn a_draft_says_for_whom_it_is_while_nobody_is_named(w: World) {
    let t = town(&w).await;
    let nameless = OwnInput {
        me: String::new(),
        ..form(&t, Mode::HomeVisit)
    };
    let one = writes(&w, &t, "k", None, &own(&nameless, false), false).await.unwrap();
    assert_eq!(
        (one.whom, one.name.as_str(), one.agent.as_str()),
        (Whom::Other, "李玉兰", "")
    );
    let myself = OwnInput {
        whom: "myself".into(),
        ..form(&t, Mode::HomeVisit)
    };
    let one = writes(&w, &t, "k2", Some(&one), &own(&myself, false), false)
        .await
        .unwrap();
    assert_eq!((one.whom, one.name.as_str()), (Whom::Myself, "李强"));
    let both = own(&form(&t, Mode::HomeVisit), true);
    let one = writes(&w, &t, "k3", Some(&one), &both, true).await.unwrap();
    assert_eq!((one.whom, one.agent.as_str()), (Whom::Other, "李强"));
}

async fn a_draft_is_kept_goes_to_another_center_and_is_sent(w: World) {
    let t = town(&w).await;
    let bare = OwnInput {
        name: String::new(),
        consent: String::new(),
        address: String::new(),
        ..form(&t, Mode::HomeVisit)
    };
    let one = writes(&w, &t, "k", None, &own(&bare, false), false).await.unwrap();
    assert_eq!(
        (one.state, one.agent.as_str(), one.consent_at.is_some()),
        (State::Draft, "李强", false)
    );
    assert_eq!(resident::get(w.db(), t.who).await.unwrap().unwrap().name, "李强");
    // A repeat is the same draft.
    let again = writes(&w, &t, "k", None, &own(&bare, false), false).await.unwrap();
    assert_eq!(again.number, one.number);
    let whole = OwnInput {
        center: t.other.to_string(),
        ..form(&t, Mode::HomeVisit)
    };
    let sent = writes(&w, &t, "k2", Some(&one), &own(&whole, true), true)
        .await
        .unwrap();
    assert_eq!(
        (sent.state, sent.center, sent.handler),
        (State::Submitted, t.other, t.other)
    );
    assert_eq!(
        (sent.name.as_str(), sent.agent.as_str(), sent.consent_at.is_some()),
        ("李玉兰", "李强", true)
    );
    assert_eq!(sent.visit.address, "东风村 3 组");
    assert_eq!(sent.answers.get("who").map(String::as_str), Some("child"));
    assert!(sent.due.is_some(), "the center has to answer by then");
    let events = case::events(w.db(), sent.id, &zone()).await.unwrap();
    let steps: Vec<Step> = events.iter().map(|event| event.step).collect();
    assert_eq!(steps, [Step::Draft, Step::Submit]);
    // What is sent stays where it was sent.
    let moved = writes(&w, &t, "k3", Some(&sent), &own(&form(&t, Mode::HomeVisit), true), true).await;
    refused(moved, "step", Problem::NotNow);
    // Two pages of one draft: whoever comes second hears of the first.
    let draft = writes(&w, &t, "k4", None, &own(&bare, false), false).await.unwrap();
    writes(&w, &t, "k5", Some(&draft), &own(&bare, false), false)
        .await
        .unwrap();
    let late = writes(&w, &t, "k6", Some(&draft), &own(&whole, false), false).await;
    assert!(matches!(late, Err(StoreError::Conflict { .. })), "{late:?}");
}

async fn of_fifty_submissions_of_one_draft_one_is_sent(w: World) {
    let t = town(&w).await;
    let draft = writes(&w, &t, "k", None, &own(&form(&t, Mode::HomeVisit), false), false)
        .await
        .unwrap();
    let own = own(&form(&t, Mode::HomeVisit), true);
    // Half of them one double click after the other, half from other pages.
    let mut tasks = Vec::new();
    for n in 0..50 {
        let (w, own, draft, t) = (w.clone(), own.clone(), draft.clone(), t);
        let key = if n % 2 == 0 {
            "same".to_owned()
        } else {
            format!("other {n}")
        };
        tasks.push(tokio::spawn(async move {
            writes(&w, &t, &key, Some(&draft), &own, true).await
        }));
    }
    let mut sent = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(one) => {
                assert_eq!(one.number, draft.number);
                sent += 1;
            }
            Err(StoreError::Conflict { .. }) => {}
            Err(other) => assert_eq!(AppError::from(other), AppError::field("step", Problem::NotNow)),
        }
    }
    assert!(sent >= 1);
    let submitted = "SELECT COUNT(*) AS n FROM case_event WHERE step = 'submit'";
    assert_eq!(count(&w, submitted).await, 1);
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM service_case").await, 1);
}

async fn a_retired_matter_takes_nothing_from_a_draft(w: World) {
    let t = town(&w).await;
    let one = writes(&w, &t, "k", None, &own(&form(&t, Mode::HomeVisit), false), false)
        .await
        .unwrap();
    matter::retire(w.db(), &w.act(), one.matter, true).await.unwrap();
    let changed = OwnInput {
        note: "腿脚不便".into(),
        ..form(&t, Mode::HomeVisit)
    };
    let sent = writes(&w, &t, "k2", Some(&one), &own(&changed, true), true).await;
    refused(sent, "matter", Problem::MatterRetired);
    let kept = writes(&w, &t, "k3", Some(&one), &own(&changed, false), false)
        .await
        .unwrap();
    assert_eq!((kept.state, kept.note.as_str()), (State::Draft, "腿脚不便"));
    let anew = writes(&w, &t, "k4", None, &own(&changed, false), false).await;
    refused(anew, "matter", Problem::MatterRetired);
    withdraws(&w, &kept).await.unwrap();
}

async fn what_a_matter_does_not_allow_is_refused_by_name(w: World) {
    let t = town(&w).await;
    let closed = own(&form(&t, Mode::SelfService), false);
    refused(
        writes(&w, &t, "k", None, &closed, false).await,
        "mode",
        Problem::ModeClosed,
    );
    let nowhere = OwnInput {
        center: CenterId::from_i64(99).to_string(),
        ..form(&t, Mode::Assisted)
    };
    let nowhere = own(&nowhere, false);
    refused(
        writes(&w, &t, "k", None, &nowhere, false).await,
        "center",
        Problem::NotThere,
    );
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM service_case").await, 0);
    // The database keeps it, too: nobody is acted for who has not agreed.
    let one = writes(&w, &t, "k", None, &own(&form(&t, Mode::Assisted), false), false)
        .await
        .unwrap();
    let tx = w.db().begin().await.unwrap();
    let sql = "UPDATE service_case SET consent_at = NULL, state = 'submitted' WHERE id = $1";
    assert!(tx.run(sql, store::args![one.id]).await.is_err());
}

async fn a_counter_slot_is_booked_with_the_case_or_nothing_is(w: World) {
    let t = town(&w).await;
    let own = own(&at_nine(&t), true);
    let one = writes(&w, &t, "k", None, &own, true).await.unwrap();
    let booked = booking::by_number(w.db(), one.booking.unwrap()).await.unwrap().unwrap();
    assert_eq!((booked.room, booked.start, booked.resident), (t.counter, 540, t.who));
    assert_eq!((one.visit.day, one.visit.from), (Some(date(2026, 9, 22)), 540));
    // A repeat books nothing more; somebody else is late, and nothing of theirs is there.
    assert_eq!(writes(&w, &t, "k", None, &own, true).await.unwrap().number, one.number);
    let late = Town {
        who: person(&w, "13800005678").await,
        ..t
    };
    refused(
        writes(&w, &late, "k", None, &own, true).await,
        "slot",
        Problem::SlotGone,
    );
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM booking").await, 1);
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM service_case").await, 1);
    // Nor is the counter of another center's case.
    let elsewhere = OwnInput {
        center: late.other.to_string(),
        ..at_nine(&late)
    };
    let elsewhere = elsewhere.check(MOMENT, true).unwrap();
    refused(
        writes(&w, &late, "k2", None, &elsewhere, true).await,
        "slot",
        Problem::SlotGone,
    );
}

async fn a_case_says_the_time_that_its_booking_says(w: World) {
    let t = town(&w).await;
    let own = own(&at_nine(&t), true);
    let one = writes(&w, &t, "k", None, &own, true).await.unwrap();
    let booked = async |case: &Case| {
        let found = booking::by_number(w.db(), case.booking.unwrap()).await.unwrap();
        found.unwrap()
    };
    let now = async |case: &Case| {
        let case = case::by_id(w.db(), case.id).await.unwrap();
        (case.booking, case.visit.day, case.visit.from, case.visit.to)
    };
    // Moved: whose case it is comes at the other time.
    let (room, request) = asked(own.slot.unwrap(), &own);
    let request = Request {
        start: 600,
        end: 630,
        ..request
    };
    let wanted = Wanted {
        room,
        request: &request,
        local: local(&request),
    };
    let id = booked(&one).await.id;
    let moved = booking::reschedule(w.db(), &w.act(), By::Staff, id, &wanted).await;
    assert!(matches!(moved.unwrap(), Placed::Placed(_)));
    assert_eq!(now(&one).await, (one.booking, Some(date(2026, 9, 22)), 600, 630));
    // Cancelled: nobody expects them.
    let cancelled = booking::cancel(w.db(), &w.act(), By::Staff, id, "窗口有事").await;
    assert!(matches!(cancelled.unwrap(), Moved::Done(_)));
    assert_eq!(now(&one).await, (one.booking, None, 0, 0));
    // Nor after a time that they have missed.
    let missed = writes(&w, &t, "m", None, &own, true).await.unwrap();
    let slot = booked(&missed).await;
    let after = w.act_at(slot_start(slot.first_slot) + 3600);
    let gone = booking::miss(w.db(), &after, slot.id).await;
    assert!(matches!(gone.unwrap(), Moved::Done(_)));
    assert_eq!(now(&missed).await, (missed.booking, None, 0, 0));
}

async fn who_withdraws_gives_the_slot_back(w: World) {
    let t = town(&w).await;
    let own = own(&at_nine(&t), true);
    let one = writes(&w, &t, "k", None, &own, true).await.unwrap();
    // A page that is old changes nothing, the slot neither.
    let old = Case {
        version: one.version - 1,
        ..one.clone()
    };
    assert!(matches!(withdraws(&w, &old).await, Err(StoreError::Conflict { .. })));
    let number = one.booking.unwrap();
    let state = async || booking::by_number(w.db(), number).await.unwrap().unwrap().state;
    assert_eq!(state().await, BookingState::Confirmed);
    withdraws(&w, &one).await.unwrap();
    assert_eq!(state().await, BookingState::Cancelled);
    let next = Town {
        who: person(&w, "13800005678").await,
        ..t
    };
    assert!(writes(&w, &next, "k", None, &own, true).await.is_ok());
    // Who asks to be forgotten leaves neither.
    resident::erase(w.db(), &w.act(), &crate::follow_up::zone(), next.who)
        .await
        .unwrap();
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM booking_slot").await, 0);
}

async fn a_case_that_is_decided_before_its_time_gives_the_slot_back(w: World) {
    let t = town(&w).await;
    let act = Act {
        staff: Some(w.administrator("wangfang").await),
        ..w.act()
    };
    let one = writes(&w, &t, "k", None, &own(&at_nine(&t), true), true).await.unwrap();
    let number = one.booking.unwrap();
    let mut version = one.version;
    let decide = NewStep {
        decision: Some(Decision::Granted),
        ..NewStep::bare(Step::Decide)
    };
    for (step, state) in [
        (NewStep::bare(Step::Accept), BookingState::Confirmed),
        (decide, BookingState::Cancelled),
    ] {
        let taking = Taking {
            version,
            actor: Actor::Staff,
            step: &step,
            answer: "",
        };
        version = case::take(w.db(), &act, &zone(), one.id, &taking).await.unwrap();
        let booked = booking::by_number(w.db(), number).await.unwrap().unwrap();
        assert_eq!(booked.state, state);
    }
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM booking_slot").await, 0);
    // Whose doing it was stands in the booking and in the log.
    let own = "SELECT COUNT(*) AS n FROM booking_event WHERE kind = 'cancelled' AND who = 'self'";
    let staff = "SELECT COUNT(*) AS n FROM booking_event WHERE kind = 'cancelled' AND who = '王芳'";
    assert_eq!((count(&w, own).await, count(&w, staff).await), (0, 1));
    assert!(w.log().await.iter().any(|entry| entry.action == "booking.cancel"));
    // One message says that it is decided and that nobody is expected, and one service is asked about.
    let told = notice::of_resident(w.db(), t.who, None, i64::MAX).await.unwrap();
    let decided = told.iter().find(|n| n.kind == NoticeKind::CaseDecided).unwrap();
    assert!(
        decided.words.ends_with("\nslot\t2026-09-22\t540\t570"),
        "{:?}",
        decided.words
    );
    assert!(!told.iter().any(|n| n.kind == NoticeKind::BookingCancelled));
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM evaluation_ask").await, 1);
}

async fn a_case_that_staff_refuse_or_void_tells_whose_time_is_given_back(w: World) {
    let t = town(&w).await;
    for what in [Step::Refuse, Step::Void, Step::Withdraw] {
        let one = writes(&w, &t, what.code(), None, &own(&at_nine(&t), true), true)
            .await
            .unwrap();
        let step = NewStep {
            words: "不在本村办".into(),
            ..NewStep::bare(what)
        };
        let taking = Taking {
            version: one.version,
            actor: Actor::Staff,
            step: &step,
            answer: "",
        };
        case::take(w.db(), &w.act(), &zone(), one.id, &taking).await.unwrap();
        let told = notice::of_resident(w.db(), t.who, None, i64::MAX).await.unwrap();
        let with = told.iter().filter(|n| n.words.contains(&one.number.spaced()));
        let with: Vec<&str> = with
            .map(|n| n.words.as_str())
            .filter(|words| words.contains("\nslot\t"))
            .collect();
        assert_eq!(with.len(), 1, "{what:?}: {told:?}");
    }
}

async fn transfers(w: &World, act: &Act, one: &Case, to: CenterId) -> Result<Case, StoreError> {
    let step = NewStep {
        words: "搬到西风村了".into(),
        center: Some(to),
        ..NewStep::bare(Step::Transfer)
    };
    let taking = Taking {
        version: one.version,
        actor: Actor::Staff,
        step: &step,
        answer: "",
    };
    case::take(w.db(), act, &zone(), one.id, &taking).await?;
    case::by_id(w.db(), one.id).await
}

async fn a_case_that_goes_to_another_center_gives_its_slot_back_and_takes_its_visit_along(w: World) {
    let t = town(&w).await;
    let act = Act {
        staff: Some(w.administrator("wangfang").await),
        ..w.act()
    };
    let told = async || notice::of_resident(w.db(), t.who, None, i64::MAX).await.unwrap();
    let one = writes(&w, &t, "k", None, &own(&at_nine(&t), true), true).await.unwrap();
    let number = one.booking.unwrap();
    let state = async || booking::by_number(w.db(), number).await.unwrap().unwrap().state;
    // Where it cannot go nothing is given back.
    refused(transfers(&w, &act, &one, t.village).await, "center", Problem::NotThere);
    assert_eq!(state().await, BookingState::Confirmed);
    let now = transfers(&w, &act, &one, t.other).await.unwrap();
    assert_eq!(state().await, BookingState::Cancelled);
    assert_eq!((now.handler, now.booking, now.visit.day), (t.other, None, None));
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM booking_slot").await, 0);
    // One message says both; nobody is asked how something was that goes on.
    let all = told().await;
    let both = all.iter().find(|n| n.kind == NoticeKind::CaseTransferred).unwrap();
    let booked = booking::by_number(w.db(), number).await.unwrap().unwrap();
    let times = format!("\nslot\t2026-09-22\t{}\t{}", booked.start, booked.end);
    assert!(both.words.ends_with(&times), "{:?}", both.words);
    let other = |kind: NoticeKind| matches!(kind, NoticeKind::BookingCancelled | NoticeKind::EvaluationAsked);
    assert!(!all.iter().any(|n| other(n.kind)), "{all:?}");
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM evaluation_ask").await, 0);
    // That staff have given it back stands in the log all the same.
    assert!(w.log().await.iter().any(|entry| entry.action == "booking.cancel"));
    // A visit at home is made by whoever has the case: it stands on their route, and its resident hears who comes.
    let form = form(&t, Mode::HomeVisit);
    let visit = writes(&w, &t, "v", None, &own(&form, true), true).await.unwrap();
    let now = transfers(&w, &act, &visit, t.other).await.unwrap();
    assert_eq!(now.visit, visit.visit);
    let day = visit.visit.day.unwrap();
    assert!(case::visits(w.db(), &[t.village], day).await.unwrap().is_empty());
    assert_eq!(case::visits(w.db(), &[t.other], day).await.unwrap().len(), 1);
    let words = told().await.into_iter().map(|n| n.words);
    let says = words.filter(|words| words.ends_with("西风村党群服务中心\t\n2026-09-22\t540\t600"));
    assert_eq!(says.count(), 1);
}

/// Somebody who calls, registered by appointment at nine.
async fn told(w: &World, t: &Town, store: &store::Store, n: u64, phone: &str) -> Result<Number, StoreError> {
    told_then(w, t, store, (n, phone), None).await
}

/// [`told`], perhaps of one that was brought before and could not be entered then.
async fn told_then(
    w: &World,
    t: &Town,
    store: &store::Store,
    (n, phone): (u64, &str),
    brought: Option<i64>,
) -> Result<Number, StoreError> {
    let input = OpenInput {
        mode: "appointment".into(),
        name: "李强".into(),
        phone: phone.into(),
        slot: at_nine(t).slot,
        ..OpenInput::default()
    };
    let slot = input.slot().unwrap().unwrap();
    let mut new = input.check(MOMENT).unwrap();
    new.visit = slot.visit();
    let request = Request {
        name: new.name.clone(),
        phone: new.phone.clone(),
        ..asked(slot, &own(&at_nine(t), false)).1
    };
    let key = format!("k{n}");
    let opening = case::Opening {
        key: &key,
        matter: "C0101",
        center: t.village,
        resident: None,
        new: &new,
        answers: &model::matter::Answers::default(),
        notice: None,
        noise: n.wrapping_mul(0x9e37_79b9_7f4a_7c15),
    };
    let wanted = Wanted {
        room: slot.room,
        request: &request,
        local: local(&request),
    };
    match brought {
        None => case::open_at(store.db(), &w.act(), &zone(), &opening, Some(wanted)).await,
        Some(brought) => case::open_later(store.db(), &w.act(), &zone(), &opening, brought, Some(wanted)).await,
    }
}

async fn who_comes_by_appointment_is_asked_once_however_the_time_and_the_case_end(w: World) {
    let t = town(&w).await;
    let own = own(&at_nine(&t), true);
    let ends = [
        ("cancelled", Outcome::Done),
        ("withdrawn", Outcome::Cancelled),
        ("missed", Outcome::Done),
        ("finished", Outcome::Done),
    ];
    for (n, (how, outcome)) in ends.into_iter().enumerate() {
        let t = Town {
            who: person(&w, &format!("1390000000{n}")).await,
            ..t
        };
        let one = writes(&w, &t, how, None, &own, true).await.unwrap();
        let slot = booking::by_number(w.db(), one.booking.unwrap()).await.unwrap().unwrap();
        let (begins, over) = (slot_start(slot.first_slot), slot_start(slot.end_slot) + 3600);
        let ended = match how {
            "cancelled" => booking::cancel(w.db(), &w.act(), By::Staff, slot.id, "窗口有事").await,
            "missed" => booking::miss(w.db(), &w.act_at(over), slot.id).await,
            "finished" => booking::check_in(w.db(), &w.act_at(begins), By::Staff, slot.id).await,
            _ => Ok(Moved::Done(slot.clone())),
        };
        assert!(matches!(ended, Ok(Moved::Done(_))), "{how}: {ended:?}");
        if how == "finished" {
            booking::finish_past(w.db(), &w.act_at(over)).await.unwrap();
        }
        let asked = async |about: About| evaluation::find(w.db(), &about.subject(), 0).await.unwrap();
        assert_eq!(asked(About::Case(one.id)).await, None, "{how}: it goes on");
        if how == "withdrawn" {
            withdraws(&w, &one).await.unwrap();
        } else {
            let decide = NewStep {
                decision: Some(Decision::Granted),
                ..NewStep::bare(Step::Decide)
            };
            for step in [&NewStep::bare(Step::Accept), &decide] {
                let taking = Taking {
                    version: case::by_id(w.db(), one.id).await.unwrap().version,
                    actor: Actor::Staff,
                    step,
                    answer: "",
                };
                case::take(w.db(), &w.act_at(over), &zone(), one.id, &taking)
                    .await
                    .unwrap();
            }
        }
        let of_case = asked(About::Case(one.id)).await.expect(how);
        assert_eq!((of_case.outcome, of_case.resident), (outcome, Some(t.who)), "{how}");
        assert_eq!(asked(About::Booking(slot.id)).await, None, "{how}: it was one service");
        let told = notice::of_resident(w.db(), t.who, None, i64::MAX).await.unwrap();
        let messages = told.iter().filter(|n| n.kind == NoticeKind::EvaluationAsked).count();
        assert_eq!(messages, usize::from(how != "withdrawn"), "{how}");
    }
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM evaluation_ask").await, 4);
}

async fn a_case_registered_by_mistake_leaves_the_booking_that_was_there_before_it(w: World) {
    let t = town(&w).await;
    let wished = own(&at_nine(&t), true);
    let (room, request) = asked(wished.slot.unwrap(), &wished);
    let new = booking::New {
        key: "bare",
        wanted: Wanted {
            room,
            request: &request,
            local: local(&request),
        },
        noise: 99,
    };
    let placed = booking::place(w.db(), &w.act_at(NOW - 3600), By::Resident(t.who), &new).await;
    let slot = match placed {
        Ok(Placed::Placed(slot)) => slot,
        other => panic!("{other:?}"),
    };
    let input = OpenInput {
        mode: "appointment".into(),
        name: "李强".into(),
        phone: "13800001234".into(),
        booking: slot.number.to_string(),
        ..OpenInput::default()
    };
    let opening = case::Opening {
        key: "counter",
        matter: "C0101",
        center: t.village,
        resident: None,
        new: &input.check(MOMENT).unwrap(),
        answers: &model::matter::Answers::default(),
        notice: None,
        noise: 7,
    };
    let number = case::open(w.db(), &w.act(), &zone(), &opening).await.unwrap();
    let one = case::get(w.db(), number).await.unwrap().unwrap();
    assert_eq!(one.booking, Some(slot.number));
    let void = NewStep {
        words: "登记错了".into(),
        ..NewStep::bare(Step::Void)
    };
    let taking = Taking {
        version: one.version,
        actor: Actor::Staff,
        step: &void,
        answer: "",
    };
    case::take(w.db(), &w.act(), &zone(), one.id, &taking).await.unwrap();
    assert_eq!(case::by_id(w.db(), one.id).await.unwrap().booking, None);
    let state = booking::get(w.db(), slot.id).await.unwrap().unwrap().state;
    assert_eq!(state, BookingState::Confirmed, "it was there before, and stays");
    // It takes place, and is rated as what it is.
    let (begins, over) = (slot_start(slot.first_slot), slot_start(slot.end_slot) + 3600);
    let came = booking::check_in(w.db(), &w.act_at(begins), By::Staff, slot.id).await;
    assert!(matches!(came, Ok(Moved::Done(_))), "{came:?}");
    booking::finish_past(w.db(), &w.act_at(over)).await.unwrap();
    let asked = async |about: About| evaluation::find(w.db(), &about.subject(), 0).await.unwrap();
    assert_eq!(asked(About::Booking(slot.id)).await.unwrap().outcome, Outcome::Done);
    assert_eq!(asked(About::Case(one.id)).await, None);
    // A time that was booked with its case and has begun is a booking like others once the case was none.
    let later = Slot {
        start: 600,
        end: 630,
        ..wished.slot.unwrap()
    };
    let input = OwnInput {
        slot: later.value(),
        ..form(&t, Mode::Appointment)
    };
    let one = writes(&w, &t, "with", None, &own(&input, true), true).await.unwrap();
    let slot = booking::by_number(w.db(), one.booking.unwrap()).await.unwrap().unwrap();
    let begins = slot_start(slot.first_slot);
    let came = booking::check_in(w.db(), &w.act_at(begins), By::Staff, slot.id).await;
    assert!(matches!(came, Ok(Moved::Done(_))), "{came:?}");
    let taking = Taking {
        version: case::by_id(w.db(), one.id).await.unwrap().version,
        ..taking
    };
    case::take(w.db(), &w.act_at(begins), &zone(), one.id, &taking)
        .await
        .unwrap();
    let over = slot_start(slot.end_slot) + 3600;
    booking::finish_past(w.db(), &w.act_at(over)).await.unwrap();
    assert_eq!(asked(About::Booking(slot.id)).await.unwrap().outcome, Outcome::Done);
}

async fn nobody_asks_who_has_asked_to_be_forgotten(w: World) {
    let t = town(&w).await;
    writes(&w, &t, "k", None, &own(&form(&t, Mode::HomeVisit), true), true)
        .await
        .unwrap();
    // One with a time at the counter, and a time without a case.
    let slot = own(&at_nine(&t), true);
    writes(&w, &t, "slot", None, &slot, true).await.unwrap();
    let (room, request) = asked(slot.slot.unwrap(), &slot);
    let request = Request {
        start: 600,
        end: 630,
        ..request
    };
    let new = booking::New {
        key: "bare",
        wanted: Wanted {
            room,
            request: &request,
            local: local(&request),
        },
        noise: 99,
    };
    let bare = booking::place(w.db(), &w.act(), By::Resident(t.who), &new).await;
    assert!(matches!(bare, Ok(Placed::Placed(_))), "{bare:?}");
    resident::erase(w.db(), &w.act(), &zone(), t.who).await.unwrap();
    let open = "SELECT COUNT(*) AS n FROM service_case WHERE closed_at IS NULL";
    assert_eq!(count(&w, open).await, 0);
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM booking_slot").await, 0);
    // Who could answer is gone: what is asked of nobody would count as not answered.
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM evaluation_ask").await, 0);
}

async fn of_twenty_counters_one_has_the_slot(w: World) {
    let t = town(&w).await;
    let w = std::sync::Arc::new(w);
    let mut tasks = Vec::new();
    for n in 0..20_u64 {
        let w = w.clone();
        tasks.push(tokio::spawn(async move {
            let store = if n % 2 == 0 { &w.store } else { &w.neighbour };
            told(&w, &t, store, n, &format!("138000012{n:02}")).await
        }));
    }
    let mut told = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => told += 1,
            other => refused(other, "slot", Problem::SlotGone),
        }
    }
    assert_eq!(told, 1);
    // Of those who were refused nothing is there, the booking neither.
    for table in [
        "SELECT COUNT(*) AS n FROM service_case",
        "SELECT COUNT(*) AS n FROM booking",
        "SELECT COUNT(*) AS n FROM service_case c JOIN booking b ON b.id = c.booking_id AND b.resident_id = c.resident_id",
    ] {
        assert_eq!(count(&w, table).await, 1, "{table}");
    }
}

async fn a_slot_is_told_at_the_counter_or_nothing_is_there(w: World) {
    let t = town(&w).await;
    // Who gives no telephone has the booking all the same, and a repeat is the first one.
    let number = told(&w, &t, &w.store, 1, "").await.unwrap();
    assert_eq!(told(&w, &t, &w.store, 1, "").await.unwrap(), number);
    let one = case::get(w.db(), number).await.unwrap().unwrap();
    let booked = booking::by_number(w.db(), one.booking.unwrap()).await.unwrap().unwrap();
    assert_eq!(
        (booked.room, booked.start, booked.resident),
        (t.counter, 540, one.resident)
    );
    assert_eq!((one.visit.day, one.visit.from), (Some(date(2026, 9, 22)), 540));
    // A resident at home is as late as another counter.
    let late = writes(&w, &t, "late", None, &own(&at_nine(&t), true), true).await;
    refused(late, "slot", Problem::SlotGone);
    refused(
        told(&w, &t, &w.store, 2, "13800005678").await,
        "slot",
        Problem::SlotGone,
    );
    // Nor is the counter of another center given away.
    let elsewhere = Town { village: t.other, ..t };
    refused(
        told(&w, &elsewhere, &w.store, 3, "13800005678").await,
        "slot",
        Problem::SlotGone,
    );
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM service_case").await, 1);
}

async fn what_waited_for_the_network_has_the_slot_that_was_told(w: World) {
    let t = town(&w).await;
    let brought = NOW - 3600;
    let number = told_then(&w, &t, &w.store, (1, ""), Some(brought)).await.unwrap();
    let one = case::get(w.db(), number).await.unwrap().unwrap();
    let booked = booking::by_number(w.db(), one.booking.unwrap()).await.unwrap().unwrap();
    assert_eq!((booked.room, booked.start, one.opened_at), (t.counter, 540, brought));
    assert!(case::entry(w.db(), one.id).await.unwrap().is_some());
    // What somebody else has by now is gone, and nothing of the late one is there.
    let late = told_then(&w, &t, &w.store, (2, "13800005678"), Some(brought)).await;
    refused(late, "slot", Problem::SlotGone);
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM service_case").await, 1);
}

async fn of_an_answer_that_was_lost_the_repeat_is_the_first_one(w: World) {
    let t = town(&w).await;
    let number = told(&w, &t, &w.store, 1, "").await.unwrap();
    let again = told_then(&w, &t, &w.store, (1, ""), Some(NOW - 60)).await;
    assert_eq!(again.unwrap(), number);
    for table in [
        "SELECT COUNT(*) AS n FROM service_case",
        "SELECT COUNT(*) AS n FROM booking",
    ] {
        assert_eq!(count(&w, table).await, 1, "{table}");
    }
}

async fn nobody_writes_in_the_draft_of_somebody_else(w: World) {
    let t = town(&w).await;
    let one = writes(&w, &t, "k", None, &own(&form(&t, Mode::Assisted), false), false)
        .await
        .unwrap();
    let stranger = Town {
        who: person(&w, "13800005678").await,
        ..t
    };
    let foreign = writes(
        &w,
        &stranger,
        "k",
        Some(&one),
        &own(&form(&stranger, Mode::Assisted), true),
        true,
    )
    .await;
    assert!(matches!(foreign, Err(StoreError::NotFound)), "{foreign:?}");
    let looked: Result<Case, StoreError> = case::own(w.db(), stranger.who, one.number).await;
    assert!(matches!(looked, Err(StoreError::NotFound)));
}

async fn there_is_an_end_to_what_one_person_begins(w: World) {
    let t = town(&w).await;
    let own = own(&form(&t, Mode::Assisted), false);
    for n in 0..model::case::MOST_OPEN {
        writes(&w, &t, &format!("k{n}"), None, &own, false).await.unwrap();
    }
    let max = model::case::MOST_OPEN;
    let more = writes(&w, &t, "more", None, &own, false).await;
    refused(more, "form", Problem::TooManyOpen { max });
}

async fn files_are_the_cases_and_are_deleted_in_time(w: World) {
    let t = town(&w).await;
    let one = writes(&w, &t, "k", None, &own(&form(&t, Mode::Assisted), true), true)
        .await
        .unwrap();
    let new = |id: i64, resident| NewFile {
        id: FileId::from_i64(id),
        case: one.id,
        resident: Some(resident),
        material: "",
        name: "照片.jpg",
        kind: FileKind::Jpeg,
        size: 3,
        sealed: b"sealed",
    };
    // A repeat adds nothing; nobody else adds anything.
    for _ in 0..2 {
        case::add_file(w.db(), &w.act(), new(1, t.who)).await.unwrap();
    }
    let stranger = person(&w, "13800005678").await;
    let foreign = case::add_file(w.db(), &w.act(), new(2, stranger)).await;
    assert!(matches!(foreign, Err(StoreError::NotFound)));
    assert_eq!(case::files(w.db(), one.id).await.unwrap().len(), 1);
    // Whose they are reads of them, and of everything else that is kept of the case.
    let ask = NewStep {
        materials: vec!["id".into()],
        extra: vec!["近期照片".into()],
        ..NewStep::bare(Step::AskCorrection)
    };
    let version = case::get(w.db(), one.number).await.unwrap().unwrap().version;
    let asking = Taking {
        version,
        actor: Actor::Staff,
        step: &ask,
        answer: "",
    };
    case::take(w.db(), &w.act(), &zone(), one.id, &asking).await.unwrap();
    let kept = resident::export(w.db(), t.who).await.unwrap().cases.remove(0);
    let file = &kept.files[0];
    assert_eq!(
        (kept.files.len(), file.name.as_str(), file.size, file.added_at),
        (1, "照片.jpg", 3, NOW)
    );
    assert_eq!(
        (kept.mode.as_str(), kept.centers.0.as_str()),
        ("assisted", "东风村党群服务中心")
    );
    assert_eq!(
        kept.consent_at,
        case::get(w.db(), one.number).await.unwrap().unwrap().consent_at
    );
    let asked = kept
        .steps
        .iter()
        .find(|(_, step, ..)| step == "ask_correction")
        .unwrap();
    assert_eq!(asked.3.len(), 2, "{asked:?}");
    assert_eq!(asked.3[1], "近期照片");
    let one = case::get(w.db(), one.number).await.unwrap().unwrap();
    let few = model::case::FileSettings {
        most_files: 2,
        ..Default::default()
    };
    store::setting::save(w.db(), &w.act(), store::setting::CASE_FILES, 0, &few)
        .await
        .unwrap();
    case::add_file(w.db(), &w.act(), new(3, t.who)).await.unwrap();
    let more = case::add_file(w.db(), &w.act(), new(4, t.who)).await;
    refused(more, "file", Problem::TooManyFiles { max: 2 });
    let id = FileId::from_i64(3);
    case::remove_file(w.db(), &w.act(), one.id, Some(t.who), id)
        .await
        .unwrap();
    assert!(case::file_content(w.db(), id).await.unwrap().is_none());
    // At the end no more are taken, and after half a year the contents go.
    withdraws(&w, &one).await.unwrap();
    let late = case::add_file(w.db(), &w.act(), new(5, t.who)).await;
    refused(late, "file", Problem::NotNow);
    let days = |n: i64| NOW + n * 24 * 3600;
    assert_eq!(case::forget_files(w.db(), days(179)).await.unwrap(), 0);
    assert_eq!(case::forget_files(w.db(), days(180)).await.unwrap(), 1);
    assert_eq!(
        count(
            &w,
            "SELECT COUNT(*) AS n FROM case_file WHERE sealed IS NOT NULL OR name <> ''"
        )
        .await,
        0
    );
    // Who asks to be forgotten leaves no file.
    let two = writes(&w, &t, "k2", None, &own(&form(&t, Mode::Assisted), false), false)
        .await
        .unwrap();
    let of_two = NewFile {
        case: two.id,
        ..new(6, t.who)
    };
    case::add_file(w.db(), &w.act(), of_two).await.unwrap();
    resident::erase(w.db(), &w.act(), &crate::follow_up::zone(), t.who)
        .await
        .unwrap();
    assert_eq!(
        count(&w, "SELECT COUNT(*) AS n FROM case_file WHERE sealed IS NOT NULL").await,
        0
    );
}

async fn what_the_counter_adds_the_counter_takes_back(w: World) {
    let t = town(&w).await;
    let one = writes(&w, &t, "k", None, &own(&form(&t, Mode::Assisted), true), true)
        .await
        .unwrap();
    let new = |id: i64, resident: Option<ResidentId>| NewFile {
        id: FileId::from_i64(id),
        case: one.id,
        resident,
        material: "",
        name: "户口簿.jpg",
        kind: FileKind::Jpeg,
        size: 3,
        sealed: b"sealed",
    };
    let staff = store::Act {
        who: "王芳".into(),
        ..w.act()
    };
    case::add_file(w.db(), &w.act(), new(1, Some(t.who))).await.unwrap();
    for _ in 0..2 {
        case::add_file(w.db(), &staff, new(2, None)).await.unwrap();
    }
    let files = case::files(w.db(), one.id).await.unwrap();
    let by: Vec<_> = files.iter().map(|file| file.added_by.as_str()).collect();
    assert_eq!(by, ["", "王芳"]);
    // Neither takes back what the other has added.
    for (resident, id) in [(Some(t.who), 2), (None, 1)] {
        case::remove_file(w.db(), &staff, one.id, resident, FileId::from_i64(id))
            .await
            .unwrap();
        assert_eq!(case::files(w.db(), one.id).await.unwrap().len(), 2);
    }
    case::remove_file(w.db(), &staff, one.id, None, FileId::from_i64(2))
        .await
        .unwrap();
    assert_eq!(case::files(w.db(), one.id).await.unwrap().len(), 1);
    for action in ["add_file", "remove_file"] {
        let logged = match action {
            "add_file" => "SELECT COUNT(*) AS n FROM audit WHERE action = 'case.add_file'",
            _ => "SELECT COUNT(*) AS n FROM audit WHERE action = 'case.remove_file'",
        };
        assert_eq!(count(&w, logged).await, 1, "{action}");
    }
    // What has been accepted takes papers of the counter, and photos from home no more; what has ended takes neither.
    let takes = async |step: Step| {
        let taking = Taking {
            version: case::by_id(w.db(), one.id).await.unwrap().version,
            actor: Actor::Staff,
            step: &NewStep {
                decision: (step == Step::Decide).then_some(model::case::Decision::Granted),
                ..NewStep::bare(step)
            },
            answer: "",
        };
        case::take(w.db(), &staff, &zone(), one.id, &taking).await.unwrap();
    };
    takes(Step::Accept).await;
    let home = case::add_file(w.db(), &w.act(), new(3, Some(t.who))).await;
    refused(home, "file", Problem::NotNow);
    case::add_file(w.db(), &staff, new(4, None)).await.unwrap();
    takes(Step::Decide).await;
    let late = case::add_file(w.db(), &staff, new(5, None)).await;
    refused(late, "file", Problem::NotNow);
}

async fn a_booking_is_of_one_open_case_and_of_who_has_booked(w: World) {
    let t = town(&w).await;
    let one = writes(&w, &t, "k", None, &own(&at_nine(&t), true), true).await.unwrap();
    let number = one.booking.unwrap();
    // At the counter: somebody who calls themselves so, and perhaps says a telephone.
    let at_counter = async |key: &str, name: &str, phone: &str| -> Result<Number, StoreError> {
        let input = OpenInput {
            mode: "appointment".into(),
            name: name.into(),
            phone: phone.into(),
            booking: number.to_string(),
            ..OpenInput::default()
        };
        let new = input.check(MOMENT).unwrap();
        let opening = case::Opening {
            key,
            matter: "C0101",
            center: t.village,
            resident: None,
            new: &new,
            answers: &model::matter::Answers::default(),
            notice: None,
            noise: key.bytes().fold(3, |n, b| n * 31 + u64::from(b)),
        };
        case::open(w.db(), &w.act(), &zone(), &opening).await
    };
    let what = number.to_string();
    for (key, name, phone) in [("1", "李强", "13800005678"), ("2", "王五", ""), ("3", "李玉兰", "")] {
        let other = at_counter(key, name, phone).await;
        refused(other, "booking", Problem::NoSuch { what: what.clone() });
    }
    // Who has booked has a case with it.
    for (key, phone) in [("4", "13800001234"), ("5", "")] {
        refused(at_counter(key, "李强", phone).await, "booking", Problem::Taken);
    }
    let open = "SELECT COUNT(*) AS n FROM service_case WHERE booking_id IS NOT NULL AND closed_at IS NULL";
    assert_eq!(count(&w, open).await, 1);
    // Refused on the spot it has ended, and the counter is theirs still for another.
    let tx = w.db().begin().await.unwrap();
    let sql =
        "UPDATE service_case SET state = 'refused', closed_at = 1, due_day = NULL, due_minute = NULL WHERE id = $1";
    tx.run(sql, store::args![one.id]).await.unwrap();
    tx.commit().await.unwrap();
    at_counter("6", "李强", "").await.unwrap();
    assert_eq!(count(&w, open).await, 1);
}
