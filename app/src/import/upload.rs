//! An uploaded table between its preview and the confirmation: a file in the data folder, for an hour, for the session
//! that sent it. What is confirmed is exactly what was previewed.

use crate::server::{Server, Session};
use model::{
    AppError,
    import::{Kind, Table},
};
use serde::{Deserialize, Serialize};
use std::{io, path::PathBuf, time::Duration};
use tokio::fs;

/// How long a preview can be confirmed.
pub const KEPT: Duration = Duration::from_secs(3600);
/// Folder below the data folder.
const FOLDER: &str = "imports";

/// See the module.
#[derive(Debug, Serialize, Deserialize)]
pub struct Upload {
    /// What it is about.
    pub kind: Kind,
    /// Name of the file as it was sent, for people.
    pub file: String,
    /// What was read from it.
    pub table: Table,
    /// When it came, epoch seconds.
    at: i64,
    /// Hash of the session's token.
    session: Vec<u8>,
}

/// Keeps a table; returns its name in addresses, which nobody can guess.
///
/// # Errors
/// [`AppError::Internal`] when the disk is full or not writable.
pub async fn keep(
    server: &Server,
    session: &Session,
    kind: Kind,
    file: String,
    table: Table,
) -> Result<String, AppError> {
    sweep(server).await;
    let name = (server.secret)()[..16]
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect::<String>();
    let upload = Upload {
        kind,
        file,
        table,
        at: server.now(),
        session: session.token_hash.clone(),
    };
    let path = path(server, &name).ok_or(AppError::NotFound)?;
    let written = async {
        let text = serde_json::to_vec(&upload)?;
        fs::create_dir_all(server.data.join(FOLDER)).await?;
        fs::write(&path, text).await
    };
    written.await.map_err(fault)?;
    Ok(name)
}

/// A table that this session has sent within the hour.
///
/// # Errors
/// [`AppError::NotFound`] if there is none.
pub async fn load(server: &Server, session: &Session, name: &str) -> Result<Upload, AppError> {
    let path = path(server, name).ok_or(AppError::NotFound)?;
    let text = match fs::read(&path).await {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(AppError::NotFound),
        Err(error) => return Err(fault(error)),
    };
    let upload: Upload = serde_json::from_slice(&text).map_err(|e| fault(e.into()))?;
    let current = upload.session == session.token_hash && !is_old(server, upload.at);
    if current { Ok(upload) } else { Err(AppError::NotFound) }
}

fn is_old(server: &Server, at: i64) -> bool {
    server.now().saturating_sub(at) > KEPT.as_secs().cast_signed()
}

/// Where the upload of that name is; none for what is no name of an upload, above all for other paths.
fn path(server: &Server, name: &str) -> Option<PathBuf> {
    let fits = name.len() == 32 && name.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    fits.then(|| server.data.join(FOLDER).join(format!("{name}.json")))
}

/// Removes what is older than an hour. That it cannot is no reason to refuse a new upload.
async fn sweep(server: &Server) {
    let Ok(mut entries) = fs::read_dir(server.data.join(FOLDER)).await else {
        return;
    };
    while let Ok(Some(entry)) = entries.next_entry().await {
        let changed = entry.metadata().await.and_then(|m| m.modified()).ok();
        let changed = changed.and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
        if changed.is_none_or(|at| is_old(server, at.as_secs().cast_signed())) {
            _ = fs::remove_file(entry.path()).await;
        }
    }
}

fn fault(error: io::Error) -> AppError {
    tracing::error!(%error, "an upload cannot be kept or read");
    AppError::Internal {
        reference: "upload".to_owned(),
    }
}
