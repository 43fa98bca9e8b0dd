//! One-time notices that staff have issued: which version of a matter was told to whom it concerns, on which answers, and who signed.
//! Append-only: what somebody was told once stays what they were told.

use crate::{
    act::{Act, first_id},
    args, audit, center,
    db::{Db, Query, Row},
    error::StoreError,
    matter,
};
use jiff::civil::Date;
use model::{
    Problem,
    booking::Number,
    center::CenterId,
    date,
    matter::{Answers, MatterId, NoticeId, Outcome},
    text::Names,
};

/// A notice as it was issued.
#[derive(Debug, Clone, PartialEq)]
pub struct Issued {
    /// The key.
    pub id: NoticeId,
    /// What people call it.
    pub number: Number,
    /// Which matter.
    pub matter: MatterId,
    /// In which version.
    pub version: i64,
    /// What was answered.
    pub answers: Answers,
    /// Where.
    pub center: CenterId,
    /// What that was called then.
    pub center_names: Names,
    /// Its telephone then.
    pub center_phone: String,
    /// Who signed, as they were called then.
    pub signed: String,
    /// On which day.
    pub day: Date,
    /// When, epoch seconds.
    pub issued_at: i64,
}

/// A notice to be issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New<'a> {
    /// Code of the matter.
    pub code: &'a str,
    /// The version that staff saw.
    pub version: i64,
    /// What was answered.
    pub answers: &'a Answers,
    /// Where; that it handles the matter was looked at before.
    pub center: CenterId,
    /// Today in the deployment's zone.
    pub day: Date,
}

fn issued(row: &Row) -> Result<Issued, StoreError> {
    Ok(Issued {
        id: row.id("id")?,
        number: row.word("number", |text| text.parse().ok())?,
        matter: row.id("matter_id")?,
        version: row.get("matter_version")?,
        answers: serde_json::from_str(&row.get::<String>("answers")?)?,
        center: row.id("center_id")?,
        center_names: Names::new(
            &row.get::<String>("center_name")?,
            &row.get::<String>("center_name_en")?,
        ),
        center_phone: row.get("center_phone")?,
        signed: row.get("signed")?,
        day: row.word("day", date::parse)?,
        issued_at: row.get("issued_at")?,
    })
}

/// The columns of a notice; the rest of the statement follows.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, number, matter_id, matter_version, answers, center_id, center_name, center_name_en, center_phone, signed, day,
                    issued_at
             FROM matter_notice ",
            $rest
        )
    };
}

/// Issues a notice, signed by who acts. A repeat with the same `key` issues none and returns the first.
///
/// # Errors
/// `version` if the matter says something else by now, `answers` if they do not come to a list of what to bring;
/// [`StoreError::NotFound`] for a matter or center that is not there or not in service.
pub async fn issue(db: &Db, act: &Act, key: &str, new: &New<'_>) -> Result<NoticeId, StoreError> {
    let tx = db.begin().await?;
    let id: NoticeId = act.id();
    if let Some(first) = first_id(&tx, act, "matter_notice", key, new, id).await? {
        return Ok(first);
    }
    let staff = act.staff.ok_or(StoreError::NotFound)?;
    // Held, so that nobody saves the matter between the look at it and the signature.
    let held = "UPDATE matter SET updated_at = updated_at WHERE code = $1";
    tx.run(held, args![new.code]).await?;
    let matter = matter::by_code(&tx, new.code).await?.filter(|m| !m.retired);
    let matter = matter.ok_or(StoreError::NotFound)?;
    let center = center::get(&tx, new.center).await?.filter(|c| !c.retired);
    let center = center.ok_or(StoreError::NotFound)?;
    if matter.version != new.version {
        return Err(StoreError::refused("version", Problem::NotNow));
    }
    let narrowed = matter.content.narrow(new.answers);
    if !matches!(narrowed.outcome, Outcome::Bring(_)) {
        return Err(StoreError::refused("answers", Problem::Required));
    }
    // Only what was asked: the rest of an address says nothing about the list.
    let asked = narrowed.asked.iter();
    let answers: Answers = asked
        .filter_map(|(question, choice)| Some((question.code.clone(), (*choice)?.code.clone())))
        .collect();
    let number = fresh_number(&tx, act).await?;
    let sql = "INSERT INTO matter_notice (id, number, matter_id, matter_version, answers, center_id, center_name, center_name_en,
                                          center_phone, staff_id, signed, day, issued_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    let values = args![
        id,
        number.to_string(),
        matter.id,
        matter.version,
        serde_json::to_string(&answers)?,
        center.id,
        &center.names.zh,
        &center.names.en,
        &center.phone,
        staff,
        &act.who,
        date::format(new.day),
        act.at
    ];
    tx.run(sql, values).await?;
    let subject = format!("{} {}", matter.content.code, matter.content.name.zh);
    audit::append(&tx, act, "matter_notice.issue", &subject, &number.spaced()).await?;
    tx.commit().await?;
    Ok(id)
}

/// A number that no notice has: other bits than a key's, which says when, because a number is said aloud.
async fn fresh_number(q: &impl Query, act: &Act) -> Result<Number, StoreError> {
    loop {
        let number = Number::new(act.ids.next().unsigned_abs().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20);
        if by_number(q, number).await?.is_none() {
            return Ok(number);
        }
    }
}

/// One notice.
///
/// # Errors
/// The database does not answer.
pub async fn get(q: &impl Query, id: NoticeId) -> Result<Option<Issued>, StoreError> {
    let row = q.row(select!("WHERE id = $1"), args![id]).await?;
    row.as_ref().map(issued).transpose()
}

/// The notice of a number, as it is said on the telephone.
///
/// # Errors
/// The database does not answer.
pub async fn by_number(q: &impl Query, number: Number) -> Result<Option<Issued>, StoreError> {
    let row = q.row(select!("WHERE number = $1"), args![number.to_string()]).await?;
    row.as_ref().map(issued).transpose()
}
