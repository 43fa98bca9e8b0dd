//! Uploading a table, and writing what its preview said. Both are ordinary forms and answer with the page that follows.

use super::{Web, page};
use crate::sheet;
use app::{
    boot::{Rejected, Sent},
    import::{
        api::Told,
        apply::{apply, done, renew},
        plan::plan,
        upload,
    },
    server::Session,
};
use axum::{
    Form, Router,
    body::Body,
    extract::{DefaultBodyLimit, FromRequest, Multipart, Path, Request, State, multipart::Field},
    http::{HeaderValue, Method, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Response},
    routing::get,
};
use model::{
    AppError, Problem,
    import::Kind,
    permission::{Target, may},
};
use serde::Deserialize;

/// Address of the form, and of the page that shows it again with what is wrong.
const FORM: &str = "/admin/import";
/// Bytes of a body that are read to the end although the file is too large: a browser shows no answer before it has sent
/// everything.
const DRAINED: usize = 100 * 1024 * 1024;
/// Characters of a file's name that are kept.
const NAME_CHARS: usize = 80;

pub(super) fn routes() -> Router<Web> {
    // The limit of the file is kept while it is read: nothing more than that is ever held.
    let upload = get(page::page).post(send).layer(DefaultBodyLimit::disable());
    Router::new()
        .route(FORM, upload)
        .route("/admin/import/{upload}", get(page::page).post(confirm))
}

/// Who is signed in, if they may import something.
fn allowed(parts: &Parts) -> Result<&Session, AppError> {
    let session = parts.extensions.get::<Session>().ok_or(AppError::SignIn)?;
    if Kind::ALL.into_iter().any(|kind| may_import(session, kind)) {
        Ok(session)
    } else {
        Err(AppError::Forbidden)
    }
}

/// Who is signed in, if they may import this.
pub(super) fn allowed_kind(parts: &Parts, kind: Kind) -> Result<&Session, AppError> {
    let session = allowed(parts)?;
    if may_import(session, kind) {
        Ok(session)
    } else {
        Err(AppError::Forbidden)
    }
}

fn may_import(session: &Session, kind: Kind) -> bool {
    may(&session.viewer, kind.action(), Target::Anywhere)
}

/// The form's page with what is wrong.
pub(super) async fn refuse(web: &Web, mut parts: Parts, kind: &str, error: AppError) -> Response {
    parts.method = Method::GET;
    parts.uri = Uri::from_static(FORM);
    let values = vec![("kind".to_owned(), kind.to_owned())];
    let rejected = Rejected {
        path: FORM.to_owned(),
        page: FORM.to_owned(),
        values,
        error,
    };
    page::render(
        web,
        Request::from_parts(parts, Body::empty()),
        Some(Sent::Rejected(rejected)),
    )
    .await
}

/// `POST /admin/import`
async fn send(State(web): State<Web>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let session = match allowed(&parts) {
        Ok(session) => session.clone(),
        Err(error) => return refuse(&web, parts, "", error).await,
    };
    let Ok(form) = Multipart::from_request(Request::from_parts(parts.clone(), body), &web).await else {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    };
    let mut fields = Fields::default();
    match keep(&web, &session, form, &mut fields).await {
        Ok(name) => shown(&name),
        Err(error) => refuse(&web, parts, &fields.kind, error).await,
    }
}

/// To the page of what an upload would do.
fn shown(name: &str) -> Response {
    let mut response = page::empty(StatusCode::SEE_OTHER);
    if let Ok(location) = HeaderValue::from_str(&format!("{FORM}/{name}")) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// What the form's fields say.
#[derive(Default)]
struct Fields {
    kind: String,
    name: String,
    file: Vec<u8>,
    too_large: bool,
}

async fn keep(web: &Web, session: &Session, mut form: Multipart, fields: &mut Fields) -> Result<String, AppError> {
    let unreadable = |_| AppError::field("file", Problem::Unknown { allowed: String::new() });
    while let Some(mut field) = form.next_field().await.map_err(unreadable)? {
        match field.name() {
            Some("kind") => {
                fields.kind = field.text().await.map_err(unreadable)?.chars().take(20).collect();
                // Before the file is read, which comes after it.
                if Kind::from_code(&fields.kind).is_some_and(|kind| !may_import(session, kind)) {
                    return Err(AppError::Forbidden);
                }
            }
            Some("file") => {
                fields.name = field.file_name().unwrap_or_default().chars().take(NAME_CHARS).collect();
                fields.too_large = !read_file(&mut field, &mut fields.file).await.map_err(unreadable)?;
            }
            _ => {}
        }
    }
    let kind = Kind::from_code(&fields.kind).ok_or_else(|| AppError::field("kind", Problem::Required))?;
    if !may_import(session, kind) {
        return Err(AppError::Forbidden);
    }
    if fields.too_large {
        return Err(sheet::too_large());
    }
    let table = sheet::read_apart(std::mem::take(&mut fields.file)).await?;
    upload::keep(&web.server, session, kind, std::mem::take(&mut fields.name), table).await
}

/// Reads the file; says `false` if it is larger than allowed.
async fn read_file(
    field: &mut Field<'_>,
    file: &mut Vec<u8>,
) -> Result<bool, axum::extract::multipart::MultipartError> {
    let mut size = 0;
    while let Some(chunk) = field.chunk().await? {
        size += chunk.len();
        if size <= sheet::MAX_BYTES {
            file.extend_from_slice(&chunk);
        } else if size > DRAINED {
            break;
        }
    }
    Ok(size <= sheet::MAX_BYTES)
}

/// What the page of the preview sends.
#[derive(Deserialize)]
struct Confirmation {
    /// Names the additions and changes that were shown.
    #[serde(default)]
    seen: String,
    /// Not empty: it was written before, and new first passwords are wanted for the accounts that nobody has used yet.
    #[serde(default)]
    renew: String,
    /// Not empty: the table was taken for another kind than this, and is to be looked at again.
    #[serde(default)]
    kind: String,
}

/// `POST /admin/import/<upload>`
async fn confirm(State(web): State<Web>, Path(name): Path<String>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let form = Form::<Confirmation>::from_request(Request::from_parts(parts.clone(), body), &web).await;
    let Ok(Form(confirmation)) = form else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    if !confirmation.kind.is_empty() {
        return match again(&web, &parts, &name, &confirmation.kind).await {
            Ok(name) => shown(&name),
            Err(AppError::NotFound) => {
                parts.method = Method::GET;
                page::render(&web, Request::from_parts(parts, Body::empty()), None).await
            }
            Err(error) => refuse(&web, parts, &confirmation.kind, error).await,
        };
    }
    match write(&web, &parts, &name, &confirmation).await {
        Ok(told) => {
            // First passwords are in this answer and nowhere else.
            parts.extensions.insert(told);
            parts.method = Method::GET;
            page::render(&web, Request::from_parts(parts, Body::empty()), None).await
        }
        Err(AppError::NotFound) => {
            parts.method = Method::GET;
            page::render(&web, Request::from_parts(parts, Body::empty()), None).await
        }
        Err(error) => refuse(&web, parts, "", error).await,
    }
}

/// Keeps the same table as one of another kind; returns its name in addresses.
async fn again(web: &Web, parts: &Parts, name: &str, kind: &str) -> Result<String, AppError> {
    let kind = Kind::from_code(kind).ok_or_else(|| AppError::field("kind", Problem::Required))?;
    let session = allowed_kind(parts, kind)?;
    let upload = upload::load(&web.server, session, name).await?;
    upload::keep(&web.server, session, kind, upload.file, upload.table).await
}

/// Reads the same table again, compares it with what is stored now, and writes if that is what was seen. A repeat (a double
/// click, a network that lost the answer) writes nothing and is told what the first has done.
async fn write(web: &Web, parts: &Parts, name: &str, asked: &Confirmation) -> Result<Told, AppError> {
    let session = allowed(parts)?;
    let (server, viewer) = (&web.server, &session.viewer);
    let db = server.store.db();
    let upload = upload::load(server, session, name).await?;
    if !may_import(session, upload.kind) {
        return Err(AppError::Forbidden);
    }
    let plan = plan(db, upload.kind, &upload.table, Some(viewer), server.local_now()).await?;
    let act = server.act(viewer);
    if !asked.renew.is_empty() {
        return Ok(Told::Written(renew(server, &act, name, &plan).await?));
    }
    if let Some(written) = done(db, name, &plan).await? {
        return Ok(Told::Written(written));
    }
    if plan.problems.is_empty() && !plan.is_empty() && plan.fingerprint() != asked.seen {
        return Ok(Told::Outdated);
    }
    let told = apply(db, &act, Some(name), &plan, (server.secret, &server.zone), false).await?;
    // Residents may have been told of cases.
    server.outbox.notify_one();
    Ok(told)
}
