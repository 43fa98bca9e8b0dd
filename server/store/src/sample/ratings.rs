//! Evaluations of the sample, made up: enough for figures, and a follow-up in every state for the boards. They come through the same
//! functions as real ones, some days ago, and are the same each time. The people in them are nobody: their account cannot be signed in
//! to, and their number is none that a telephone can dial.

use crate::{
    act::Act,
    args, center,
    db::{Db, Query},
    error::StoreError,
    evaluation::{self, Asking, Channel, Rated, Tap, Visit},
    follow_up, staff,
};
use jiff::tz::TimeZone;
use model::{
    center::{Center, CenterId},
    evaluation::{EvaluationId, Level, Outcome, Service},
    follow_up::{NewStep, Origin, Step},
    permission::{Grant, Role, Scope},
    resident::ResidentId,
    staff::StaffId,
    workday::Term,
};

const DAY: i64 = 86_400;
/// Centers that are rated.
const CENTERS: usize = 6;
/// Good ratings of each at its counter, and as many of cases.
const GOOD: i64 = 8;

/// A chain: how many days ago it began, whether somebody can be called, and the steps that led there.
type Sample = (i64, bool, &'static [Step]);

/// One in each state: to be called, overdue, out of reach, verified, unfounded, being put right, done, appealed, closed, set aside.
const CHAINS: [Sample; 10] = [
    (0, true, &[]),
    // Overdue: it climbs.
    (9, true, &[Step::NotReached]),
    (1, false, &[]),
    (1, true, &[Step::Verify]),
    (2, true, &[Step::Unfounded]),
    (3, true, &[Step::Verify, Step::Order, Step::AskExtension]),
    (4, true, &[Step::Verify, Step::Order, Step::Done]),
    (3, true, &[Step::Verify, Step::Appeal]),
    (12, true, &[Step::Verify, Step::Order, Step::Done, Step::Pass]),
    (6, true, &[Step::SetAside]),
];

/// Who acts in the sample.
struct People {
    inspector: StaffId,
    lead: StaffId,
    resident: ResidentId,
}

/// Adds them to a sample that was just loaded, once: again it does nothing.
///
/// # Errors
/// The database does not answer.
pub async fn rate(db: &Db, act: &Act, zone: &TimeZone) -> Result<(), StoreError> {
    let centers: Vec<Center> = center::list(db, false).await?.into_iter().take(CENTERS).collect();
    if centers.is_empty()
        || db
            .row("SELECT id FROM evaluation_ask LIMIT 1", args![])
            .await?
            .is_some()
    {
        return Ok(());
    }
    let people = people(db, act, &centers).await?;
    for (n, center) in (0_i64..).zip(&centers) {
        for i in 0..GOOD {
            // Spread over the last weeks; one in four less than good.
            let level = [
                Level::VerySatisfied,
                Level::Satisfied,
                Level::VerySatisfied,
                Level::FairlySatisfied,
            ][(i + n) as usize % 4];
            visit(db, &ago(act, i * 4 + n), zone, center.id, i, level).await?;
            let key = format!("sample good {} {i}", center.id);
            told(db, &ago(act, i * 5 + n), zone, center.id, (None, level, &key)).await?;
        }
    }
    for (n, chain) in (0_i64..).zip(CHAINS) {
        let center = centers[n as usize % centers.len()].id;
        followed(db, act, zone, (n, chain), center, &people).await?;
    }
    Ok(())
}

fn ago(act: &Act, days: i64) -> Act {
    Act {
        at: act.at - days * DAY,
        staff: None,
        ..act.clone()
    }
}

async fn people(db: &Db, act: &Act, centers: &[Center]) -> Result<People, StoreError> {
    let account = |username: &str, name: &str, grants| staff::NewStaff {
        username: username.to_owned(),
        name: name.to_owned(),
        phone: String::new(),
        grants,
        // Fits no password.
        password_hash: String::new(),
        must_change_password: true,
    };
    let everywhere = vec![Grant {
        role: Role::Inspector,
        scope: Scope::Everywhere,
    }];
    let own = centers.iter().map(|c| Grant {
        role: Role::CenterLead,
        scope: Scope::Center(c.id),
    });
    let inspector = account("sample.inspector", "示例监督员", everywhere);
    let lead = account("sample.lead", "示例负责人", own.collect());
    let people = People {
        inspector: staff::create(db, act, "sample inspector", &inspector).await?,
        lead: staff::create(db, act, "sample lead", &lead).await?,
        resident: act.id(),
    };
    let tx = db.begin().await?;
    let sql =
        "INSERT INTO resident (id, phone, name, created_at, version) VALUES ($1, '00000000000', '示例群众', $2, 1)";
    tx.run(sql, args![people.resident, act.at]).await?;
    tx.commit().await?;
    Ok(people)
}

/// A visit to a counter, rated there.
async fn visit(db: &Db, act: &Act, zone: &TimeZone, center: CenterId, n: i64, level: Level) -> Result<(), StoreError> {
    let day = follow_up::local(zone, act.at).day;
    let (device, key) = (format!("sample{n}"), format!("sample {center} {n}"));
    let visit = Visit {
        subject: &format!("visit:{}:{day}:{device}", center.as_i64()),
        center,
        day,
        today: day,
        address_mark: "sample",
    };
    let tap = Tap {
        key: &key,
        level,
        form: None,
        channel: Channel::Counter,
        age: 0,
    };
    evaluation::visit(db, act, &visit, &tap).await.map(drop)
}

/// A case that has ended, and what its resident says of it; none where that was said before.
async fn told(
    db: &Db,
    begun: &Act,
    zone: &TimeZone,
    center: CenterId,
    (resident, level, key): (Option<ResidentId>, Level, &str),
) -> Result<Option<EvaluationId>, StoreError> {
    let subject = format!("case:{}", begun.ids.next());
    let asking = Asking {
        subject: &subject,
        round: 0,
        service: Service::Case,
        center,
        room: None,
        booking: None,
        resident,
        staff: None,
        outcome: Outcome::Done,
        day: follow_up::local(zone, begun.at).day,
    };
    let tx = db.begin().await?;
    evaluation::ask(&tx, begun, &asking).await?;
    tx.commit().await?;
    let tap = Tap {
        key,
        level,
        form: None,
        channel: Channel::Link,
        age: 0,
    };
    Ok(match evaluation::rate(db, begun, &subject, 0, &tap).await? {
        Rated::Now(said) => Some(said.id),
        _ => None,
    })
}

/// A bad rating, and the steps that were taken since.
async fn followed(
    db: &Db,
    act: &Act,
    zone: &TimeZone,
    (n, (days, reachable, steps)): (i64, Sample),
    center: CenterId,
    people: &People,
) -> Result<(), StoreError> {
    let begun = ago(act, days);
    let level = if n % 2 == 0 {
        Level::Dissatisfied
    } else {
        Level::VeryDissatisfied
    };
    let (resident, key) = (reachable.then_some(people.resident), format!("sample chain {n}"));
    let Some(said) = told(db, &begun, zone, center, (resident, level, &key)).await? else {
        return Ok(());
    };
    for (hour, step) in (1_i64..).zip(steps) {
        take(db, act, zone, (said, *step, begun.at + hour * 3600), people).await?;
    }
    Ok(())
}

async fn take(
    db: &Db,
    act: &Act,
    zone: &TimeZone,
    (of, step, at): (EvaluationId, Step, i64),
    people: &People,
) -> Result<(), StoreError> {
    let one = follow_up::of_origin(db, Origin::Evaluation(of)).await?;
    let one = one.ok_or(StoreError::NotFound)?;
    let center = matches!(step, Step::Done | Step::AskExtension | Step::Appeal);
    let (who, name) = if center {
        (people.lead, "示例负责人")
    } else {
        (people.inspector, "示例监督员")
    };
    let act = Act {
        at: at.min(act.at),
        who: name.to_owned(),
        staff: Some(who),
        ..act.clone()
    };
    let term = match step {
        Step::Order => Some(Term::Days(5)),
        Step::Verify | Step::Unfounded | Step::Done | Step::Appeal => Some(Term::Hours(48)),
        _ => None,
    };
    let new = NewStep {
        step,
        words: words(step).to_owned(),
        sealed: None,
        responsible: (step == Step::Order).then_some(people.lead),
        term,
    };
    follow_up::take(db, &act, zone, &one, one.version, &new).await.map(drop)
}

const fn words(step: Step) -> &'static str {
    match step {
        Step::NotReached => "",
        Step::Verify => "群众反映等的时间长，情况属实。（示例）",
        Step::Unfounded => "调看记录，没有发现所说的情况。（示例）",
        Step::Order => "请把值班排满，午间也要有人。（示例）",
        Step::AskExtension => "要等新的排班表批下来。（示例）",
        Step::Done => "已经排好两人轮值。（示例）",
        Step::Appeal => "当天是停电，已经提前公告。（示例）",
        Step::Pass => "现场看过，已经整改，向您致歉。（示例）",
        Step::SetAside => "同一件事重复评价，属于误评。（示例）",
        _ => "（示例）",
    }
}
