//! Photos and files of a case's materials: `POST /upload/case-file` for whose case it is, `POST /upload/case-paper` for the counter to which
//! somebody has brought them, `GET /case-files/{id}`.
//!
//! A photo is decoded and written anew without metadata; a document is taken as it is where its content says that it is one, and is
//! only ever saved, never shown in a page of ours. Both are sealed with `file.key` before they reach the database.

use super::{Web, error, forms, multipart};
use app::{
    case::{UPLOAD, UPLOAD_PAPER},
    server::{ResidentSession, Server, Session, anonymous},
};
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Request, State},
    http::{HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use model::{
    AppError, Problem,
    case::{Case as Rules, FileId, FileKind, Number},
    permission::{Action, Target, may},
    staff::Viewer,
    text::clean,
};
use store::case::{Case, NewFile};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route(UPLOAD, post(own))
        .route(UPLOAD_PAPER, post(paper))
        .layer(DefaultBodyLimit::max(multipart::DOCUMENT_BYTES))
        .route("/case-files/{id}", get(show))
}

/// What a sealed file belongs to.
fn bound(id: FileId) -> String {
    format!("case_file {id}")
}

/// Who adds a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hand {
    /// Whose case it is.
    Own,
    /// Staff who handle it, where it is or was received.
    Staff,
}

async fn own(State(web): State<Web>, request: Request) -> Response {
    upload(&web, request, Hand::Own).await
}

async fn paper(State(web): State<Web>, request: Request) -> Response {
    upload(&web, request, Hand::Staff).await
}

async fn upload(web: &Web, request: Request, hand: Hand) -> Response {
    let (parts, body) = request.into_parts();
    // Of somebody who may send no file only the words are read, to be kept until they have signed in.
    if let Some(refused) = at_the_door(&parts, hand) {
        let typed = forms::texts(Request::from_parts(parts.clone(), body)).await;
        return forms::refused(web, parts, typed, refused).await;
    }
    let mut values = Vec::new();
    let added = async {
        let max_mb = multipart::most_mb(&web.server).await?;
        let request = Request::from_parts(parts.clone(), body);
        let (name, file) = multipart::read(request, &mut values, max_mb).await?;
        add(&web.server, &parts, &values, (&name, file), hand).await
    };
    let added = added.await;
    match added {
        Ok(()) => forms::go_on(&values),
        Err(error) => forms::refused(web, parts, values, error).await,
    }
}

/// Why nothing is read of what somebody sends.
fn at_the_door(parts: &Parts, hand: Hand) -> Option<AppError> {
    match hand {
        Hand::Own => parts
            .extensions
            .get::<ResidentSession>()
            .is_none()
            .then_some(AppError::SignIn),
        Hand::Staff => match parts.extensions.get::<Session>() {
            None => Some(AppError::SignIn),
            Some(session) => {
                (!may(&session.viewer, Action::HandleCases, Target::Anywhere)).then_some(AppError::Forbidden)
            }
        },
    }
}

async fn add(
    server: &Server,
    parts: &Parts,
    values: &[(String, String)],
    (called, file): (&str, Bytes),
    hand: Hand,
) -> Result<(), AppError> {
    let value = |name: &str| forms::named(values, name).unwrap_or_default();
    let db = server.store.db();
    let number: Number = value("number").parse().map_err(|_| AppError::NotFound)?;
    let id: FileId = value("id").parse().map_err(|_| AppError::NotFound)?;
    let (case, resident, act) = match hand {
        Hand::Own => {
            let who = parts.extensions.get::<ResidentSession>().ok_or(AppError::SignIn)?;
            let who = who.resident.id;
            (
                store::case::own(db, who, number).await?,
                Some(who),
                anonymous(server, "self"),
            )
        }
        Hand::Staff => {
            let viewer = &parts.extensions.get::<Session>().ok_or(AppError::SignIn)?.viewer;
            let case = store::case::get(db, number).await?.ok_or(AppError::NotFound)?;
            if !handles(server, viewer, &case).await? {
                return Err(AppError::Forbidden);
            }
            (case, None, server.act(viewer))
        }
    };
    let taken = match hand {
        Hand::Own => Rules::takes_files(case.state),
        Hand::Staff => Rules::takes_papers(case.state),
    };
    taken.map_err(|problem| AppError::field("file", problem))?;
    let content = store::case::content(db, &case).await?;
    let material = value("material");
    if !material.is_empty() && content.materials.iter().all(|m| m.code != material) {
        let what = material.chars().take(20).collect();
        return Err(AppError::field("material", Problem::NoSuch { what }));
    }
    let (kind, bytes) = multipart::document(file).await?;
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let sealed = server
        .file_sealer
        .seal(&bound(id), &bytes)
        .ok_or(AppError::Unavailable)?;
    // A name that is not text is none.
    let name = clean("name", called, false, 80).unwrap_or_default();
    let new = NewFile {
        id,
        case: case.id,
        resident,
        material,
        name: &name,
        kind,
        size,
        sealed: &sealed,
    };
    Ok(store::case::add_file(db, &act, new).await?)
}

/// Whether a member of staff handles a case: where it is, where it comes back to, or where it was received.
async fn handles(server: &Server, viewer: &Viewer, case: &Case) -> Result<bool, AppError> {
    for center in case.places() {
        let center = store::center::get(server.store.db(), center)
            .await?
            .ok_or(AppError::NotFound)?;
        if may(viewer, Action::HandleCases, Target::Center(center.id, &center.division)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// For whose case it is, and for staff who handle it where it is, was received or comes back to; everybody else finds nothing.
async fn show(State(web): State<Web>, Path(id): Path<String>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    match open(&web.server, &parts, &id).await {
        Ok(response) => response,
        Err(trouble) => error::plain(&parts.headers, &trouble),
    }
}

async fn open(server: &Server, parts: &Parts, id: &str) -> Result<Response, AppError> {
    let db = server.store.db();
    let id: FileId = id.parse().map_err(|_| AppError::NotFound)?;
    let (file, sealed) = store::case::file_content(db, id).await?.ok_or(AppError::NotFound)?;
    let case = store::case::by_id(db, file.case).await?;
    let own = parts
        .extensions
        .get::<ResidentSession>()
        .is_some_and(|s| s.resident.id == case.resident);
    if !own {
        let viewer = &parts.extensions.get::<Session>().ok_or(AppError::NotFound)?.viewer;
        if !handles(server, viewer, &case).await? || case.state == model::case::State::Draft {
            return Err(AppError::NotFound);
        }
        store::case::file_opened(db, &server.act(viewer), &case.number.to_string(), id).await?;
    }
    let bytes = server
        .file_sealer
        .open(&bound(id), &sealed)
        .ok_or(AppError::Unavailable)?;
    let shown = if file.kind == FileKind::Jpeg {
        "inline"
    } else {
        "attachment"
    };
    let disposition = format!("{shown}; filename=\"{}-{id}.{}\"", case.number, file.kind.end());
    let disposition = HeaderValue::from_str(&disposition).map_err(|_| AppError::Unavailable)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(file.kind.mime())),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, bytes).into_response())
}
