//! Blank forms and filled-in samples of a matter's materials: `POST /upload/matter-file` for whoever keeps the catalog,
//! `GET /matter-files/{key}` for everybody.
//!
//! What is sent is looked at like a paper of a case. What is kept under a key never changes, but may be withdrawn: whoever has it asks again
//! after a day.

use super::{
    Web, error,
    etag::{knows, tagged_for},
    forms, multipart,
};
use app::{
    matter::admin_api::UPLOAD,
    server::{Server, Session},
};
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use model::{
    AppError, Problem,
    matter::{FileRole, MatterFile, MatterId},
    permission::{Action, Target, may},
    staff::Viewer,
};
use std::fmt::Write as _;
use store::matter::{FileOf, StoredFile};
use tokio::sync::Semaphore;

/// How long a file is kept by whoever has it: one that is withdrawn is nobody's to see tomorrow.
const A_DAY: &str = "public, max-age=86400";
/// Each reads a whole file from the database, without signing in: more than so many at a time wait.
static READERS: Semaphore = Semaphore::const_new(4);

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route(UPLOAD, post(upload))
        .layer(DefaultBodyLimit::max(multipart::DOCUMENT_BYTES))
        .route("/matter-files/{key}", get(show))
}

/// Who is signed in, if they keep the catalog.
fn editor(parts: &Parts) -> Result<&Viewer, AppError> {
    let session = parts.extensions.get::<Session>().ok_or(AppError::SignIn)?;
    if may(&session.viewer, Action::EditMatters, Target::Anywhere) {
        Ok(&session.viewer)
    } else {
        Err(AppError::Forbidden)
    }
}

async fn upload(State(web): State<Web>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    // Of somebody who may send no file only the words are read, to be kept until they have signed in.
    if let Err(refused) = editor(&parts) {
        let typed = forms::texts(Request::from_parts(parts.clone(), body)).await;
        return forms::refused(&web, parts, typed, refused).await;
    }
    let mut values = Vec::new();
    let added = async {
        let max_mb = multipart::most_mb(&web.server).await?;
        let request = Request::from_parts(parts.clone(), body);
        let (called, file) = multipart::read(request, &mut values, max_mb).await?;
        add(&web.server, &parts, &values, &called, file).await
    };
    let added = added.await;
    match added {
        Ok(()) => forms::go_on(&values),
        Err(error) => forms::refused(&web, parts, values, error).await,
    }
}

async fn add(
    server: &Server,
    parts: &Parts,
    values: &[(String, String)],
    called: &str,
    file: Bytes,
) -> Result<(), AppError> {
    let value = |name: &str| forms::named(values, name).unwrap_or_default();
    let viewer = editor(parts)?;
    let db = server.store.db();
    let id: MatterId = value("id").parse().map_err(|_| AppError::NotFound)?;
    let version: i64 = value("version").parse().map_err(|_| AppError::NotFound)?;
    let role = FileRole::from_code(value("role")).ok_or_else(|| AppError::field("role", Problem::Required))?;
    let matter = store::matter::get(db, id).await?.ok_or(AppError::NotFound)?;
    let code = value("material");
    let material = matter.content.materials.iter().find(|m| m.code == code);
    let material = material.ok_or_else(|| {
        let what = code.chars().take(20).collect();
        AppError::field("material", Problem::NoSuch { what })
    })?;
    let (kind, bytes) = multipart::document(file).await?;
    // A file without a name that can be kept is called what it is.
    let names = [called, material.name.zh.as_str(), role.code()];
    let mut names = names.into_iter().map(MatterFile::clean_name);
    let name = names.find(|name| !name.is_empty()).unwrap_or_default();
    let of = FileOf {
        matter: id,
        version,
        material: code,
        role,
    };
    store::matter::add_file(db, &server.act(viewer), of, &name, (kind, &bytes)).await?;
    Ok(())
}

/// `GET /matter-files/{key}`
async fn show(State(web): State<Web>, Path(key): Path<String>, method: Method, headers: HeaderMap) -> Response {
    match find(&web.server, &key, &method, &headers).await {
        Ok(response) => response,
        Err(trouble) => error::plain(&headers, &trouble),
    }
}

/// The content is read only for whoever wants it and has not got it.
async fn find(server: &Server, key: &str, method: &Method, headers: &HeaderMap) -> Result<Response, AppError> {
    let db = server.store.db();
    let file = match store::matter::stored_file(db, key).await? {
        Some(StoredFile::Kept(file)) => file,
        Some(StoredFile::Withdrawn) => return Ok(withdrawn(headers)),
        None => return Err(AppError::NotFound),
    };
    let mut bytes = Vec::new();
    if method != Method::HEAD && !knows(headers, &format!("\"{key}\"")) {
        let _permit = READERS.acquire().await.map_err(|_| AppError::Unavailable)?;
        match store::matter::file_content(db, key).await? {
            Some(content) => bytes = content,
            None => return Ok(withdrawn(headers)),
        }
    }
    Ok(tagged_for(headers, key, A_DAY, || answer(&file, bytes)))
}

fn answer(file: &MatterFile, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(file.kind.mime())),
        (header::CONTENT_DISPOSITION, disposition(file)),
        (header::CONTENT_LENGTH, HeaderValue::from(file.size)),
    ];
    (headers, bytes).into_response()
}

/// It was there, and is not to be seen any more.
fn withdrawn(headers: &HeaderMap) -> Response {
    let mut response = error::plain(headers, &AppError::field("file", Problem::FileWithdrawn));
    *response.status_mut() = StatusCode::GONE;
    response
}

/// With the name as RFC 6266 wants it.
fn disposition(file: &MatterFile) -> HeaderValue {
    let shown = file.kind.shown();
    let mut text = format!("{shown}; filename=\"form.{}\"; filename*=UTF-8''", file.kind.end());
    for byte in file.file_name().bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            _ = write!(text, "%{byte:02X}");
        }
    }
    // Nothing is left in it that a header cannot hold.
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::case::FileKind;

    #[test]
    fn a_file_is_saved_under_its_own_name_in_any_script() {
        let mut file = MatterFile {
            key: "a".repeat(32),
            name: "申请表 1".into(),
            kind: FileKind::Pdf,
            size: 1,
        };
        assert_eq!(
            disposition(&file),
            "attachment; filename=\"form.pdf\"; filename*=UTF-8''%E7%94%B3%E8%AF%B7%E8%A1%A8%201.pdf"
        );
        (file.name, file.kind) = ("a\"b".into(), FileKind::Jpeg);
        assert_eq!(
            disposition(&file),
            "inline; filename=\"form.jpg\"; filename*=UTF-8''a%22b.jpg"
        );
    }
}
