//! Evaluations: every end is asked about, one service is rated once, and what was said stays what was said.

use crate::{
    booking::{Place, TOMORROW, booked, done, place_of, resident, wish},
    case,
    harness::{NOW, TODAY, World},
};
use model::{
    AppError, Problem,
    booking::{Booking, Request, Wish, slot_start},
    case::Step,
    center::CenterId,
    evaluation::{
        ASK_DAYS, About, Answers, Content, DETAILS_SECONDS, Decision, Details, Level, Moderation, Outcome, PhotoId,
        Reason, Service, VISITS_A_CENTER, VISITS_AN_ADDRESS,
    },
    figures::Period,
    follow_up::Origin,
    matter::Mode,
    notice::NoticeKind,
    resident::ResidentId,
    staff::StaffId,
    text::{Names, mask_words},
};
use store::{
    Act, Db, StoreError, args,
    booking::{self, By},
    db::Query as _,
    evaluation::{self, Channel, Filter, Rated, Said, SealedPhoto, Tap, Visit, form},
    figures::Of,
    follow_up, notice, resident as residents,
};

stories! {
    however_a_booking_ends_its_resident_is_asked_once,
    of_a_hundred_taps_on_one_link_at_once_one_counts,
    a_tap_that_is_sent_many_times_at_once_gets_one_answer,
    a_repeat_gets_its_own_answer_and_another_hears_what_was_said,
    a_link_runs_out_and_one_that_is_too_early_is_not_there,
    a_device_rates_a_counter_once_a_day_and_an_address_does_not_without_end,
    of_a_hundred_taps_of_one_device_at_once_one_counts,
    a_flood_at_a_counter_ends,
    a_visit_rated_without_a_network_counts_for_its_day,
    more_is_said_once_and_soon,
    a_form_that_was_changed_meanwhile_is_accepted_as_it_was_shown,
    forms_go_from_the_nearest_to_the_one_for_everything,
    a_bad_rating_opens_a_follow_up_in_the_same_moment_and_a_good_one_none,
    what_was_counted_is_neither_changed_nor_deleted,
    words_are_published_by_a_decision_and_forgotten_with_their_resident,
    photos_are_kept_once_with_what_was_said_and_for_a_year_at_most,
    nobody_rates_their_own_work_as_a_resident,
    whoever_took_part_in_a_service_does_not_look_into_what_was_said_of_it,
    words_name_nobody_whom_one_met_in_a_private_room,
    who_acted_for_somebody_is_called_back_by_name,
    nobody_is_asked_who_was_forgotten_while_it_took_place,
}

/// When everything of tomorrow is over.
const LATER: i64 = NOW + 2 * 86_400;

fn tap(key: &str, level: Level) -> Tap<'_> {
    Tap {
        key,
        level,
        form: None,
        channel: Channel::Link,
        age: 0,
    }
}

fn subject(booking: &Booking) -> String {
    About::Booking(booking.id).subject()
}

/// A booking that is over.
async fn over(w: &World, at: &Place, who: ResidentId, key: &str) -> Booking {
    let booking = booked(w, By::Resident(who), key, at.reading, &wish(570, 630, Wish::Seats(1))).await;
    booking::finish_past(w.db(), &w.act_at(LATER)).await.unwrap();
    booking
}

async fn rate(db: &Db, act: &Act, booking: &Booking, tap: &Tap<'_>) -> Rated {
    evaluation::rate(db, act, &subject(booking), 0, tap).await.unwrap()
}

fn now(rated: Rated) -> Said {
    match rated {
        Rated::Now(said) => said,
        other => panic!("{other:?}"),
    }
}

async fn however_a_booking_ends_its_resident_is_asked_once(w: World) {
    let at = place_of(&w).await;
    let me = resident(&w, 1).await;
    let by = By::Resident(me);
    let seat = wish(570, 630, Wish::Seats(1));
    let own = booked(&w, by, "own", at.reading, &seat).await;
    let theirs = booked(&w, by, "theirs", at.talk, &wish(570, 630, Wish::Whole)).await;
    let refused = booked(&w, by, "refused", at.mediation, &wish(570, 630, Wish::Whole)).await;
    let took_place = booked(&w, by, "done", at.reading, &wish(720, 780, Wish::Seats(1))).await;
    let begins = slot_start(took_place.first_slot);
    let came = booking::check_in(w.db(), &w.act_at(begins), By::Staff, took_place.id).await;
    done(came.unwrap());
    let missed = booked(&w, by, "missed", at.reading, &wish(840, 900, Wish::Seats(1))).await;
    let asked = async |b: &Booking| evaluation::find(w.db(), &subject(b), 0).await.unwrap();
    assert_eq!(asked(&own).await, None);
    done(booking::cancel(w.db(), &w.act(), by, own.id, "").await.unwrap());
    done(
        booking::cancel(w.db(), &w.act(), By::Staff, theirs.id, "停电")
            .await
            .unwrap(),
    );
    let reject = booking::Decision::Reject;
    done(
        booking::decide(w.db(), &w.act(), refused.id, reject, "满了")
            .await
            .unwrap(),
    );
    booking::finish_past(w.db(), &w.act_at(LATER)).await.unwrap();
    for (booking, outcome) in [
        (&own, Outcome::Cancelled),
        (&theirs, Outcome::Cancelled),
        (&refused, Outcome::Refused),
        (&took_place, Outcome::Done),
        (&missed, Outcome::Missed),
    ] {
        let asked = asked(booking).await.unwrap();
        assert_eq!(
            (asked.service, asked.outcome, asked.day),
            (Service::Booking, outcome, TOMORROW)
        );
        assert_eq!(
            (asked.center, asked.room, asked.resident),
            (at.center, Some(booking.room), Some(me))
        );
        assert_eq!(asked.said, None);
    }
    // Who cancelled by themselves gets no message about it.
    let told = notice::of_resident(w.db(), me, None, LATER + 7200).await.unwrap();
    let mut paths: Vec<_> = told
        .into_iter()
        .filter(|n| n.kind == NoticeKind::EvaluationAsked)
        .map(|n| n.path)
        .collect();
    paths.sort();
    let mut expected = [&theirs, &refused, &took_place, &missed].map(|b| format!("/rate/b{}0", b.id));
    expected.sort();
    assert_eq!(paths, expected);
}

async fn of_a_hundred_taps_on_one_link_at_once_one_counts(w: World) {
    let at = place_of(&w).await;
    let booking = over(&w, &at, resident(&w, 1).await, "k").await;
    let taps = w.at_once(100, |i, db| {
        let (act, booking) = (w.act_at(LATER), booking.clone());
        async move {
            let level = Level::ALL[usize::try_from(i).unwrap() % 5];
            (level, rate(&db, &act, &booking, &tap(&format!("key {i}"), level)).await)
        }
    });
    let (mut counted, mut heard) = (Vec::new(), Vec::new());
    for answer in taps.await {
        match answer {
            (level, Rated::Now(said)) => {
                assert_eq!(said.level, level);
                counted.push(said);
            }
            (_, Rated::Before(said)) => heard.push(said),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((counted.len(), heard.len()), (1, 99));
    assert!(heard.iter().all(|said| *said == counted[0]));
    let row = w
        .db()
        .row("SELECT COUNT(*) AS n FROM evaluation", vec![])
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.get::<i64>("n").unwrap(), 1);
}

async fn a_tap_that_is_sent_many_times_at_once_gets_one_answer(w: World) {
    let at = place_of(&w).await;
    let booking = over(&w, &at, resident(&w, 1).await, "k").await;
    let taps = w.at_once(30, |_, db| {
        let (act, booking) = (w.act_at(LATER), booking.clone());
        async move { now(rate(&db, &act, &booking, &tap("one", Level::Satisfied)).await) }
    });
    let answers = taps.await;
    assert!(answers.iter().all(|said| *said == answers[0]), "{answers:?}");
}

async fn a_repeat_gets_its_own_answer_and_another_hears_what_was_said(w: World) {
    let at = place_of(&w).await;
    let booking = over(&w, &at, resident(&w, 1).await, "k").await;
    let act = w.act_at(LATER);
    let first = now(rate(w.db(), &act, &booking, &tap("a", Level::Satisfied)).await);
    assert_eq!(
        now(rate(w.db(), &act, &booking, &tap("a", Level::Satisfied)).await),
        first
    );
    let other = rate(w.db(), &act, &booking, &tap("b", Level::VeryDissatisfied)).await;
    assert_eq!(other, Rated::Before(first));
    // The same key with another level would be lost behind the first answer.
    let changed = evaluation::rate(w.db(), &act, &subject(&booking), 0, &tap("a", Level::Dissatisfied)).await;
    let refused = changed.unwrap_err().field_error().unwrap();
    assert_eq!((refused.field.as_str(), refused.problem), ("key", Problem::AlreadySent));
}

async fn a_link_runs_out_and_one_that_is_too_early_is_not_there(w: World) {
    let at = place_of(&w).await;
    let me = resident(&w, 1).await;
    let early = booked(&w, By::Resident(me), "e", at.reading, &wish(570, 630, Wish::Seats(1))).await;
    let missing = evaluation::rate(w.db(), &w.act(), &subject(&early), 0, &tap("a", Level::Satisfied)).await;
    assert!(matches!(missing, Err(StoreError::NotFound)));
    booking::finish_past(w.db(), &w.act_at(LATER)).await.unwrap();
    let end = LATER + ASK_DAYS * 86_400;
    let late = rate(w.db(), &w.act_at(end + 1), &early, &tap("b", Level::Satisfied)).await;
    assert_eq!(late, Rated::Over(end));
    // Nothing was kept of it: in time it still goes, also under that key.
    now(rate(w.db(), &w.act_at(end), &early, &tap("b", Level::Satisfied)).await);
}

async fn visit(w: &World, center: CenterId, device: &str, address: &str, level: Level) -> Rated {
    let subject = format!("visit:{}:{TODAY}:{device}", center.as_i64());
    let visit = Visit {
        subject: &subject,
        center,
        day: TODAY,
        today: TODAY,
        address_mark: address,
    };
    let key = w.act().ids.next().to_string();
    let tap = Tap {
        channel: Channel::Counter,
        ..tap(&key, level)
    };
    evaluation::visit(w.db(), &w.act(), &visit, &tap).await.unwrap()
}

async fn a_device_rates_a_counter_once_a_day_and_an_address_does_not_without_end(w: World) {
    w.divisions().await;
    let (one, two) = (w.center("一").await, w.center("二").await);
    let first = now(visit(&w, one, "phone", "home", Level::Satisfied).await);
    assert_eq!(
        visit(&w, one, "phone", "home", Level::Dissatisfied).await,
        Rated::Before(first)
    );
    now(visit(&w, two, "phone", "home", Level::Dissatisfied).await);
    for i in 1..VISITS_AN_ADDRESS {
        now(visit(&w, one, &format!("device {i}"), "home", Level::Satisfied).await);
    }
    assert_eq!(
        visit(&w, one, "one more", "home", Level::Satisfied).await,
        Rated::TooMany
    );
    now(visit(&w, one, "one more", "elsewhere", Level::Satisfied).await);
    assert_eq!(
        visit(&w, one, "phone", "home", Level::Satisfied).await,
        Rated::Before(first)
    );
}

async fn of_a_hundred_taps_of_one_device_at_once_one_counts(w: World) {
    w.divisions().await;
    let center = w.center("一").await;
    let taps = w.at_once(100, |i, db| {
        let act = w.act();
        async move {
            let visit = Visit {
                subject: "visit:1:2026-09-21:phone",
                center,
                day: TODAY,
                today: TODAY,
                address_mark: "home",
            };
            evaluation::visit(&db, &act, &visit, &tap(&format!("key {i}"), Level::Satisfied))
                .await
                .unwrap()
        }
    });
    let mut counted = 0;
    for answer in taps.await {
        match answer {
            Rated::Now(_) => counted += 1,
            Rated::Before(_) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(counted, 1);
    let n = async |sql: &'static str| w.db().row(sql, vec![]).await.unwrap().unwrap().get::<i64>("n").unwrap();
    assert_eq!(n("SELECT COUNT(*) AS n FROM evaluation").await, 1);
    assert_eq!(n("SELECT MAX(visits) AS n FROM evaluation_visit_count").await, 1);
}

/// Many at once from everywhere: as many as a counter takes in a day, however they overlap.
async fn a_flood_at_a_counter_ends(w: World) {
    w.divisions().await;
    let (one, two) = (w.center("一").await, w.center("二").await);
    let tx = w.db().begin().await.unwrap();
    let sql = "INSERT INTO evaluation_visit_count (day, center_id, mark, visits) VALUES ($1, $2, '', $3)";
    let before = VISITS_A_CENTER - 10;
    tx.run(sql, vec![TODAY.into(), one.into(), before.into()])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let tasks: Vec<_> = (0..40)
        .map(|i| {
            let w = w.clone();
            tokio::spawn(async move {
                let name = format!("bot {i}");
                visit(&w, one, &name, &name, Level::VeryDissatisfied).await
            })
        })
        .collect();
    let (mut counted, mut refused) = (0, 0);
    for task in tasks {
        match task.await.unwrap() {
            Rated::Now(_) => counted += 1,
            Rated::TooMany => refused += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((counted, refused), (10, 30));
    now(visit(&w, two, "phone", "home", Level::Satisfied).await);
    // The next day nothing of it is left.
    let tomorrow = TODAY.tomorrow().unwrap();
    assert!(evaluation::forget_visits(w.db(), tomorrow).await.unwrap() > 0);
    now(visit(&w, one, "phone", "home", Level::Satisfied).await);
}

async fn a_visit_rated_without_a_network_counts_for_its_day(w: World) {
    w.divisions().await;
    let center = w.center("一").await;
    let day = TODAY.checked_sub(jiff::Span::new().days(3)).unwrap();
    let visit = Visit {
        subject: &format!("visit:{}:{day}:phone", center.as_i64()),
        center,
        day,
        today: TODAY,
        address_mark: "home",
    };
    let tap = Tap {
        channel: Channel::Offline,
        age: 3 * 86_400,
        ..tap("key", Level::Satisfied)
    };
    now(evaluation::visit(w.db(), &w.act(), &visit, &tap).await.unwrap());
    let found = evaluation::find(w.db(), visit.subject, 0).await.unwrap().unwrap();
    assert_eq!((found.day, found.asked_at), (day, NOW - 3 * 86_400));
    let row = w
        .db()
        .row("SELECT said_at, made_at FROM evaluation", vec![])
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (row.get::<i64>("said_at").unwrap(), row.get::<i64>("made_at").unwrap()),
        (NOW - 3 * 86_400, NOW)
    );
}

fn details(words: &str) -> Details {
    Details {
        answers: Answers {
            reasons: vec!["r5".into()],
            ..Answers::default()
        },
        words: words.into(),
    }
}

async fn more_is_said_once_and_soon(w: World) {
    let at = place_of(&w).await;
    let me = resident(&w, 1).await;
    let booking = over(&w, &at, me, "k").await;
    let said = now(rate(w.db(), &w.act_at(LATER), &booking, &tap("a", Level::Dissatisfied)).await);
    let tell =
        async |at: i64, words: &str| evaluation::tell(w.db(), &w.act_at(at), said.id, &details(words), &[]).await;
    let problem = |e: Result<(), StoreError>| e.unwrap_err().field_error().unwrap().problem;
    assert_eq!(
        problem(tell(LATER + DETAILS_SECONDS + 1, "晚了").await),
        Problem::TooLate
    );
    tell(LATER + DETAILS_SECONDS, "等了很久").await.unwrap();
    tell(LATER + DETAILS_SECONDS, "等了很久").await.unwrap();
    assert_eq!(problem(tell(LATER + 60, "别的").await), Problem::SaidAlready);
    let listed = evaluation::one(w.db(), said.id).await.unwrap().unwrap();
    assert_eq!(
        (listed.words.as_str(), listed.moderation),
        ("等了很久", Moderation::Waiting)
    );
    assert_eq!(listed.answers.reasons, ["r5"]);
    assert!(
        evaluation::find(w.db(), &subject(&booking), 0)
            .await
            .unwrap()
            .unwrap()
            .said
            .unwrap()
            .more
    );
}

fn content(name: &str) -> Content {
    Content {
        reasons: vec![Reason {
            code: "r1".into(),
            names: Names::new(name, ""),
            levels: Level::ALL.to_vec(),
        }],
        ..Content::default()
    }
}

async fn a_form_that_was_changed_meanwhile_is_accepted_as_it_was_shown(w: World) {
    let at = place_of(&w).await;
    let (me, you) = (resident(&w, 1).await, resident(&w, 2).await);
    let mine = over(&w, &at, me, "k").await;
    let yours = booked(&w, By::Resident(you), "y", at.reading, &wish(570, 630, Wish::Seats(1))).await;
    booking::finish_past(w.db(), &w.act_at(LATER)).await.unwrap();
    let before = form::fitting(w.db(), Service::Booking, at.center).await.unwrap();
    assert_eq!(before, (form::FOR_EVERYTHING, 1));
    assert!(!form::content(w.db(), before.0, 1).await.unwrap().reasons.is_empty());
    let saved = form::save(w.db(), &w.act(), before.0, 1, &content("新的"))
        .await
        .unwrap();
    assert_eq!(saved, 2);
    let conflict = form::save(w.db(), &w.act(), before.0, 1, &content("也是新的")).await;
    assert!(matches!(conflict, Err(StoreError::Conflict { version: 2, .. })));
    let old = Tap {
        form: Some(before),
        ..tap("a", Level::Satisfied)
    };
    let said = now(rate(w.db(), &w.act_at(LATER), &mine, &old).await);
    assert_eq!((said.form, said.version), before);
    // A form that nobody was shown is read as the one that fits.
    let invented = Tap {
        form: Some((before.0, 99)),
        ..tap("b", Level::Satisfied)
    };
    assert_eq!(now(rate(w.db(), &w.act_at(LATER), &yours, &invented).await).version, 2);
    assert_eq!(form::versions(w.db(), before.0).await.unwrap().len(), 2);
}

async fn forms_go_from_the_nearest_to_the_one_for_everything(w: World) {
    w.divisions().await;
    let (one, two) = (w.center("一").await, w.center("二").await);
    let make = async |key: &str, service, center| form::create(w.db(), &w.act(), key, service, center).await;
    let fitting = async |service, center| form::fitting(w.db(), service, center).await.unwrap().0;
    let bookings = make("a", Some(Service::Booking), None).await.unwrap();
    assert_eq!(make("a", Some(Service::Booking), None).await.unwrap(), bookings);
    let taken = make("b", Some(Service::Booking), None)
        .await
        .unwrap_err()
        .field_error()
        .unwrap();
    assert_eq!((taken.field.as_str(), taken.problem), ("service", Problem::Taken));
    let own = make("c", None, Some(one)).await.unwrap();
    let nearest = make("d", Some(Service::Booking), Some(one)).await.unwrap();
    assert_eq!(fitting(Service::Booking, one).await, nearest);
    assert_eq!(fitting(Service::Counter, one).await, own);
    assert_eq!(fitting(Service::Booking, two).await, bookings);
    assert_eq!(fitting(Service::Counter, two).await, form::FOR_EVERYTHING);
    form::retire(w.db(), &w.act(), nearest, 1).await.unwrap();
    form::retire(w.db(), &w.act(), nearest, 1).await.unwrap();
    assert_eq!(fitting(Service::Booking, one).await, own);
    assert!(matches!(
        form::save(w.db(), &w.act(), nearest, 1, &content("x")).await,
        Err(StoreError::NotFound)
    ));
    // What was retired comes back under its own key.
    assert_eq!(make("e", Some(Service::Booking), Some(one)).await.unwrap(), nearest);
    assert_eq!(make("e", Some(Service::Booking), Some(one)).await.unwrap(), nearest);
    assert_eq!(fitting(Service::Booking, one).await, nearest);
    let kept = form::retire(w.db(), &w.act(), form::FOR_EVERYTHING, 1)
        .await
        .unwrap_err();
    assert!(matches!(AppError::from(kept), AppError::Invalid { .. }));
}

async fn a_bad_rating_opens_a_follow_up_in_the_same_moment_and_a_good_one_none(w: World) {
    let at = place_of(&w).await;
    let opened = async |said: Said| follow_up::of_origin(w.db(), Origin::Evaluation(said.id)).await.unwrap();
    for (i, level) in (1..).zip(Level::ALL) {
        let key = format!("k{i}");
        let booking = over(&w, &at, resident(&w, i).await, &key).await;
        let said = now(rate(w.db(), &w.act_at(LATER), &booking, &tap(&key, level)).await);
        rate(w.db(), &w.act_at(LATER), &booking, &tap(&key, level)).await;
        let follow_up = opened(said).await;
        assert_eq!(
            follow_up.map(|f| f.center),
            level.is_bad().then_some(Some(at.center)),
            "{level:?}"
        );
    }
}

async fn what_was_counted_is_neither_changed_nor_deleted(w: World) {
    let at = place_of(&w).await;
    let booking = over(&w, &at, resident(&w, 1).await, "k").await;
    now(rate(w.db(), &w.act_at(LATER), &booking, &tap("a", Level::Satisfied)).await);
    for sql in [
        "UPDATE evaluation SET level = 1",
        "UPDATE evaluation SET ask_id = ask_id, made_at = 0",
        "DELETE FROM evaluation",
    ] {
        let tx = w.db().begin().await.unwrap();
        assert!(tx.run(sql, vec![]).await.is_err(), "{sql}");
    }
}

async fn words_are_published_by_a_decision_and_forgotten_with_their_resident(w: World) {
    let at = place_of(&w).await;
    let me = resident(&w, 1).await;
    let booking = over(&w, &at, me, "k").await;
    let said = now(rate(w.db(), &w.act_at(LATER), &booking, &tap("a", Level::Dissatisfied)).await);
    let decision = Decision {
        moderation: Moderation::Published,
        words: "等了很久".into(),
        answer: "已加一个窗口".into(),
    };
    // Nothing to decide about yet.
    let early = evaluation::moderate(w.db(), &w.act(), (said.id, "e1"), 1, &decision).await;
    assert!(matches!(early, Err(StoreError::NotFound)));
    evaluation::tell(w.db(), &w.act_at(LATER), said.id, &details("13812345678 等了很久"), &[])
        .await
        .unwrap();
    let waiting = Filter {
        waiting: true,
        ..Filter::default()
    };
    assert_eq!(evaluation::listed(w.db(), at.center, waiting).await.unwrap().len(), 1);
    assert_eq!(
        evaluation::moderate(w.db(), &w.act(), (said.id, "e1"), 2, &decision)
            .await
            .unwrap(),
        3
    );
    let again = evaluation::moderate(w.db(), &w.act(), (said.id, "e1"), 2, &decision).await;
    assert!(matches!(again, Err(StoreError::Conflict { version: 3, by, .. }) if by == "王芳"));
    assert!(evaluation::listed(w.db(), at.center, waiting).await.unwrap().is_empty());
    let listed = evaluation::listed(w.db(), at.center, Filter::default()).await.unwrap();
    assert_eq!(
        (listed[0].published_words.as_str(), listed[0].level),
        ("等了很久", Level::Dissatisfied)
    );
    let everybody = async |center| {
        let month = Period::month_of(booking.day);
        let of = Of {
            first: month,
            last: month,
            service: None,
            center,
        };
        evaluation::published(w.db(), of, 0).await.unwrap()
    };
    let read = everybody(Some(at.center)).await;
    assert_eq!(
        (read[0].words.as_str(), read[0].answer.as_str()),
        ("等了很久", "已加一个窗口")
    );
    assert_eq!(everybody(Some(w.center("长发").await)).await, []);
    let export = residents::export(w.db(), me).await.unwrap();
    assert_eq!(export.evaluations[0].words, "13812345678 等了很久");
    residents::erase(w.db(), &w.act_at(LATER), &crate::follow_up::zone(), me)
        .await
        .unwrap();
    let left = evaluation::one(w.db(), said.id).await.unwrap().unwrap();
    assert_eq!(
        (left.level, left.words.as_str(), left.published_words.as_str()),
        (Level::Dissatisfied, "", "")
    );
    assert_eq!(
        evaluation::find(w.db(), &subject(&booking), 0)
            .await
            .unwrap()
            .unwrap()
            .resident,
        None
    );
    assert_eq!(everybody(None).await, []);
    // And nobody adds to what was forgotten.
    let late = evaluation::tell(w.db(), &w.act_at(LATER), said.id, &details("又"), &[]).await;
    assert_eq!(late.unwrap_err().field_error().unwrap().problem, Problem::SaidAlready);
}

async fn photos_are_kept_once_with_what_was_said_and_for_a_year_at_most(w: World) {
    let at = place_of(&w).await;
    let photo = |id| SealedPhoto {
        id: PhotoId::from_i64(id),
        sealed: vec![id as u8; 9],
    };
    let kept = async |id| evaluation::photos(w.db(), id).await.unwrap();
    let rated = async |n: i64, key: &str| {
        let me = resident(&w, n).await;
        let booking = over(&w, &at, me, key).await;
        let said = now(rate(w.db(), &w.act_at(LATER), &booking, &tap(key, Level::Dissatisfied)).await);
        (me, said.id)
    };
    let (me, mine) = rated(1, "k").await;
    let (_, another) = rated(2, "l").await;
    let tell = async |at: i64, of, photos: &[SealedPhoto]| {
        evaluation::tell(w.db(), &w.act_at(at), of, &details("看照片"), photos).await
    };
    // Too late, and nothing of it is kept.
    tell(LATER + DETAILS_SECONDS + 1, mine, &[photo(1)]).await.unwrap_err();
    assert_eq!(kept(mine).await, []);
    // The same photo twice is one, and so is the same form sent twice.
    for _ in 0..2 {
        tell(LATER, mine, &[photo(1), photo(2), photo(1)]).await.unwrap();
    }
    tell(LATER, another, &[photo(1)]).await.unwrap();
    assert_eq!(kept(mine).await.len(), 2);
    let sealed = evaluation::photo(w.db(), mine, PhotoId::from_i64(2)).await.unwrap();
    assert_eq!(sealed, Some(vec![2; 9]));
    assert_eq!(
        evaluation::photo(w.db(), another, PhotoId::from_i64(2)).await.unwrap(),
        None
    );

    let said = residents::export(w.db(), me).await.unwrap().evaluations;
    let photos: Vec<&Vec<i64>> = said.iter().map(|given| &given.photos).collect();
    assert_eq!(photos, [&vec![LATER, LATER]]);
    residents::erase(w.db(), &w.act_at(LATER), &crate::follow_up::zone(), me)
        .await
        .unwrap();
    assert_eq!(kept(mine).await, []);
    let year = 365 * 86_400;
    assert_eq!(evaluation::forget_photos(w.db(), LATER + year).await.unwrap(), 0);
    assert_eq!(kept(another).await.len(), 1);
    assert_eq!(evaluation::forget_photos(w.db(), LATER + year + 1).await.unwrap(), 1);
    assert_eq!(kept(another).await, []);
}

/// Gives an account a telephone, typed as people type it.
async fn with_phone(w: &World, staff: StaffId, phone: &str) {
    let tx = w.db().begin().await.unwrap();
    let sql = "UPDATE staff SET phone = $2 WHERE id = $1";
    tx.run(sql, vec![staff.into(), phone.into()]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn words_name_nobody_whom_one_met_in_a_private_room(w: World) {
    let at = place_of(&w).await;
    let me = resident(&w, 1).await;
    let request = Request {
        with_whom: "王五和赵六、李和平 白云飞".into(),
        ..wish(570, 630, Wish::Whole)
    };
    let booking = booked(&w, By::Resident(me), "k", at.mediation, &request).await;
    done(
        booking::cancel(w.db(), &w.act(), By::Staff, booking.id, "停电")
            .await
            .unwrap(),
    );
    let said = now(rate(w.db(), &w.act_at(LATER), &booking, &tap("a", Level::Dissatisfied)).await);
    let one = evaluation::one(w.db(), said.id).await.unwrap().unwrap();
    assert!(one.named.iter().any(|name| name == "王小明"));
    let words = mask_words("王五、赵六、李和平和白云飞都没来", &one.named);
    for name in ["王五", "赵六", "李和平", "白云飞"] {
        assert!(!words.contains(name), "{name}: {words}");
    }
    assert!(words.ends_with("都没来"), "{words}");
}

async fn who_acted_for_somebody_is_called_back_by_name(w: World) {
    let town = case::town(&w).await;
    let mut names = Vec::new();
    for (key, agent, online) in [("k1", "李强", true), ("k2", "李强", false), ("k3", "", true)] {
        let new = model::case::NewCase {
            agent: agent.into(),
            ..case::new(Mode::Assisted)
        };
        let one = case::opens(&w, &town, key, &new).await.unwrap();
        if online {
            let tx = w.db().begin().await.unwrap();
            let sql = "UPDATE service_case SET channel = 'online' WHERE id = $1";
            tx.run(sql, vec![one.id.into()]).await.unwrap();
            tx.commit().await.unwrap();
        }
        for step in [Step::Accept, Step::Decide] {
            case::takes(&w, &town, one.number, &case::step(step), NOW)
                .await
                .unwrap();
        }
        let subject = About::Case(one.id).subject();
        let said = evaluation::rate(w.db(), &w.act_at(LATER), &subject, 0, &tap(key, Level::Dissatisfied)).await;
        let rating = follow_up::rating(w.db(), now(said.unwrap()).id).await.unwrap().unwrap();
        assert_eq!(rating.phone, "13800001234");
        names.push(rating.name);
    }
    // At the telephone of whoever wrote from home is who acted; at the counter, and where nobody did, whose case it was.
    assert_eq!(names, ["李强", "李玉兰", "李玉兰"]);
}

async fn nobody_rates_their_own_work_as_a_resident(w: World) {
    let at = place_of(&w).await;
    let (clerk, other) = (w.administrator("clerk").await, w.administrator("other").await);
    // The phone that `resident` gives to the first.
    with_phone(&w, clerk, "+86 138-0000-0001").await;
    with_phone(&w, other, "0482-4222000").await;
    let checked_in = async |who: ResidentId, key: &str, start: u16, by: StaffId| {
        let seat = wish(start, start + 60, Wish::Seats(1));
        let booking = booked(&w, By::Resident(who), key, at.reading, &seat).await;
        let act = Act {
            staff: Some(by),
            ..w.act_at(slot_start(booking.first_slot))
        };
        done(booking::check_in(w.db(), &act, By::Staff, booking.id).await.unwrap());
        booking
    };
    let (me, neighbour) = (resident(&w, 1).await, resident(&w, 2).await);
    let own = checked_in(me, "own", 570, clerk).await;
    let theirs = checked_in(neighbour, "theirs", 570, clerk).await;
    let by_other = checked_in(me, "other", 660, other).await;
    booking::finish_past(w.db(), &w.act_at(LATER)).await.unwrap();
    let act = w.act_at(LATER);
    let rates = async |subject: &str, key: &str| {
        let tapped = evaluation::rate(w.db(), &act, subject, 0, &tap(key, Level::VerySatisfied)).await;
        tapped.map_err(|error| error.field_error().unwrap().problem)
    };
    // However often, and under whatever key: nothing is kept.
    for key in ["a", "a", "b"] {
        assert_eq!(rates(&subject(&own), key).await, Err(Problem::StaffRates));
    }
    let asked = evaluation::find(w.db(), &subject(&own), 0).await.unwrap().unwrap();
    assert_eq!(asked.said, None);
    for (booking, key) in [(&theirs, "c"), (&by_other, "d")] {
        now(rates(&subject(booking), key).await.unwrap());
    }
    // A case: whoever has received it, and whoever has decided it.
    let town = case::town(&w).await;
    let mut subjects = Vec::new();
    for key in ["k1", "k2"] {
        let one = case::opens(&w, &town, key, &case::new(Mode::Assisted)).await.unwrap();
        let decides = case::Town {
            staff: if key == "k1" { town.staff } else { clerk },
            ..town
        };
        case::takes(&w, &decides, one.number, &case::step(Step::Accept), NOW)
            .await
            .unwrap();
        case::takes(&w, &decides, one.number, &case::step(Step::Decide), NOW)
            .await
            .unwrap();
        subjects.push(About::Case(one.id).subject());
    }
    with_phone(&w, clerk, "138 0000 1234").await;
    assert_eq!(rates(&subjects[1], "e").await, Err(Problem::StaffRates));
    with_phone(&w, town.staff, "13800001234").await;
    assert_eq!(rates(&subjects[0], "f").await, Err(Problem::StaffRates));
    with_phone(&w, town.staff, "").await;
    now(rates(&subjects[0], "f").await.unwrap());
}

async fn whoever_took_part_in_a_service_does_not_look_into_what_was_said_of_it(w: World) {
    use model::follow_up::Step as Looks;
    let at = place_of(&w).await;
    let (lead, other) = (w.administrator("lead").await, w.administrator("other").await);
    let me = resident(&w, 1).await;
    // The resident has booked by themself: whoever refused that has not made it.
    let booking = booked(&w, By::Resident(me), "k", at.mediation, &wish(570, 630, Wish::Whole)).await;
    let of = |staff, at| Act {
        staff: Some(staff),
        ..w.act_at(at)
    };
    let reject = booking::Decision::Reject;
    done(
        booking::decide(w.db(), &of(lead, NOW), booking.id, reject, "满了")
            .await
            .unwrap(),
    );
    let said = now(rate(w.db(), &w.act_at(LATER), &booking, &tap("a", Level::Dissatisfied)).await);
    let origin = Origin::Evaluation(said.id);
    let one = async || follow_up::of_origin(w.db(), origin).await.unwrap().unwrap();
    assert_eq!(one().await.responsible, None);
    assert!(one().await.concerns(lead) && !one().await.concerns(other));
    let takes = async |who, what| {
        let now = one().await;
        let step = crate::follow_up::step(what, who);
        follow_up::take(
            w.db(),
            &of(who, LATER),
            &crate::follow_up::zone(),
            &now,
            now.version,
            &step,
        )
        .await
    };
    for what in [Looks::Verify, Looks::Unfounded, Looks::SetAside] {
        let error = AppError::from(takes(lead, what).await.unwrap_err());
        assert_eq!(error, AppError::field("step", Problem::OwnWork), "{what:?}");
    }
    takes(other, Looks::SetAside).await.unwrap();
    let ended = async |me| {
        let sees = follow_up::Sees {
            me,
            inspector: true,
            inspects: format!(",{},", at.center.as_i64()),
            sees: ",".into(),
            rectifies: ",".into(),
        };
        follow_up::ended(w.db(), &sees, None).await.unwrap().0.len()
    };
    assert_eq!((ended(lead).await, ended(other).await), (0, 1));
}

async fn nobody_is_asked_who_was_forgotten_while_it_took_place(w: World) {
    let at = place_of(&w).await;
    let mut bookings = Vec::new();
    for n in [1, 2] {
        let me = resident(&w, n).await;
        let seat = wish(570, 630, Wish::Seats(1));
        let booking = booked(&w, By::Resident(me), &format!("k{n}"), at.reading, &seat).await;
        let begins = slot_start(booking.first_slot);
        done(
            booking::check_in(w.db(), &w.act_at(begins), By::Staff, booking.id)
                .await
                .unwrap(),
        );
        if n == 1 {
            residents::erase(w.db(), &w.act_at(begins + 60), &crate::follow_up::zone(), me)
                .await
                .unwrap();
        }
        bookings.push(booking);
    }
    booking::finish_past(w.db(), &w.act_at(LATER)).await.unwrap();
    let state = booking::get(w.db(), bookings[0].id).await.unwrap().unwrap().state;
    assert_eq!(state, model::booking::State::Finished);
    let asked = async |booking: &Booking| evaluation::find(w.db(), &subject(booking), 0).await.unwrap();
    assert_eq!(asked(&bookings[0]).await, None, "there is nobody to ask");
    assert!(asked(&bookings[1]).await.is_some());
    // Of somebody without a telephone nothing was ever kept; the service was one all the same.
    let sql = "UPDATE resident SET erased_at = $1 WHERE id = $2";
    let third = resident(&w, 3).await;
    let seat = wish(630, 690, Wish::Seats(1));
    let booking = booked(&w, By::Resident(third), "k3", at.reading, &seat).await;
    let tx = w.db().begin().await.unwrap();
    tx.run(sql, args![1_i64, third]).await.unwrap();
    tx.commit().await.unwrap();
    booking::finish_past(w.db(), &w.act_at(LATER)).await.unwrap();
    booking::release_no_shows(w.db(), &w.act_at(LATER)).await.unwrap();
    assert!(asked(&booking).await.is_some(), "also where nobody came");
}
