//! Forms that carry one file: how they are read, and what makes a file a document.

use super::picture::{self, DECODERS};
use app::server::Server;
use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Request, multipart::MultipartError},
    http::StatusCode,
};
use model::{
    AppError, Problem,
    case::{FileKind, MOST_MB},
};
use tokio::task::spawn_blocking;

/// Bytes of the other fields and of the multipart frame.
pub(super) const FRAME_BYTES: usize = 64 * 1024;
/// The most bytes of a form with a document, whatever is set.
pub(super) const DOCUMENT_BYTES: usize = MOST_MB as usize * 1024 * 1024 + FRAME_BYTES;
/// What can be read as a document.
const KINDS: &str = "JPEG, PNG, WebP, PDF";
/// Characters of a file's name that are looked at.
const NAME_CHARS: usize = 80;

/// Reads the fields into `values`; returns the file, which comes last, with its name. A form may ask for it in two ways, by the camera and
/// from what is stored: what was not chosen is empty. What came before a file that is too large is still in `values`.
pub(super) async fn read(
    request: Request,
    values: &mut Vec<(String, String)>,
    max_mb: u32,
) -> Result<(String, Bytes), AppError> {
    let no_form = || AppError::field("form", Problem::Unknown { allowed: String::new() });
    let unreadable = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => AppError::field("file", Problem::FileTooLarge { max_mb }),
        _ => no_form(),
    };
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| no_form())?;
    let mut file = (String::new(), Bytes::new());
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            let called = field.file_name().unwrap_or_default().chars().take(NAME_CHARS).collect();
            let bytes = field.bytes().await.map_err(unreadable)?;
            if bytes.len() > max_mb as usize * 1024 * 1024 {
                return Err(AppError::field("file", Problem::FileTooLarge { max_mb }));
            }
            if !bytes.is_empty() {
                file = (called, bytes);
            }
        } else {
            values.push((name, field.text().await.map_err(unreadable)?));
        }
    }
    Ok(file)
}

/// Megabytes of one document, as they are set.
pub(super) async fn most_mb(server: &Server) -> Result<u32, AppError> {
    let set = store::setting::get(server.store.db(), store::setting::CASE_FILES).await?;
    Ok(set.value.most_mb.min(MOST_MB))
}

/// What the content says it is, as it is kept: a photo is decoded and written anew without metadata, a PDF is taken as it is where it
/// is one.
pub(super) async fn document(file: Bytes) -> Result<(FileKind, Vec<u8>), AppError> {
    if file.is_empty() {
        return Err(AppError::field("file", Problem::Required));
    }
    let other = || {
        let allowed = KINDS.to_owned();
        AppError::field("file", Problem::FileKind { allowed })
    };
    if file.starts_with(b"%PDF") {
        return match FileKind::is_pdf(&file) {
            true => Ok((FileKind::Pdf, file.to_vec())),
            false => Err(other()),
        };
    }
    let _permit = DECODERS.acquire().await.map_err(|_| AppError::Unavailable)?;
    let jpeg = spawn_blocking(move || picture::document(&file)).await;
    let jpeg = jpeg
        .map_err(|_| AppError::Unavailable)?
        .map_err(|problem| match problem {
            Problem::FileKind { .. } => other(),
            problem => AppError::field("file", problem),
        })?;
    Ok((FileKind::Jpeg, jpeg))
}
