//! Duty shifts of the sample, made up: a weekly rota of each center, and some weeks that are filled by it. The people are nobody, and
//! their names say so.

use crate::{
    act::Act,
    args, center,
    db::{Db, Query},
    duty,
    error::StoreError,
    follow_up, hours, staff,
};
use jiff::tz::TimeZone;
use model::{
    date,
    duty::{Person, RotaFields, span},
    hours::{Shift, WeekHours},
};

/// Weeks that are filled.
const WEEKS: u16 = 4;
/// Whom a center takes in turn.
const NAMES: [&str; 9] = [
    "示例·白音",
    "示例·陈秀英",
    "示例·李建国",
    "示例·乌兰",
    "示例·王桂芳",
    "示例·赵志强",
    "示例·其其格",
    "示例·刘玉梅",
    "示例·孙国华",
];

/// Adds them to a sample that was just loaded, once: again it does nothing.
///
/// # Errors
/// The database does not answer.
pub async fn plan(db: &Db, act: &Act, zone: &TimeZone) -> Result<(), StoreError> {
    if db.row("SELECT id FROM duty LIMIT 1", args![]).await?.is_some() {
        return Ok(());
    }
    let today = follow_up::local(zone, act.at).day;
    let monday = date::week(today).0;
    let lead = staff::find(db, "sample.lead").await?.map(|staff| staff.id);
    for (n, center) in center::list(db, false).await?.iter().enumerate() {
        let week = hours::get(db, center.id).await?;
        for (turn, fields) in lines(n, &week).into_iter().enumerate() {
            // Whoever signs in as the sample's lead finds a shift of their own.
            let person = match lead {
                Some(lead) if n == 0 && turn == 0 => Person::Staff(lead),
                _ => fields.person,
            };
            duty::add_lines(db, act, center.id, &RotaFields { person, ..fields }).await?;
        }
        duty::fill(db, act, center.id, today, monday, WEEKS).await?;
    }
    Ok(())
}

/// The rota of the `n`th center: its noons and evenings, or where it has none its mornings; and its weekends. Three people take turns.
fn lines(n: usize, week: &WeekHours) -> Vec<RotaFields> {
    let has = |day: usize, shift| span(&week.0[day], shift).is_some();
    let noon = (0..5).any(|day| has(day, Shift::NoonDuty));
    let usual = if noon { Shift::NoonDuty } else { Shift::Morning };
    let mut lines = Vec::new();
    for turn in 0..3 {
        let person = Person::Named(NAMES[(n * 3 + turn) % NAMES.len()].to_owned());
        for (shift, days) in [(usual, 0..5), (Shift::EveningDuty, 0..5), (Shift::Morning, 5..7)] {
            let weekdays: Vec<u8> = days
                .filter(|day| day % 3 == turn && has(*day, shift))
                .filter_map(|day| u8::try_from(day).ok())
                .collect();
            if !weekdays.is_empty() {
                lines.push(RotaFields {
                    weekdays,
                    shift,
                    person: person.clone(),
                    holidays: false,
                });
            }
        }
    }
    lines
}
