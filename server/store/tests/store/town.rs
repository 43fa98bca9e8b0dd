//! The town's screen: what stands in its lines is what a look at every open case comes to.

use crate::harness::{TODAY, World};
use jiff::tz::TimeZone;
use model::{center::CenterId, hours::LocalMinute, town::Standing};
use std::collections::{BTreeSet, HashMap};
use store::{
    args,
    db::Query as _,
    sample,
    town::{hand_ups, handed_up, loads, overdue},
};

stories! {
    every_open_case_stands_in_one_line_and_whoever_sees_some_centers_sees_no_others,
}

const NOW: LocalMinute = LocalMinute {
    day: TODAY,
    minute: 600,
};

/// The same, case by case.
async fn by_hand(w: &World) -> HashMap<CenterId, Standing> {
    let sql = "SELECT handler_id, COALESCE(home_id, center_id) AS home_id, assignee_id, state, due_day, due_minute, climbed FROM service_case
               WHERE closed_at IS NULL AND state <> 'draft'";
    let mut all: HashMap<CenterId, (Standing, BTreeSet<i64>)> = HashMap::new();
    for row in w.db().rows(sql, args![]).await.unwrap() {
        let (one, people) = all.entry(row.id("handler_id").unwrap()).or_default();
        let due: Option<(String, i64)> = row
            .get::<Option<String>>("due_day")
            .unwrap()
            .zip(row.get::<Option<i64>>("due_minute").unwrap());
        let moment = (TODAY.to_string(), i64::from(NOW.minute));
        let state: String = row.get("state").unwrap();
        let is = |yes: bool| u32::from(yes);
        one.open += 1;
        one.fresh += is(state == "submitted");
        one.overdue += is(due.as_ref().is_some_and(|due| *due <= moment));
        one.today += is(due.as_ref().is_some_and(|due| *due > moment && due.0 == moment.0));
        one.waiting += is(state == "correction" || state == "paused");
        one.climbed += is(row.get::<i64>("climbed").unwrap() > 0);
        one.taken += is(row.get::<i64>("home_id").unwrap() != row.get::<i64>("handler_id").unwrap());
        match row.get::<Option<i64>>("assignee_id").unwrap() {
            Some(who) => _ = people.insert(who),
            None => one.nobody += 1,
        }
    }
    let people = |(id, (one, who)): (CenterId, (Standing, BTreeSet<i64>))| {
        let people = who.len() as u32;
        (id, Standing { people, ..one })
    };
    all.into_iter().map(people).collect()
}

async fn every_open_case_stands_in_one_line_and_whoever_sees_some_centers_sees_no_others(w: World) {
    sample::load(w.db(), &w.act()).await.unwrap();
    sample::cases::handle(w.db(), &w.act(), &TimeZone::UTC).await.unwrap();
    store::case::alarm(w.db(), &w.act(), &TimeZone::UTC).await.unwrap();
    let mut lines: HashMap<CenterId, Standing> = HashMap::new();
    for load in loads(w.db(), NOW).await.unwrap() {
        lines.entry(load.center).or_default().add(&load.standing);
    }
    assert_eq!(lines, by_hand(&w).await);
    let sum = |of: fn(&Standing) -> u32| lines.values().map(of).sum::<u32>();
    assert!(sum(|s| s.overdue) > 1 && sum(|s| s.climbed) > 0 && sum(|s| s.waiting) > 1 && sum(|s| s.people) > 1);
    let pairs = hand_ups(w.db(), NOW).await.unwrap();
    assert_eq!(pairs.iter().map(|p| p.open).sum::<u32>(), sum(|s| s.taken));

    // What is overdue, what was due first, first; of some centers what they have or have received.
    let late = overdue(w.db(), None, NOW, 100).await.unwrap();
    assert_eq!(late.len() as u32, sum(|s| s.overdue));
    assert!(late.is_sorted_by_key(|one| one.due));
    let center = late[0].handler;
    let own = overdue(w.db(), Some(&[center]), NOW, 100).await.unwrap();
    assert!(!own.is_empty() && own.iter().all(|one| one.handler == center || one.center == center));
    assert_eq!(overdue(w.db(), Some(&[]), NOW, 100).await.unwrap(), []);
    assert_eq!(overdue(w.db(), None, NOW, 1).await.unwrap().len(), 1);
    let up = handed_up(w.db(), Some(&[pairs[0].from]), 100).await.unwrap();
    assert!(!up.is_empty() && up.iter().all(|one| one.center == pairs[0].from));
}
