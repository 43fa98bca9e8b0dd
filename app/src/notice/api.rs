//! What residents call to read their notices.

use crate::call::Call;
use leptos::prelude::*;
use model::{AppError, hours::LocalMinute, notice::Notice};
use serde::{Deserialize, Serialize};

/// A notice with its moments in the deployment's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The notice.
    pub notice: Notice,
    /// When it was told.
    pub at: LocalMinute,
    /// Until when what it offers can be had; none where it offers nothing or that is over.
    pub until: Option<LocalMinute>,
}

/// One page of notices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notices {
    /// The latest first.
    pub list: Vec<Told>,
    /// How many of all are not read.
    pub unread: i64,
    /// There are older ones.
    pub more: bool,
}

/// One's own notices, the latest first; with `before`, those that are older than that one.
///
/// # Errors
/// [`AppError::SignIn`], [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "notice/mine", input = Call, output = Call)]
pub async fn my_notices(#[server(default)] before: String) -> Result<Notices, AppError> {
    use model::notice::NoticeKind;
    let me = crate::server::resident()?;
    let server = crate::server::server()?;
    let (db, now) = (server.store.db(), server.now());
    let mut list = store::notice::of_resident(db, me.id, before.parse().ok(), now).await?;
    for notice in &mut list {
        crate::evaluation::reach::seal_notice(&server, notice);
    }
    let more = list.len() as i64 == store::notice::PAGE_SIZE;
    let told = |notice: Notice| Told {
        at: server.local(notice.at),
        until: (notice.kind == NoticeKind::WaitlistOffer && notice.expires_at > now)
            .then(|| server.local(notice.expires_at)),
        notice,
    };
    Ok(Notices {
        list: list.into_iter().map(told).collect(),
        unread: store::notice::unread(db, me.id, now).await?,
        more,
    })
}

/// How many of one's own notices are not read.
///
/// # Errors
/// [`AppError::SignIn`], [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "notice/unread", input = Call, output = Call)]
pub async fn unread_notices() -> Result<i64, AppError> {
    let me = crate::server::resident()?;
    let server = crate::server::server()?;
    Ok(store::notice::unread(server.store.db(), me.id, server.now()).await?)
}

/// Notes that one of one's own notices was read, or with `all` that one and everything before it.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::NotFound`] for what names no notice.
#[server(prefix = "/api", endpoint = "notice/read", input = Call, output = Call)]
pub async fn read_notice(#[server(default)] notice: String, #[server(default)] all: String) -> Result<(), AppError> {
    use store::notice::Read;
    let me = crate::server::resident()?;
    let id = notice.parse().map_err(|_| AppError::NotFound)?;
    let server = crate::server::server()?;
    let read = if all.is_empty() { Read::One(id) } else { Read::UpTo(id) };
    store::notice::mark_read(server.store.db(), server.now(), me.id, read).await?;
    Ok(())
}
