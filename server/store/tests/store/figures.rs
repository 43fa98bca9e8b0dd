//! Figures: the tally that triggers keep is what a count of everything would come to.

use crate::harness::{NOW, World};
use model::{
    center::CenterId,
    evaluation::{Outcome, Service},
    figures::{Counted, Period},
};
use std::collections::BTreeMap;
use store::{
    args,
    db::Query as _,
    figures::{Line, Of, count, fold, years},
};

stories! {
    whatever_is_asked_said_set_aside_and_put_back_the_tally_is_what_a_count_comes_to,
    what_is_said_and_set_aside_after_the_tally_was_folded_is_added_to_it,
    a_bad_rating_counts_as_put_right_once_it_was_checked_again,
    only_what_is_asked_for_is_counted,
    many_who_rate_one_center_at_once_are_all_counted,
    ends_of_services_in_many_centers_wait_for_nobody,
}

const EVER: Of = Of {
    first: Period::Month(2000, 1),
    last: Period::Month(2200, 12),
    service: None,
    center: None,
};

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

/// A service that ended and was asked about.
struct Asked {
    id: i64,
    center: CenterId,
    service: Service,
    outcome: Outcome,
    round: i64,
    day: &'static str,
}

async fn ask(w: &World, new: &Asked) {
    let tx = w.db().begin().await.unwrap();
    let sql = "INSERT INTO evaluation_ask (id, service, subject, round, center_id, outcome, served_at, day, asked_at, expires_at,
                   address_mark)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7, $7, '')";
    let subject = format!("case:{}", new.id - new.round);
    let args = args![
        new.id,
        new.service.code(),
        subject,
        new.round,
        new.center,
        new.outcome.code(),
        NOW,
        new.day
    ];
    tx.run(sql, args).await.unwrap();
    tx.commit().await.unwrap();
}

async fn say(w: &World, ask: i64, level: i64) {
    let tx = w.db().begin().await.unwrap();
    let sql =
        "INSERT INTO evaluation (id, ask_id, level, form_id, form_version, answers, words, channel, said_at, made_at,
                   set_aside_reason, moderation, published_words, published_answer, version)
               VALUES ($1, $1, $2, 0, 1, '', '', 'link', $3, $3, '', 'none', '', '', 1)";
    tx.run(sql, args![ask, level, NOW]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn set_aside(w: &World, evaluation: i64, staff: Option<i64>) {
    let tx = w.db().begin().await.unwrap();
    let sql = "UPDATE evaluation SET set_aside_at = $2, set_aside_by = $3, set_aside_reason = $4 WHERE id = $1";
    let reason = if staff.is_some() { "误评" } else { "" };
    let args = args![evaluation, staff.map(|_| NOW), staff, reason];
    tx.run(sql, args).await.unwrap();
    tx.commit().await.unwrap();
}

async fn counted(w: &World, of: Of) -> Vec<Line> {
    count(w.db(), of, 0, |from, to| (to - from) / 86_400).await.unwrap()
}

/// The same, by looking at every row.
async fn by_hand(w: &World) -> BTreeMap<(Period, CenterId, Service), Counted> {
    let sql = "SELECT a.day, a.center_id, a.service, a.outcome, a.round, e.level, e.set_aside_at
               FROM evaluation_ask a LEFT JOIN evaluation e ON e.ask_id = a.id";
    let mut sums: BTreeMap<_, Counted> = BTreeMap::new();
    for row in w.db().rows(sql, args![]).await.unwrap() {
        if row.get::<i64>("round").unwrap() != 0 {
            continue;
        }
        let month: Period = row.get::<String>("day").unwrap()[..7].parse().unwrap();
        let service = row.word("service", Service::from_code).unwrap();
        let sum = sums.entry((month, row.id("center_id").unwrap(), service)).or_default();
        sum.services += i64::from(row.get::<String>("outcome").unwrap() == "done");
        let by_name = i64::from(service != Service::Counter);
        sum.asked += by_name;
        if let Some(level) = row.get::<Option<i64>>("level").unwrap() {
            if row.get::<Option<i64>>("set_aside_at").unwrap().is_some() {
                sum.set_aside += 1;
            } else {
                sum.answered += by_name;
                sum.levels[usize::try_from(level).unwrap() - 1] += 1;
            }
        }
    }
    sums
}

async fn whatever_is_asked_said_set_aside_and_put_back_the_tally_is_what_a_count_comes_to(w: World) {
    w.divisions().await;
    let centers = [w.center("东风").await, w.center("长发").await];
    let staff = w.administrator("jiwei").await.as_i64();
    let mut dice = Dice(7);
    let days = ["2025-12-31", "2026-01-01", "2026-09-18"];
    for n in 0..120 {
        let new = Asked {
            id: 1000 + n,
            center: centers[dice.roll(2) as usize],
            // Bookings need a booking; their tally is kept by the same triggers.
            service: [Service::Case, Service::Counter][dice.roll(2) as usize],
            outcome: Outcome::ALL[dice.roll(4) as usize],
            round: i64::from(n % 7 == 6),
            day: days[dice.roll(3) as usize],
        };
        ask(&w, &new).await;
        if dice.roll(3) > 0 {
            say(&w, new.id, 1 + dice.roll(5) as i64).await;
            if dice.roll(4) == 0 {
                set_aside(&w, new.id, Some(staff)).await;
                if dice.roll(2) == 0 {
                    set_aside(&w, new.id, None).await;
                }
            }
        }
    }
    let lines = counted(&w, EVER).await;
    assert!(lines.iter().any(|l| l.counted.set_aside > 0) && lines.len() > 6);
    let tally: BTreeMap<_, _> = lines
        .into_iter()
        .map(|l| ((l.month, l.center, l.service), l.counted))
        .collect();
    assert_eq!(tally, by_hand(&w).await);
    // Folded, by several at once: nothing is lost and nothing counted twice.
    let folds = w.at_once(4, |_, db| {
        let act = w.act();
        async move { fold(&db, &act).await.unwrap() }
    });
    let folded: u64 = folds.await.into_iter().sum();
    assert!(folded > 120);
    let lines = counted(&w, EVER).await;
    let tally: BTreeMap<_, _> = lines
        .into_iter()
        .map(|l| ((l.month, l.center, l.service), l.counted))
        .collect();
    assert_eq!(tally, by_hand(&w).await);
    assert_eq!(fold(w.db(), &w.act()).await.unwrap(), 0);
    assert_eq!(years(w.db()).await.unwrap(), [2026, 2025]);
}

async fn what_is_said_and_set_aside_after_the_tally_was_folded_is_added_to_it(w: World) {
    w.divisions().await;
    let center = w.center("东风").await;
    let staff = w.administrator("inspector").await.as_i64();
    let folded = async |what: &str| {
        assert!(fold(w.db(), &w.act()).await.unwrap() > 0, "{what}");
        let lines = counted(&w, EVER).await.into_iter();
        let tally: BTreeMap<_, _> = lines.map(|l| ((l.month, l.center, l.service), l.counted)).collect();
        assert_eq!(tally, by_hand(&w).await, "{what}");
    };
    let new = Asked {
        id: 3000,
        center,
        service: Service::Case,
        outcome: Outcome::Done,
        round: 0,
        day: "2026-09-01",
    };
    ask(&w, &new).await;
    folded("asked").await;
    say(&w, new.id, 5).await;
    folded("said").await;
    set_aside(&w, new.id, Some(staff)).await;
    folded("set aside").await;
    set_aside(&w, new.id, None).await;
    folded("put back").await;
}

async fn a_bad_rating_counts_as_put_right_once_it_was_checked_again(w: World) {
    w.divisions().await;
    let center = w.center("东风").await;
    let day = 86_400;
    // Open; put right after three days; found to be unfounded; ordered, and unfounded after an appeal.
    let chains: [&[&str]; 4] = [
        &["verify"],
        &["verify", "order", "done", "pass"],
        &["unfounded", "pass"],
        &["order", "appeal", "uphold", "pass"],
    ];
    for (n, steps) in (2000..).zip(chains) {
        ask(
            &w,
            &Asked {
                id: n,
                center,
                service: Service::Case,
                outcome: Outcome::Done,
                round: 0,
                day: "2026-09-01",
            },
        )
        .await;
        say(&w, n, 5).await;
        let ends = steps.last() == Some(&"pass");
        let tx = w.db().begin().await.unwrap();
        let sql = "INSERT INTO follow_up (id, number, evaluation_id, center_id, state, ordered_at, rechecked_at, opened_at, closed_at,
                       version, updated_at, updated_by)
                   VALUES ($1, $2, $1, $3, $4, $5, $6, $7, $6, 1, $7, '')";
        let state = if ends { "closed" } else { "verified" };
        let ordered = steps.contains(&"order").then_some(NOW);
        let args = args![
            n,
            n.to_string(),
            center,
            state,
            ordered,
            ends.then_some(NOW + 3 * day),
            NOW
        ];
        tx.run(sql, args).await.unwrap();
        for (seq, step) in (1i64..).zip(steps) {
            let sql = "INSERT INTO follow_up_event (follow_up_id, seq, at, who, step, words, level)
                       VALUES ($1, $2, $3, '', $4, '', 0)";
            tx.run(sql, args![n, seq, NOW, *step]).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
    let lines = counted(&w, EVER).await;
    let [line] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!(
        (line.counted.bad(), line.counted.rectified, line.counted.unfounded),
        (4, 1, 2)
    );
    assert_eq!(line.counted.days, [3]);
}

async fn only_what_is_asked_for_is_counted(w: World) {
    w.divisions().await;
    let (here, there) = (w.center("东风").await, w.center("长发").await);
    let all = [
        (here, Service::Case, "2026-08-31"),
        (here, Service::Case, "2026-09-01"),
        (here, Service::Counter, "2026-09-01"),
        (there, Service::Case, "2026-09-30"),
        (there, Service::Case, "2026-10-01"),
    ];
    for (n, (center, service, day)) in (3000..).zip(all) {
        ask(
            &w,
            &Asked {
                id: n,
                center,
                service,
                outcome: Outcome::Done,
                round: 0,
                day,
            },
        )
        .await;
    }
    let september = Of {
        first: Period::Month(2026, 9),
        last: Period::Month(2026, 9),
        ..EVER
    };
    let many = async |of: Of| counted(&w, of).await.iter().map(|l| l.counted.services).sum::<i64>();
    assert_eq!(many(EVER).await, 5);
    assert_eq!(many(september).await, 3);
    assert_eq!(
        many(Of {
            service: Some(Service::Case),
            ..september
        })
        .await,
        2
    );
    assert_eq!(
        many(Of {
            center: Some(here),
            ..september
        })
        .await,
        2
    );
}

async fn many_who_rate_one_center_at_once_are_all_counted(w: World) {
    w.divisions().await;
    let center = w.center("东风").await;
    let all: Vec<_> = (4000..4100)
        .map(|n| {
            let w = w.clone();
            tokio::spawn(async move {
                ask(
                    &w,
                    &Asked {
                        id: n,
                        center,
                        service: Service::Case,
                        outcome: Outcome::Done,
                        round: 0,
                        day: "2026-09-18",
                    },
                )
                .await;
                say(&w, n, 1 + n % 5).await;
            })
        })
        .collect();
    for one in all {
        one.await.unwrap();
    }
    let lines = counted(&w, EVER).await;
    assert_eq!(lines[0].counted.levels, [20; 5]);
    assert_eq!(lines[0].counted.answered, 100);
}

/// Two who end services of the same centers, each in another order: neither holds what the other needs.
async fn ends_of_services_in_many_centers_wait_for_nobody(w: World) {
    w.divisions().await;
    let centers = [w.center("东风").await, w.center("长发").await, w.center("永安").await];
    let tasks: Vec<_> = (0..8_i64)
        .map(|who| {
            let w = w.clone();
            tokio::spawn(async move {
                let tx = w.db().begin().await.unwrap();
                for n in 0..30 {
                    // In one order, and the other way round.
                    let center = centers[if who % 2 == 0 { n % 3 } else { 2 - n % 3 }];
                    let id = 5000 + who * 100 + n as i64;
                    let sql = "INSERT INTO evaluation_ask (id, service, subject, round, center_id, outcome, served_at, day, asked_at,
                                   expires_at, address_mark)
                               VALUES ($1, 'case', $2, 0, $3, 'done', $4, '2026-09-18', $4, $4, '')";
                    tx.run(sql, args![id, format!("case:{id}"), center, NOW]).await.unwrap();
                    tokio::task::yield_now().await;
                }
                tx.commit().await.unwrap();
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let lines = counted(&w, EVER).await;
    assert_eq!(lines.iter().map(|l| l.counted.services).collect::<Vec<_>>(), [80; 3]);
}
