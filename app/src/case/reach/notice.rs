//! One-time notices at the counter: found by their number or by what their QR code says, and what a case takes over from one.

use super::super::api::Noticed;
use crate::{
    evaluation::reach::{notice_of, sealed_notice},
    server::Server,
};
use model::{AppError, FieldError, Problem, case::Number, center::Center, matter::NoticeId};
use store::{
    Db, StoreError,
    matter::Catalog,
    matter_notice::{self, Issued},
};

/// Where an issued notice is shown.
pub(super) fn path(server: &Server, id: NoticeId) -> String {
    format!("/notices/{}", sealed_notice(server, id))
}

/// The notice that somebody means: by its number, or by the address that a scanner types.
async fn meant(server: &Server, q: &str) -> Result<Option<Issued>, StoreError> {
    let db = server.store.db();
    if let Some((_, rest)) = q.split_once("/notices/") {
        let token = rest.split(['/', '?', '#']).next().unwrap_or_default();
        return match notice_of(server, token) {
            Some(id) => matter_notice::get(db, id).await,
            None => Ok(None),
        };
    }
    match q.parse::<Number>() {
        Ok(number) => matter_notice::by_number(db, number).await,
        Err(_) => Ok(None),
    }
}

/// What the counter of a center shows of the notice that somebody means.
pub(super) async fn found(
    server: &Server,
    catalog: &Catalog,
    center: &Center,
    q: &str,
) -> Result<Option<Noticed>, AppError> {
    let Some(notice) = meant(server, q).await? else {
        return Ok(None);
    };
    let now = store::matter::get(server.store.db(), notice.matter).await?;
    let now = now.ok_or(AppError::NotFound)?;
    Ok(Some(Noticed {
        number: notice.number,
        path: path(server, notice.id),
        newer: now.version != notice.version,
        elsewhere: now.retired || !catalog.handles(&now, center.id, center.kind),
        matter: (now.content.code, now.content.name),
        by: (notice.center_names, notice.signed),
        day: notice.day,
    }))
}

/// The notice of a number that a form sends; none where it sends none.
pub(super) async fn of_number(db: &Db, text: &str) -> Result<Result<Option<Issued>, FieldError>, StoreError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Ok(None));
    }
    let found = match text.parse::<Number>() {
        Ok(number) => matter_notice::by_number(db, number).await?,
        Err(_) => None,
    };
    let what = text.chars().take(20).collect();
    Ok(found
        .map(Some)
        .ok_or(FieldError::new("notice", Problem::NoSuch { what })))
}
