//! What pages ask about one-time notices that staff issue.

use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError,
    booking::Number,
    center::CenterId,
    matter::{Answers, Content},
    text::Names,
};
use serde::{Deserialize, Serialize};

/// What the form needs by which a notice is issued.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Desk {
    /// Centers in whose name the viewer issues it; those that handle the matter.
    pub centers: Vec<(CenterId, Names)>,
    /// Key of the issuing call.
    pub key: String,
}

/// A notice as it was issued.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Issued {
    /// What people call it.
    pub number: Number,
    /// What the matter said then.
    pub content: Content,
    /// In which version.
    pub version: i64,
    /// What was answered.
    pub answers: Answers,
    /// Where.
    pub center: Names,
    /// Its telephone.
    pub phone: String,
    /// Who signed.
    pub signed: String,
    /// On which day.
    #[serde(with = "model::date")]
    pub day: jiff::civil::Date,
    /// The matter says something else by now, or is offered no more.
    pub newer: bool,
}

/// Where the viewer issues notices of a matter.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "matter_notice/desk", input = Call, output = Call)]
pub async fn get_issue_desk(code: String) -> Result<Desk, AppError> {
    use model::permission::{Action, Target, may};
    let server = crate::server::server()?;
    let viewer = crate::server::allowed(Action::IssueNotice, Target::Anywhere)?;
    let catalog = server.store.catalog().await?;
    let matter = catalog.get(&code).ok_or(AppError::NotFound)?;
    let centers = store::center::list(server.store.db(), false).await?;
    let centers = centers
        .into_iter()
        .filter(|c| may(&viewer, Action::IssueNotice, Target::Center(c.id, &c.division)))
        .filter(|c| catalog.handles(matter, c.id, c.kind))
        .map(|c| (c.id, c.names))
        .collect();
    Ok(Desk {
        centers,
        key: server.key(),
    })
}

/// Issues a notice of the `version` of a matter that staff see, on answers as they stand in an address (`q_a=x&q_b=y`), and leads
/// to it; the answer is its address.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`]; `center` does not handle it; `version` is not what it
/// says now; `answers` do not come to a list.
#[server(prefix = "/api", endpoint = "matter_notice/issue", input = Call, output = Call)]
pub async fn issue_notice(
    center: CenterId,
    key: String,
    code: String,
    version: i64,
    #[server(default)] answers: String,
) -> Result<String, AppError> {
    use model::{
        Problem,
        permission::{Action, Target, may},
    };
    let server = crate::server::server()?;
    let viewer = crate::server::allowed(Action::IssueNotice, Target::Anywhere)?;
    let at = store::center::get(server.store.db(), center).await?;
    let at = at.filter(|c| !c.retired).ok_or(AppError::NotFound)?;
    if !may(&viewer, Action::IssueNotice, Target::Center(at.id, &at.division)) {
        return Err(AppError::Forbidden);
    }
    let key = model::text::clean("key", &key, true, 80).map_err(|e| AppError::Invalid { fields: vec![e] })?;
    let catalog = server.store.catalog().await?;
    let matter = catalog.get(&code).ok_or(AppError::NotFound)?;
    if !catalog.handles(matter, at.id, at.kind) {
        return Err(AppError::field("center", Problem::NotNow));
    }
    let new = store::matter_notice::New {
        code: &code,
        version,
        answers: &super::ask::answers_of(&answers),
        center,
        day: server.local_now().day,
    };
    let id = store::matter_notice::issue(server.store.db(), &server.act(&viewer), &key, &new).await?;
    let path = format!("/notices/{}", crate::evaluation::reach::sealed_notice(&server, id));
    leptos_axum::redirect(&path);
    Ok(path)
}

/// An issued notice, for whoever holds its link.
///
/// # Errors
/// [`AppError::NotFound`] also for a seal that is not ours.
#[server(prefix = "/api", endpoint = "matter_notice/show", input = Call, output = Call)]
pub async fn get_issued(token: String) -> Result<Issued, AppError> {
    let server = crate::server::server()?;
    let db = server.store.db();
    let id = crate::evaluation::reach::notice_of(&server, &token).ok_or(AppError::NotFound)?;
    let notice = store::matter_notice::get(db, id).await?.ok_or(AppError::NotFound)?;
    let now = store::matter::get(db, notice.matter).await?;
    Ok(Issued {
        number: notice.number,
        content: store::matter::content(db, notice.matter, notice.version).await?,
        version: notice.version,
        answers: notice.answers,
        center: notice.center_names,
        phone: notice.center_phone,
        signed: notice.signed,
        day: notice.day,
        newer: now.is_none_or(|now| now.retired || now.version != notice.version),
    })
}
