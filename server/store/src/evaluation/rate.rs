//! Rating: one transaction from the tap to the follow-up. Of many at once under one link the database lets one through, and all
//! others hear what that one said.

use super::{Asked, Asking, Said, SealedPhoto, ask, find, form, photo, worked_on};
use crate::{
    act::{Act, first_id},
    args,
    db::{Db, Query, Tx},
    error::StoreError,
    follow_up,
};
use jiff::civil::Date;
use model::{
    Problem,
    center::CenterId,
    evaluation::{
        DETAILS_SECONDS, Details, EvaluationId, FormId, Level, Outcome, Service, VISITS_A_CENTER, VISITS_AN_ADDRESS,
    },
    follow_up::Origin,
    staff::StaffId,
    text::normal_phone,
};

/// Which way an evaluation came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// By the link of one service.
    Link,
    /// By the standing code of a counter.
    Counter,
    /// Either, kept on the device while there was no network.
    Offline,
}

impl Channel {
    /// The word stored in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Counter => "counter",
            Self::Offline => "offline",
        }
    }
}

/// One tap.
#[derive(Debug, Clone, Copy)]
pub struct Tap<'a> {
    /// The client's key: a repeat gets the first answer.
    pub key: &'a str,
    /// How satisfied.
    pub level: Level,
    /// The form that was shown, and its version; another one than fits is read as none.
    pub form: Option<(FormId, i64)>,
    /// Which way it came.
    pub channel: Channel,
    /// Seconds since the tap.
    pub age: i64,
}

/// A visit to a counter that has no number.
#[derive(Debug, Clone, Copy)]
pub struct Visit<'a> {
    /// `visit:<center>:<day>:<device>`
    pub subject: &'a str,
    /// Which counter.
    pub center: CenterId,
    /// The local day on which it was rated.
    pub day: Date,
    /// The local day on which that arrives.
    pub today: Date,
    /// A keyed hash of the network address, another one each day.
    pub address_mark: &'a str,
}

/// What came of a tap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rated {
    /// It is kept; also as the answer to a repeat.
    Now(Said),
    /// It was rated before, and that stays.
    Before(Said),
    /// One could answer until then, epoch seconds.
    Over(i64),
    /// Too many came to that counter today, from that address or in all.
    TooMany,
}

/// Rates the service of that subject and round.
///
/// # Errors
/// [`StoreError::NotFound`] where nobody is asked (yet); [`Problem::AlreadySent`] where the key came with something else;
/// [`Problem::StaffRates`] where whoever worked on it is whose it was.
pub async fn rate(db: &Db, act: &Act, subject: &str, round: u8, tap: &Tap<'_>) -> Result<Rated, StoreError> {
    let tx = db.begin().await?;
    let asked = find(&tx, subject, round).await?.ok_or(StoreError::NotFound)?;
    put(tx, act, &asked, (subject, round), tap).await
}

/// Rates a visit. The first of a device and day makes the row that lets no second one in.
///
/// # Errors
/// As [`rate`]; a center that does not exist.
pub async fn visit(db: &Db, act: &Act, visit: &Visit<'_>, tap: &Tap<'_>) -> Result<Rated, StoreError> {
    let tx = db.begin().await?;
    let asking = Asking {
        subject: visit.subject,
        round: 0,
        service: Service::Counter,
        center: visit.center,
        room: None,
        booking: None,
        resident: None,
        staff: None,
        outcome: Outcome::Done,
        day: visit.day,
    };
    // Asked when it was said, which may be a while ago.
    let then = Act {
        at: act.at - tap.age.max(0),
        ..act.clone()
    };
    let new = ask::put(&tx, &then, &asking).await?.is_some();
    if new {
        for (mark, most) in [(visit.address_mark, VISITS_AN_ADDRESS), ("", VISITS_A_CENTER)] {
            if !has_room(&tx, visit, mark, most).await? {
                return Ok(Rated::TooMany);
            }
        }
    }
    let asked = find(&tx, visit.subject, 0).await?.ok_or(StoreError::NotFound)?;
    put(tx, act, &asked, (visit.subject, 0), tap).await
}

/// Counts one more that arrives today, unless `most` have: whoever comes at the same moment waits for the row.
async fn has_room(tx: &Tx, visit: &Visit<'_>, mark: &str, most: i64) -> Result<bool, StoreError> {
    let sql = "INSERT INTO evaluation_visit_count AS c (day, center_id, mark, visits) VALUES ($1, $2, $3, 1)
               ON CONFLICT (day, center_id, mark) DO UPDATE SET visits = c.visits + 1 WHERE c.visits < $4";
    Ok(tx.run(sql, args![visit.today, visit.center, mark, most]).await? == 1)
}

/// Forgets how many came on days before `today`.
///
/// # Errors
/// The database does not answer.
pub async fn forget_visits(db: &Db, today: Date) -> Result<u64, StoreError> {
    let tx = db.begin().await?;
    let sql = "DELETE FROM evaluation_visit_count WHERE day < $1";
    let forgotten = tx.run(sql, args![today]).await?;
    tx.commit().await?;
    Ok(forgotten)
}

/// Whether that member of the staff worked on the service of which the evaluation is.
///
/// # Errors
/// The database does not answer.
pub async fn took_part(q: &impl Query, of: EvaluationId, who: StaffId) -> Result<bool, StoreError> {
    let sql = concat!(
        "SELECT a.id FROM evaluation_ask a JOIN evaluation e ON e.ask_id = a.id WHERE e.id = $1 AND $2 IN (",
        worked_on!(),
        ")"
    );
    Ok(q.row(sql, args![of, who]).await?.is_some())
}

/// Whether somebody who worked on the service is, by their telephone, the resident whose it was: nobody rates their own work.
async fn own_work(tx: &Tx, asked: &Asked) -> Result<bool, StoreError> {
    let sql = concat!(
        "SELECT r.phone AS theirs, s.phone AS ours
         FROM evaluation_ask a JOIN resident r ON r.id = a.resident_id CROSS JOIN staff s
         WHERE a.id = $1 AND r.phone <> '' AND s.phone <> '' AND s.id IN (",
        worked_on!(),
        ")"
    );
    let rows = tx.rows(sql, args![asked.id]).await?;
    for row in rows {
        // A resident's is stored in its one form, staff's as it was typed.
        let (theirs, ours): (String, String) = (row.get("theirs")?, row.get("ours")?);
        if normal_phone("phone", &ours).is_ok_and(|ours| ours == theirs) {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn put(tx: Tx, act: &Act, asked: &Asked, at: (&str, u8), tap: &Tap<'_>) -> Result<Rated, StoreError> {
    let id: EvaluationId = act.id();
    let content = (at, tap.level.code());
    if let Some(first) = first_id(&tx, act, "evaluation", tap.key, &content, id).await? {
        // Asked again: the first of two equal ones may have been on its way when the row was read.
        let asked = find(&tx, at.0, at.1).await?.ok_or(StoreError::NotFound)?;
        let said = asked.said.filter(|said| said.id == first);
        return said.map(Rated::Now).ok_or(StoreError::Unreadable("request_key.answer"));
    }
    if let Some(said) = asked.said {
        return Ok(Rated::Before(said));
    }
    if act.at > asked.expires_at {
        return Ok(Rated::Over(asked.expires_at));
    }
    if own_work(&tx, asked).await? {
        return Err(StoreError::refused("level", Problem::StaffRates));
    }
    let (form, version) = form::shown(&tx, asked.service, asked.center, tap.form).await?;
    // Never before one was asked, and never later than now.
    let said_at = act.at - tap.age.clamp(0, (act.at - asked.asked_at).max(0));
    let sql =
        "INSERT INTO evaluation (id, ask_id, level, form_id, form_version, answers, words, channel, said_at, made_at,
                   set_aside_at, set_aside_by, set_aside_reason, moderation, published_words, published_answer, version)
               VALUES ($1, $2, $3, $4, $5, '', '', $6, $7, $8, NULL, NULL, '', 'none', '', '', 1)
               ON CONFLICT (ask_id) DO NOTHING";
    let args = args![
        id,
        asked.id,
        i64::from(tap.level.code()),
        form,
        version,
        tap.channel.code(),
        said_at,
        act.at
    ];
    if tx.run(sql, args).await? != 1 {
        // Somebody was faster, and is committed by now: the insert has waited for them.
        let asked = find(&tx, at.0, at.1).await?.ok_or(StoreError::NotFound)?;
        return asked.said.map(Rated::Before).ok_or(StoreError::NotFound);
    }
    if tap.level.is_bad() {
        // It is not left alone: somebody calls back.
        follow_up::open(&tx, act, Origin::Evaluation(id), asked.center, asked.staff).await?;
    }
    tx.commit().await?;
    Ok(Rated::Now(Said {
        id,
        level: tap.level,
        form,
        version,
        made_at: act.at,
        more: false,
    }))
}

/// Adds what somebody says beside the level, with the photos that answer questions: once, soon after it. The same again is fine.
///
/// # Errors
/// [`Problem::SaidAlready`], [`Problem::TooLate`] under `form`; [`StoreError::NotFound`].
pub async fn tell(
    db: &Db,
    act: &Act,
    id: EvaluationId,
    details: &Details,
    photos: &[SealedPhoto],
) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    let answers = serde_json::to_string(&details.answers)?;
    let sql =
        "UPDATE evaluation SET answers = $2, words = $3, moderation = CASE WHEN $3 = '' THEN 'none' ELSE 'waiting' END,
                   version = version + 1
               WHERE id = $1 AND answers = '' AND made_at >= $4";
    let since = act.at - DETAILS_SECONDS;
    if tx.run(sql, args![id, &answers, &details.words, since]).await? == 1 {
        photo::add(&tx, act, id, photos).await?;
        return tx.commit().await;
    }
    let row = tx.row("SELECT answers, words FROM evaluation WHERE id = $1", args![id]);
    let row = row.await?.ok_or(StoreError::NotFound)?;
    let (before, words): (String, String) = (row.get("answers")?, row.get("words")?);
    if before.is_empty() {
        Err(StoreError::refused("form", Problem::TooLate))
    } else if before == answers && words == details.words {
        Ok(())
    } else {
        Err(StoreError::refused("form", Problem::SaidAlready))
    }
}
