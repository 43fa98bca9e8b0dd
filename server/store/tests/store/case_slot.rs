//! The counter slot of a case: booked with it in one transaction or not at all, and given back however it ends.

use crate::{
    case::{count, refused},
    case_own::{MOMENT, Town, asked, at_nine, form, local, own, person, town, withdraws, writes},
    follow_up::zone,
    harness::{NOW, World},
};
use jiff::civil::date;
use model::{
    Problem,
    booking::{Request, State as BookingState, slot_start},
    case::{Actor, Decision, NewStep, Number, OpenInput, OwnInput, Slot, Step},
    center::CenterId,
    evaluation::{About, Outcome},
    matter::Mode,
    notice::NoticeKind,
};
use store::{
    Act, StoreError,
    booking::{self, By, Moved, Placed, Wanted},
    case::{self, Case, Taking},
    evaluation, notice, resident,
};

stories! {
    a_counter_slot_is_booked_with_the_case_or_nothing_is,
    a_case_says_the_time_that_its_booking_says,
    who_withdraws_gives_the_slot_back,
    a_case_that_is_decided_before_its_time_gives_the_slot_back,
    a_case_that_staff_refuse_or_void_tells_whose_time_is_given_back,
    a_case_that_goes_to_another_center_gives_its_slot_back_and_takes_its_visit_along,
    who_comes_by_appointment_is_asked_once_however_the_time_and_the_case_end,
    a_case_registered_by_mistake_leaves_the_booking_that_was_there_before_it,
    of_twenty_counters_one_has_the_slot,
    a_slot_is_told_at_the_counter_or_nothing_is_there,
    what_waited_for_the_network_has_the_slot_that_was_told,
    of_an_answer_that_was_lost_the_repeat_is_the_first_one,
    a_booking_is_of_one_open_case_and_of_who_has_booked,
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
