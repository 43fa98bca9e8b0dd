//! Blank forms and filled-in samples of a matter's materials: `POST /upload/matter-file` for whoever keeps the catalog,
//! `GET /matter-files/{key}` for everybody.
//!
//! What is sent is looked at like a paper of a case. What is kept under a key never changes, but may be withdrawn: whoever has it asks again
//! after a day.

use super::{
    Web, error,
    etag::{knows, tagged_for},
    forms,
    held::{Held, Shares},
    limit::PATIENCE_WITH_FILES,
    multipart,
};
use app::{
    lang::Lang,
    matter::{admin_api::UPLOAD, words},
    server::{Server, Session, Visitor},
};
use axum::{
    Extension, Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, Path, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use futures_util::stream;
use model::{
    AppError, Problem,
    case::MOST_MB,
    matter::{FileRole, MatterFile, MatterId},
    permission::{Action, Target, may},
    staff::Viewer,
};
use std::{convert::Infallible, fmt::Write as _, time::Duration};
use store::matter::{FileOf, StoredFile};
use tokio::sync::mpsc;

/// How long a file is kept by whoever has it: one that is withdrawn is nobody's to see tomorrow.
const A_DAY: &str = "public, max-age=86400";
/// Megabytes of files that are being sent at a time, and of those to one household: nobody is signed in here, a whole center shares an
/// address, and whoever takes a file slowly holds it until they have it or have taken too long.
static SENT: Shares = Shares::new(12 * MOST_MB, 3 * MOST_MB);
/// Bytes that are handed on at once.
const PIECE: usize = 64 * 1024;

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
        // What it is called there is of no interest: it may be somebody's name.
        let (_, file) = multipart::read(request, &mut values, max_mb).await?;
        add(&web.server, &parts, &values, file).await
    };
    let added = added.await;
    match added {
        Ok(()) => forms::go_on(&values),
        Err(error) => forms::refused(&web, parts, values, error).await,
    }
}

async fn add(server: &Server, parts: &Parts, values: &[(String, String)], file: Bytes) -> Result<(), AppError> {
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
    let name = MatterFile::called(&material.name.zh, words::file_role(Lang::ZhHans, role));
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
async fn show(
    State(web): State<Web>,
    visitor: Option<Extension<Visitor>>,
    Path(key): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let address = visitor.as_ref().map_or("", |Extension(visitor)| visitor.0.as_str());
    match find(&web.server, address, &key, (&method, &headers)).await {
        Ok(response) => response,
        Err(trouble) => error::plain(&headers, &trouble),
    }
}

/// The content is read only for whoever wants it and has not got it.
async fn find(
    server: &Server,
    address: &str,
    key: &str,
    (method, headers): (&Method, &HeaderMap),
) -> Result<Response, AppError> {
    let db = server.store.db();
    let file = match store::matter::stored_file(db, key).await? {
        Some(StoredFile::Kept(file)) => file,
        Some(StoredFile::Withdrawn) => return Ok(withdrawn(headers)),
        None => return Err(AppError::NotFound),
    };
    let mut body = Body::empty();
    if method != Method::HEAD && !knows(headers, &format!("\"{key}\"")) {
        let mut held = Held::of(&SENT, address);
        held.add(usize::try_from(file.size).unwrap_or_default())?;
        match store::matter::file_content(db, key).await? {
            Some(content) => body = in_pieces(content, held, PATIENCE_WITH_FILES),
            None => return Ok(withdrawn(headers)),
        }
    }
    Ok(tagged_for(headers, key, A_DAY, || answer(&file, body)))
}

/// The content piece by piece, with what is held of it until the last one was taken, whoever took them is gone, or `patience` is over: it
/// ends before its length then, so nobody takes it for the whole. Not by who takes it, because who takes nothing asks for nothing.
fn in_pieces(content: Vec<u8>, held: Held, patience: Duration) -> Body {
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        let _held = held;
        let all = async {
            for piece in content.chunks(PIECE) {
                // Its own bytes: what is on its way keeps the rest no longer than this does.
                if sender.send(Bytes::copy_from_slice(piece)).await.is_err() {
                    break;
                }
            }
        };
        _ = tokio::time::timeout(patience, all).await;
    });
    let pieces = stream::unfold(receiver, |mut receiver| async move {
        let piece = receiver.recv().await?;
        Some((Ok::<_, Infallible>(piece), receiver))
    });
    Body::from_stream(pieces)
}

fn answer(file: &MatterFile, body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(file.kind.mime())),
        (header::CONTENT_DISPOSITION, disposition(file)),
        (header::CONTENT_LENGTH, HeaderValue::from(file.size)),
    ];
    (headers, body).into_response()
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
    use super::{super::held::MEGABYTE, *};
    use http_body_util::BodyExt as _;
    use model::case::FileKind;

    /// A file of two megabytes on its way to who may hold three.
    fn sending(shares: &'static Shares, patience: Duration) -> Result<Body, AppError> {
        let mut held = Held::of(shares, "192.0.2.1");
        held.add(2 * MEGABYTE)?;
        Ok(in_pieces(vec![7; 2 * MEGABYTE], held, patience))
    }

    /// Waits until there is room for another one.
    async fn given_back(shares: &'static Shares) {
        let free = async {
            while Held::of(shares, "192.0.2.1").add(2 * MEGABYTE).is_err() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let free = tokio::time::timeout(Duration::from_secs(10), free).await;
        assert!(free.is_ok(), "it is still held");
    }

    #[tokio::test]
    async fn what_is_sent_is_held_until_it_was_taken_or_nobody_takes_it_any_more() {
        static SHARES: Shares = Shares::new(6, 3);
        let body = sending(&SHARES, PATIENCE_WITH_FILES).unwrap();
        assert!(matches!(
            sending(&SHARES, PATIENCE_WITH_FILES),
            Err(AppError::TooMany { .. })
        ));
        let taken = body.collect().await.unwrap().to_bytes();
        assert!(taken.len() == 2 * MEGABYTE && taken.iter().all(|byte| *byte == 7));
        given_back(&SHARES).await;
        let body = sending(&SHARES, PATIENCE_WITH_FILES).unwrap();
        assert!(sending(&SHARES, PATIENCE_WITH_FILES).is_err());
        drop(body);
        given_back(&SHARES).await;
    }

    #[tokio::test]
    async fn who_takes_nothing_of_a_file_holds_it_for_a_while_only_and_never_has_the_whole() {
        static SHARES: Shares = Shares::new(6, 3);
        let body = sending(&SHARES, Duration::from_millis(30)).unwrap();
        assert!(sending(&SHARES, PATIENCE_WITH_FILES).is_err());
        given_back(&SHARES).await;
        let taken = body.collect().await.unwrap().to_bytes();
        assert!(taken.len() < 2 * MEGABYTE, "{}", taken.len());
    }

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
