//! Cases that residents bring from home: kept as drafts, sent once, with the counter slot booked in the same transaction.

use crate::{
    case::{count, refused},
    follow_up::zone,
    harness::{NOW, TODAY, World, room_of},
};
use jiff::civil::date;
use model::{
    AppError, Problem,
    booking::{Mode as Booked, Request, Rules, Wish},
    case::{Actor, NewStep, Own, OwnInput, Slot, State, Step, Whom},
    center::CenterId,
    hours::{LocalMinute, parse_day},
    matter::{Content, Mode},
    resident::ResidentId,
    room::{RoomId, RoomKind},
};
use store::{
    StoreError,
    booking::{self, By, Local, Placed, Wanted},
    case::{self, Case, Taking, Writing},
    hours, matter, resident, room,
};

stories! {
    a_draft_is_kept_goes_to_another_center_and_is_sent,
    a_draft_says_for_whom_it_is_while_nobody_is_named,
    of_fifty_submissions_of_one_draft_one_is_sent,
    a_retired_matter_takes_nothing_from_a_draft,
    what_a_matter_does_not_allow_is_refused_by_name,
    nobody_asks_who_has_asked_to_be_forgotten,
    nobody_writes_in_the_draft_of_somebody_else,
    there_is_an_end_to_what_one_person_begins,
}

#[derive(Clone, Copy)]
pub(crate) struct Town {
    pub(crate) village: CenterId,
    pub(crate) other: CenterId,
    pub(crate) counter: RoomId,
    pub(crate) who: ResidentId,
}

pub(crate) fn content() -> Content {
    let all = store::sample::matters::read().unwrap();
    let mut content = all.into_iter().find(|m| m.code == "C0101").unwrap();
    content.modes = vec![Mode::Assisted, Mode::Appointment, Mode::HomeVisit];
    content
}

pub(crate) async fn town(w: &World) -> Town {
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

pub(crate) async fn person(w: &World, phone: &str) -> ResidentId {
    let sql = "INSERT INTO resident (id, phone, name, created_at, version) VALUES ($1, $2, '', $3, 1)";
    let id: ResidentId = w.act().id();
    let tx = w.db().begin().await.unwrap();
    tx.run(sql, store::args![id, phone, NOW]).await.unwrap();
    tx.commit().await.unwrap();
    id
}

pub(crate) const MOMENT: LocalMinute = LocalMinute {
    day: TODAY,
    minute: 600,
};

pub(crate) fn form(t: &Town, mode: Mode) -> OwnInput {
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

pub(crate) fn own(input: &OwnInput, send: bool) -> Own {
    input.check(MOMENT, send).unwrap()
}

pub(crate) async fn writes(
    w: &World,
    t: &Town,
    key: &str,
    of: Option<&Case>,
    own: &Own,
    send: bool,
) -> Result<Case, StoreError> {
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

pub(crate) fn asked(slot: Slot, own: &Own) -> (RoomId, Request) {
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

pub(crate) fn local(request: &Request) -> Local {
    let midnight = request.day.to_zoned(zone()).unwrap().timestamp().as_second();
    Local {
        now: MOMENT,
        midnight: model::booking::slot_at(midnight),
    }
}

pub(crate) fn at_nine(t: &Town) -> OwnInput {
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

pub(crate) async fn withdraws(w: &World, one: &Case) -> Result<i64, StoreError> {
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
