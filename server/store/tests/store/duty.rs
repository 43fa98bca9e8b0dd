//! Duty shifts: planning, changing, swapping, the weekly rota; and nobody in two places, whoever asks at once.

use crate::harness::{TODAY, VILLAGE, World};
use jiff::civil::{Date, date};
use model::{
    AppError, Problem,
    booking::Way,
    center::CenterId,
    duty::{DutyFields, DutyId, Person, RotaFields},
    hours::{Shift, WeekHours, parse_day},
    permission::{Grant, Role, Scope},
    staff::StaffId,
};
use store::{
    StoreError,
    booking::{self, Answers, Edit, Settled},
    center,
    db::Query as _,
    duty::{self, Done},
    hours, staff,
};

stories! {
    a_shift_is_added_changed_and_taken_away_and_the_log_names_nobody_without_an_account,
    the_second_of_two_editors_is_told,
    nobody_is_in_two_places,
    of_two_leads_who_take_the_same_person_at_once_one_gets_them,
    an_account_that_has_ended_is_not_put_on_duty_and_shows_where_it_is,
    two_people_swap_or_neither_moves,
    the_rota_fills_weeks_once_and_leaves_what_there_is,
    a_week_is_copied_to_the_next,
    everybody_reads_what_the_center_publishes,
    a_change_of_hours_names_the_shifts_that_it_leaves_outside,
    the_database_itself_refuses_the_second_place,
    shifts_of_more_than_a_year_ago_are_forgotten,
}

const MONDAY: Date = TODAY;
const TUESDAY: Date = date(2026, 9, 22);

fn week() -> WeekHours {
    let day = parse_day("d", "8:30-12:00 morning; 12:00-14:30 noon_duty; 14:30-17:30 afternoon").unwrap();
    WeekHours([day.clone(), day.clone(), day.clone(), day.clone(), day, vec![], vec![]])
}

/// A center with hours.
async fn open(w: &World, name: &str) -> CenterId {
    let id = w.center(name).await;
    hours::save(w.db(), &w.act(), id, 1, &week()).await.unwrap();
    id
}

async fn account(w: &World, name: &str) -> StaffId {
    let new = staff::NewStaff {
        username: name.into(),
        name: name.into(),
        phone: "13800001234".into(),
        grants: vec![Grant {
            role: Role::CounterStaff,
            scope: Scope::Division(VILLAGE.parse().unwrap()),
        }],
        password_hash: String::new(),
        must_change_password: false,
    };
    staff::create(w.db(), &w.act(), name, &new).await.unwrap()
}

fn noon(day: Date, person: Person) -> DutyFields {
    DutyFields {
        day,
        shift: Shift::NoonDuty,
        start: 720,
        end: 870,
        person,
        phone: String::new(),
        note: String::new(),
        beyond: false,
    }
}

fn named(name: &str) -> Person {
    Person::Named(name.into())
}

fn problem(error: StoreError) -> (String, Problem) {
    let error = error.field_error().unwrap();
    (error.field, error.problem)
}

async fn count(w: &World, sql: &'static str) -> i64 {
    w.db().row(sql, vec![]).await.unwrap().unwrap().get("n").unwrap()
}

async fn names_of(w: &World, center: CenterId, from: Date, to: Date) -> Vec<(Date, String)> {
    let all = duty::of_center(w.db(), center, from, to).await.unwrap();
    all.into_iter().map(|d| (d.day, d.name)).collect()
}

async fn a_shift_is_added_changed_and_taken_away_and_the_log_names_nobody_without_an_account(w: World) {
    w.divisions().await;
    let (center, staff) = (open(&w, "甲").await, account(&w, "账号甲").await);
    let first = noon(MONDAY, named("没有账号的人"));
    let id = duty::add(w.db(), &w.act(), "k", center, &first).await.unwrap();
    // The same request again is the same shift; another one under its key is refused.
    assert_eq!(duty::add(w.db(), &w.act(), "k", center, &first).await.unwrap(), id);
    let other = noon(TUESDAY, named("没有账号的人"));
    let again = duty::add(w.db(), &w.act(), "k", center, &other).await.unwrap_err();
    assert_eq!(problem(again), ("key".into(), Problem::AlreadySent));
    let stored = duty::get(w.db(), id).await.unwrap().unwrap();
    assert_eq!(
        (stored.name.as_str(), stored.version, stored.ended),
        ("没有账号的人", 1, false)
    );
    let changed = DutyFields {
        start: 750,
        phone: "0482-6120000".into(),
        ..noon(TUESDAY, Person::Staff(staff))
    };
    assert_eq!(duty::save(w.db(), &w.act(), id, 1, &changed).await.unwrap(), 2);
    let stored = duty::get(w.db(), id).await.unwrap().unwrap();
    assert_eq!(
        (stored.day, stored.start, stored.name.as_str(), stored.phone.as_str()),
        (TUESDAY, 750, "账号甲", "0482-6120000")
    );
    let mine = duty::of_staff(w.db(), staff, MONDAY, TUESDAY).await.unwrap();
    assert_eq!((mine.len(), mine[0].1.zh.as_str()), (1, "甲"));
    duty::remove(w.db(), &w.act(), id, 2).await.unwrap();
    assert!(duty::get(w.db(), id).await.unwrap().is_none());
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM duty_slot").await, 0);
    let log = w.log().await;
    let of_it: Vec<_> = log.iter().filter(|e| e.action.starts_with("duty.")).collect();
    let actions: Vec<_> = of_it.iter().map(|e| e.action.as_str()).collect();
    assert_eq!(actions, ["duty.remove", "duty.save", "duty.create"]);
    assert!(
        of_it
            .iter()
            .all(|e| e.subject == "甲" && !e.detail.contains("没有账号的人"))
    );
    assert!(of_it[1].detail.contains("账号甲"), "{}", of_it[1].detail);
    let gone = duty::remove(w.db(), &w.act(), id, 2).await.unwrap_err();
    assert!(matches!(gone, StoreError::NotFound));
}

async fn the_second_of_two_editors_is_told(w: World) {
    w.divisions().await;
    let center = open(&w, "甲").await;
    let id = duty::add(w.db(), &w.act(), "k", center, &noon(MONDAY, named("甲甲")))
        .await
        .unwrap();
    duty::save(w.db(), &w.act(), id, 1, &noon(MONDAY, named("乙乙")))
        .await
        .unwrap();
    let late = duty::save(w.db(), &w.act(), id, 1, &noon(MONDAY, named("丙丙")))
        .await
        .unwrap_err();
    assert!(matches!(late, StoreError::Conflict { version: 2, ref by, .. } if by == "王芳"));
    let late = duty::remove(w.db(), &w.act(), id, 1).await.unwrap_err();
    assert!(matches!(late, StoreError::Conflict { version: 2, .. }));
    assert_eq!(
        names_of(&w, center, MONDAY, MONDAY).await,
        [(MONDAY, "乙乙".to_owned())]
    );
    assert_eq!(duty::show_names(w.db(), &w.act(), center, 0, false).await.unwrap(), 1);
    let late = duty::show_names(w.db(), &w.act(), center, 0, true).await.unwrap_err();
    assert!(matches!(late, StoreError::Conflict { version: 1, .. }));
    assert_eq!(duty::show_names(w.db(), &w.act(), center, 1, true).await.unwrap(), 2);
}

async fn nobody_is_in_two_places(w: World) {
    w.divisions().await;
    let (a, b) = (open(&w, "甲").await, open(&w, "乙").await);
    let staff = account(&w, "小王").await;
    let there = noon(MONDAY, Person::Staff(staff));
    duty::add(w.db(), &w.act(), "1", a, &there).await.unwrap();
    for center in [a, b] {
        let twice = duty::add(w.db(), &w.act(), &format!("2 {center}"), center, &there)
            .await
            .unwrap_err();
        let (field, what) = problem(twice);
        assert_eq!(field, "who");
        assert_eq!(
            what,
            Problem::OnDuty {
                what: "甲 2026-09-21 12:00–14:30".into()
            }
        );
    }
    // To the minute: one that begins when the other ends is another.
    let after = DutyFields {
        shift: Shift::Afternoon,
        start: 870,
        end: 1050,
        ..there.clone()
    };
    duty::add(w.db(), &w.act(), "3", b, &after).await.unwrap();
    let early = DutyFields {
        start: 869,
        end: 890,
        ..noon(TUESDAY, Person::Staff(staff))
    };
    let overlap = DutyFields {
        start: 880,
        end: 1000,
        ..early.clone()
    };
    let id = duty::add(w.db(), &w.act(), "4", a, &early).await.unwrap();
    assert_eq!(
        problem(duty::add(w.db(), &w.act(), "5", b, &overlap).await.unwrap_err()).0,
        "who"
    );
    // A shift is not in its own way, but may not be moved into another's.
    duty::save(
        w.db(),
        &w.act(),
        id,
        1,
        &DutyFields {
            start: 860,
            ..early.clone()
        },
    )
    .await
    .unwrap();
    let moved = DutyFields { day: MONDAY, ..early };
    assert_eq!(
        problem(duty::save(w.db(), &w.act(), id, 2, &moved).await.unwrap_err()).0,
        "who"
    );
    // Of two people without an account only the name is known: the same one at another center may be somebody else.
    let somebody = noon(MONDAY, named("王芳"));
    duty::add(w.db(), &w.act(), "6", a, &somebody).await.unwrap();
    duty::add(w.db(), &w.act(), "7", b, &somebody).await.unwrap();
    assert_eq!(
        problem(duty::add(w.db(), &w.act(), "8", a, &somebody).await.unwrap_err()).0,
        "who"
    );
    // Two people at the same time are two shifts.
    duty::add(w.db(), &w.act(), "9", a, &noon(MONDAY, named("李强")))
        .await
        .unwrap();
    assert_eq!(names_of(&w, a, MONDAY, MONDAY).await.len(), 3);
}

async fn of_two_leads_who_take_the_same_person_at_once_one_gets_them(w: World) {
    w.divisions().await;
    let centers = [open(&w, "甲").await, open(&w, "乙").await];
    let staff = account(&w, "小王").await;
    for day in 0..10 {
        let day = model::date::after(MONDAY, day).unwrap();
        let added = w.at_once(8, |i, db| {
            let (act, center) = (w.act(), centers[usize::from(i % 2 == 1)]);
            let fields = DutyFields {
                // Never the same minutes, always an overlap; odd minutes too.
                start: 700 + u16::try_from(i).unwrap(),
                ..noon(day, Person::Staff(staff))
            };
            async move { duty::add(&db, &act, &format!("{day} {i}"), center, &fields).await }
        });
        let mut taken = 0;
        for answer in added.await {
            match answer {
                Ok(_) => taken += 1,
                Err(error) => assert!(matches!(problem(error), (field, Problem::OnDuty { .. }) if field == "who")),
            }
        }
        assert_eq!(taken, 1, "{day}");
    }
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM duty").await, 10);
    // Two weeks filled at once at two centers by rotas that want the same person: nobody twice, and no deadlock.
    let line = RotaFields {
        weekdays: vec![0, 1, 2, 3, 4],
        shift: Shift::NoonDuty,
        person: Person::Staff(staff),
        holidays: false,
    };
    let next = model::date::after(MONDAY, 28).unwrap();
    for center in centers {
        duty::add_lines(w.db(), &w.act(), center, &line).await.unwrap();
    }
    let fills = w.at_once(6, |i, db| {
        let (act, center) = (w.act(), centers[usize::from(i % 2 == 1)]);
        async move { duty::fill(&db, &act, center, TODAY, next, 2).await.unwrap().added }
    });
    assert_eq!(fills.await.iter().sum::<usize>(), 10);
}

async fn an_account_that_has_ended_is_not_put_on_duty_and_shows_where_it_is(w: World) {
    w.divisions().await;
    let center = open(&w, "甲").await;
    let staff = account(&w, "小王").await;
    let id = duty::add(w.db(), &w.act(), "1", center, &noon(MONDAY, Person::Staff(staff)))
        .await
        .unwrap();
    let rota = RotaFields {
        weekdays: vec![0, 1],
        shift: Shift::NoonDuty,
        person: Person::Staff(staff),
        holidays: false,
    };
    duty::add_lines(w.db(), &w.act(), center, &rota).await.unwrap();
    staff::retire(w.db(), &w.act(), staff, 1).await.unwrap();
    let late = duty::add(w.db(), &w.act(), "2", center, &noon(TUESDAY, Person::Staff(staff)))
        .await
        .unwrap_err();
    assert_eq!(problem(late), ("who".into(), Problem::AccountEnded));
    let late = duty::add_lines(w.db(), &w.act(), center, &rota).await.unwrap_err();
    assert_eq!(problem(late), ("who".into(), Problem::AccountEnded));
    let nobody = duty::add(
        w.db(),
        &w.act(),
        "3",
        center,
        &noon(TUESDAY, Person::Staff(StaffId::from_i64(999))),
    )
    .await
    .unwrap_err();
    assert!(matches!(problem(nobody), (field, Problem::NoSuch { .. }) if field == "who"));
    // The shift stays and says so; what is public does not have it; filling leaves it and its line out.
    assert!(duty::get(w.db(), id).await.unwrap().unwrap().ended);
    assert!(
        duty::public(w.db(), &[center], MONDAY, MONDAY)
            .await
            .unwrap()
            .is_empty()
    );
    let done = duty::fill(w.db(), &w.act(), center, TODAY, MONDAY, 1).await.unwrap();
    assert_eq!((done.added, done.left), (0, 2));
    // A note can still be put right; and somebody else takes over.
    let noted = DutyFields {
        note: "钥匙在门卫".into(),
        ..noon(MONDAY, Person::Staff(staff))
    };
    duty::save(w.db(), &w.act(), id, 1, &noted).await.unwrap();
    duty::save(w.db(), &w.act(), id, 2, &noon(MONDAY, named("李强")))
        .await
        .unwrap();
    assert_eq!(
        duty::public(w.db(), &[center], MONDAY, MONDAY).await.unwrap()[&center][0].name,
        "李强"
    );
}

async fn two_people_swap_or_neither_moves(w: World) {
    w.divisions().await;
    let (a, b) = (open(&w, "甲").await, open(&w, "乙").await);
    let staff = account(&w, "小王").await;
    let one = duty::add(w.db(), &w.act(), "1", a, &noon(MONDAY, Person::Staff(staff)))
        .await
        .unwrap();
    let other = duty::add(w.db(), &w.act(), "2", a, &noon(TUESDAY, named("李强")))
        .await
        .unwrap();
    // He is elsewhere on Tuesday: nothing moves.
    let elsewhere = duty::add(w.db(), &w.act(), "3", b, &noon(TUESDAY, Person::Staff(staff)))
        .await
        .unwrap();
    let refused = duty::swap(w.db(), &w.act(), (one, 1), (other, 1)).await.unwrap_err();
    assert!(
        matches!(problem(refused), (field, Problem::OnDuty { what }) if field == "with" && what.starts_with("乙 "))
    );
    let before = [(MONDAY, "小王".to_owned()), (TUESDAY, "李强".to_owned())];
    assert_eq!(names_of(&w, a, MONDAY, TUESDAY).await, before);
    // Another center's shift is not to be had.
    let refused = duty::swap(w.db(), &w.act(), (one, 1), (elsewhere, 1))
        .await
        .unwrap_err();
    assert!(matches!(problem(refused), (field, Problem::NoSuch { .. }) if field == "with"));
    duty::remove(w.db(), &w.act(), elsewhere, 1).await.unwrap();
    let stale = duty::swap(w.db(), &w.act(), (one, 1), (other, 7)).await.unwrap_err();
    assert!(matches!(stale, StoreError::Conflict { .. }));
    duty::swap(w.db(), &w.act(), (one, 1), (other, 1)).await.unwrap();
    let after = [(MONDAY, "李强".to_owned()), (TUESDAY, "小王".to_owned())];
    assert_eq!(names_of(&w, a, MONDAY, TUESDAY).await, after);
    // His Monday is free again, his Tuesday is not.
    duty::add(w.db(), &w.act(), "4", b, &noon(MONDAY, Person::Staff(staff)))
        .await
        .unwrap();
    let busy = duty::add(w.db(), &w.act(), "5", b, &noon(TUESDAY, Person::Staff(staff)))
        .await
        .unwrap_err();
    assert_eq!(problem(busy).0, "who");
    // Two at the same time swap too: their parts of it.
    let both = duty::add(w.db(), &w.act(), "6", a, &noon(TUESDAY, named("赵敏")))
        .await
        .unwrap();
    duty::swap(w.db(), &w.act(), (other, 2), (both, 1)).await.unwrap();
    assert_eq!(names_of(&w, a, TUESDAY, TUESDAY).await.len(), 2);
}

async fn the_rota_fills_weeks_once_and_leaves_what_there_is(w: World) {
    w.divisions().await;
    let (a, b) = (open(&w, "甲").await, open(&w, "乙").await);
    let staff = account(&w, "小王").await;
    let line = |weekdays: &[u8], person| RotaFields {
        weekdays: weekdays.to_vec(),
        shift: Shift::NoonDuty,
        person,
        holidays: false,
    };
    duty::add_lines(w.db(), &w.act(), a, &line(&[0, 2], Person::Staff(staff)))
        .await
        .unwrap();
    duty::add_lines(w.db(), &w.act(), a, &line(&[1, 3], named("李强")))
        .await
        .unwrap();
    // Again, with holidays: still one line each.
    let too = RotaFields {
        holidays: true,
        ..line(&[3], named("李强"))
    };
    duty::add_lines(w.db(), &w.act(), a, &too).await.unwrap();
    let rota = duty::plan(w.db(), a).await.unwrap().rota;
    let shown: Vec<_> = rota.iter().map(|l| (l.weekday, l.name.as_str(), l.holidays)).collect();
    assert_eq!(
        shown,
        [
            (0, "小王", false),
            (1, "李强", false),
            (2, "小王", false),
            (3, "李强", true)
        ]
    );
    // On Wednesday he is elsewhere; Tuesday has somebody already.
    let wednesday = date(2026, 9, 23);
    duty::add(w.db(), &w.act(), "1", b, &noon(wednesday, Person::Staff(staff)))
        .await
        .unwrap();
    duty::add(w.db(), &w.act(), "2", a, &noon(TUESDAY, named("赵敏")))
        .await
        .unwrap();
    let done = duty::fill(w.db(), &w.act(), a, TODAY, MONDAY, 2).await.unwrap();
    // Thursday 1 October is a holiday, and its line is for holidays too.
    assert_eq!(
        done,
        Done {
            added: 6,
            kept: 1,
            busy: 1,
            ..Done::default()
        }
    );
    let days: Vec<_> = names_of(&w, a, MONDAY, date(2026, 10, 4)).await;
    assert_eq!(days.len(), 7);
    assert_eq!(days[1], (TUESDAY, "赵敏".to_owned()));
    let done = duty::fill(w.db(), &w.act(), a, TODAY, MONDAY, 2).await.unwrap();
    assert_eq!((done.added, done.kept, done.busy), (0, 7, 1));
    // What the rota says later changes no day that is filled.
    duty::remove_line(w.db(), &w.act(), a, 0, Shift::NoonDuty, &Person::Staff(staff))
        .await
        .unwrap();
    duty::remove_line(w.db(), &w.act(), a, 0, Shift::NoonDuty, &Person::Staff(staff))
        .await
        .unwrap();
    assert_eq!(duty::plan(w.db(), a).await.unwrap().rota.len(), 3);
    assert_eq!(names_of(&w, a, MONDAY, date(2026, 10, 4)).await, days);
}

async fn a_week_is_copied_to_the_next(w: World) {
    w.divisions().await;
    let a = open(&w, "甲").await;
    duty::add(w.db(), &w.act(), "1", a, &noon(MONDAY, named("李强")))
        .await
        .unwrap();
    duty::add(w.db(), &w.act(), "2", a, &noon(TUESDAY, named("赵敏")))
        .await
        .unwrap();
    // Friday of next week but one is in the holidays.
    duty::add(w.db(), &w.act(), "3", a, &noon(date(2026, 9, 24), named("赵敏")))
        .await
        .unwrap();
    duty::add(w.db(), &w.act(), "4", a, &noon(date(2026, 9, 28), named("周洋")))
        .await
        .unwrap();
    let done = duty::copy(w.db(), &w.act(), a, TODAY, MONDAY).await.unwrap();
    assert_eq!((done.added, done.kept, done.holidays), (1, 1, 1));
    let next = names_of(&w, a, date(2026, 9, 28), date(2026, 10, 4)).await;
    assert_eq!(
        next,
        [
            (date(2026, 9, 28), "周洋".to_owned()),
            (date(2026, 9, 29), "赵敏".to_owned())
        ]
    );
    assert_eq!(duty::copy(w.db(), &w.act(), a, TODAY, MONDAY).await.unwrap().added, 0);
}

async fn everybody_reads_what_the_center_publishes(w: World) {
    w.divisions().await;
    let (a, b) = (open(&w, "甲").await, open(&w, "乙").await);
    let staff = account(&w, "小王").await;
    let stored = center::get(w.db(), a).await.unwrap().unwrap();
    let fields = model::center::CenterFields {
        phone: "0482-6120001".into(),
        ..crate::harness::center_of("甲")
    };
    center::save(w.db(), &w.act(), a, stored.version, &fields)
        .await
        .unwrap();
    duty::add(w.db(), &w.act(), "1", a, &noon(MONDAY, Person::Staff(staff)))
        .await
        .unwrap();
    let own = DutyFields {
        phone: "0482-6120002".into(),
        note: "只给同事看".into(),
        ..noon(TUESDAY, named("李强"))
    };
    duty::add(w.db(), &w.act(), "2", a, &own).await.unwrap();
    let public = duty::public(w.db(), &[a, b], MONDAY, TUESDAY).await.unwrap();
    let read: Vec<_> = public[&a].iter().map(|o| (o.name.as_str(), o.phone.as_str())).collect();
    // The center's own number, never the account's.
    assert_eq!(read, [("小王", "0482-6120001"), ("李强", "0482-6120002")]);
    assert!(!public.contains_key(&b));
    duty::show_names(w.db(), &w.act(), a, 0, false).await.unwrap();
    let public = duty::public(w.db(), &[a], MONDAY, TUESDAY).await.unwrap();
    assert!(public[&a].iter().all(|o| o.name.is_empty()));
    // Asked about more centers than one question holds.
    let mut many: Vec<CenterId> = (1000..1020).map(CenterId::from_i64).collect();
    many.push(a);
    assert_eq!(duty::public(w.db(), &many, MONDAY, TUESDAY).await.unwrap().len(), 1);
}

/// Whatever a program does: the key holds.
async fn the_database_itself_refuses_the_second_place(w: World) {
    w.divisions().await;
    let (a, staff) = (open(&w, "甲").await, account(&w, "小王").await);
    let id = duty::add(w.db(), &w.act(), "1", a, &noon(MONDAY, Person::Staff(staff)))
        .await
        .unwrap();
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM duty_slot").await, 10);
    let tx = w.db().begin().await.unwrap();
    let sql = "INSERT INTO duty_slot (person, day, slot, duty_id) VALUES ($1, '2026-09-21', 50, $2)";
    let refused = tx.run(sql, store::args![format!("s:{staff}"), id]).await.unwrap_err();
    assert_eq!(
        problem(refused),
        ("who".into(), Problem::OnDuty { what: String::new() })
    );
    let said = AppError::from(StoreError::Constraint("duty_slot_pkey".into()));
    assert_eq!(said.status(), 422);
}

async fn shifts_of_more_than_a_year_ago_are_forgotten(w: World) {
    w.divisions().await;
    let center = open(&w, "甲").await;
    for (key, day) in [("1", date(2025, 9, 19)), ("2", date(2025, 9, 22)), ("3", MONDAY)] {
        duty::add(w.db(), &w.act(), key, center, &noon(day, named("李强")))
            .await
            .unwrap();
    }
    for forgotten in [1, 0] {
        assert_eq!(duty::forget(w.db(), TODAY).await.unwrap(), forgotten);
    }
    assert_eq!(names_of(&w, center, date(2025, 1, 1), MONDAY).await.len(), 2);
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM duty_slot").await, 20);
}

/// The shifts that a change of hours asks about.
fn asked(settled: Settled) -> Vec<DutyId> {
    match settled {
        Settled::Ask(hits, strays) => {
            assert!(hits.is_empty(), "{hits:?}");
            strays.into_iter().map(|duty| duty.id).collect()
        }
        Settled::Done { .. } => panic!("it was done"),
    }
}

async fn a_change_of_hours_names_the_shifts_that_it_leaves_outside(w: World) {
    w.divisions().await;
    let (a, b) = (open(&w, "甲").await, open(&w, "乙").await);
    let add = async |key: &str, center: CenterId, fields: DutyFields| {
        duty::add(w.db(), &w.act(), key, center, &fields).await.unwrap()
    };
    let first = add("1", a, noon(MONDAY, named("王芳"))).await;
    let second = add("2", b, noon(TUESDAY, named("李强"))).await;
    let meant = DutyFields {
        shift: Shift::EveningDuty,
        start: 1140,
        end: 1200,
        beyond: true,
        ..noon(MONDAY, named("赵刚"))
    };
    add("3", a, meant).await;
    let settle = async |edit: Edit<'_>, seen: &[DutyId]| {
        let answers = Answers(Way {
            shifts: seen.to_vec(),
            ..Way::default()
        });
        booking::settle(w.db(), &w.act(), TODAY, edit, &answers).await.unwrap()
    };
    let centers = [(a, None), (b, None)];
    let noon_until = |end: u16| Edit::Shift {
        centers: &centers,
        weekdays: &[1, 2],
        shift: Shift::NoonDuty,
        hours: Some((720, end)),
    };
    assert_eq!(asked(settle(noon_until(840), &[]).await), [first, second]);
    assert_eq!(hours::get(w.db(), a).await.unwrap(), week(), "nothing is written yet");
    assert_eq!(
        asked(settle(noon_until(840), &[first]).await),
        [first, second],
        "one of them was not seen"
    );
    let done = settle(noon_until(840), &[first, second]).await;
    assert!(matches!(done, Settled::Done { value: 2, .. }), "{done:?}");
    let kept = duty::get(w.db(), first).await.unwrap().unwrap();
    assert_eq!((kept.start, kept.end), (720, 870), "nobody's agreement is changed");
    // What lies outside already is not asked about again; what fits again is nothing to ask about.
    assert!(matches!(settle(noon_until(810), &[]).await, Settled::Done { .. }));
    assert!(matches!(settle(noon_until(870), &[]).await, Settled::Done { .. }));

    let closed = Edit::Dates {
        centers: &[(b, None)],
        from: TUESDAY,
        to: TUESDAY,
        intervals: &[],
        note: "停电",
    };
    assert_eq!(asked(settle(closed, &[]).await), [second]);
    let version = center::get(w.db(), a).await.unwrap().unwrap().version;
    let none = WeekHours::default();
    let shut = Edit::Week {
        center: a,
        version,
        week: &none,
    };
    assert_eq!(asked(settle(shut, &[second]).await), [first]);
}
