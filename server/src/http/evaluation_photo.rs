//! Photos with an evaluation: `POST /upload/evaluation` takes the form that has them and hands it on to the server function that a form
//! without photos goes to, so both are checked and refused alike. `GET /admin/evaluations/{id}/photos/{photo}` shows one to those who may
//! see it.

use super::{
    Web, error, forms,
    held::{Held, MEGABYTE, Shares},
    multipart,
    picture::{self, DECODERS},
};
use app::{
    evaluation::{
        api::{TellMore, UPLOAD},
        reach::open_photo,
    },
    server::{SentPhoto, SentPhotos, Session, Visitor},
};
use axum::{
    Extension, Router,
    body::{Body, Bytes},
    extract::{
        DefaultBodyLimit, FromRequest, Multipart, Path, Request, State,
        multipart::{Field, MultipartError},
    },
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use model::{
    AppError, Problem,
    evaluation::{MOST_PHOTOS, PHOTO_MB, PHOTOS_MB, check_photos, photo_code, photo_field},
};
use server_fn::ServerFn as _;
use tokio::task::spawn_blocking;

/// Photos in one form, of all its questions.
const MOST_FILES: usize = 3 * MOST_PHOTOS;
/// What is held in memory of forms. Nobody is signed in here, so it is counted, and as it comes: whoever sends slowly holds little and
/// keeps nobody from sending.
static HELD: Shares = Shares::new(8 * PHOTOS_MB, 3 * PHOTOS_MB);
/// Pixels of the longer side of what is kept.
const SIDE: u32 = 1600;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route(UPLOAD, post(upload))
        .layer(DefaultBodyLimit::max(
            PHOTOS_MB as usize * MEGABYTE + multipart::FRAME_BYTES,
        ))
        .route("/admin/evaluations/{id}/photos/{photo}", get(show))
}

async fn upload(State(web): State<Web>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let address = parts.extensions.get::<Visitor>().map_or("", |v| v.0.as_str());
    let mut held = Held::of(&HELD, address);
    let form = match Multipart::from_request(Request::from_parts(parts.clone(), body), &web).await {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    let mut values = Vec::new();
    let read = read(form, &mut values, &mut held).await;
    let photos = match read {
        Ok(files) => encode(files).await,
        Err(error) => Err(error),
    };
    // From here on it is the function's form, also where its files are refused.
    parts.uri = Uri::from_static(TellMore::PATH);
    let photos = match photos {
        Ok(photos) => photos,
        Err(error) => return forms::refused(&web, parts, values, error).await,
    };
    let Ok(text) = serde_urlencoded::to_string(&values) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
    parts.headers.insert(header::CONTENT_TYPE, kind);
    parts.extensions.insert(SentPhotos(photos.into()));
    forms::call(State(web), Request::from_parts(parts, Body::from(text))).await
}

/// Reads the texts into `values` and returns the files, each with the code of its question. Texts come first.
async fn read(
    mut form: Multipart,
    values: &mut Vec<(String, String)>,
    held: &mut Held,
) -> Result<Vec<(String, Bytes)>, AppError> {
    let mut files: Vec<(String, Bytes)> = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|e| unreadable("form", &e))? {
        let name = field.name().unwrap_or_default().to_owned();
        match photo_code(&name).map(str::to_owned) {
            Some(code) => {
                let file = whole(field, &name, PHOTO_MB, held).await?;
                // Nothing chosen is an empty file.
                if file.is_empty() {
                    continue;
                }
                if files.len() == MOST_FILES {
                    return Err(AppError::field(&name, Problem::FileTooLarge { max_mb: PHOTOS_MB }));
                }
                files.push((code, file));
            }
            None => {
                let text = whole(field, "form", PHOTOS_MB, held).await?;
                values.push((name, String::from_utf8_lossy(&text).into_owned()));
            }
        }
    }
    let sizes: Vec<_> = files
        .iter()
        .map(|(code, file)| (code.clone(), file.len() as u64))
        .collect();
    check_photos(&sizes)?;
    Ok(files)
}

/// One of the fields; no more of it is held than is allowed.
async fn whole(mut field: Field<'_>, name: &str, max_mb: u32, held: &mut Held) -> Result<Bytes, AppError> {
    let mut file = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|e| unreadable(name, &e))? {
        if file.len() + chunk.len() > max_mb as usize * MEGABYTE {
            return Err(AppError::field(name, Problem::FileTooLarge { max_mb }));
        }
        held.add(chunk.len())?;
        file.extend_from_slice(&chunk);
    }
    Ok(file.into())
}

fn unreadable(field: &str, error: &MultipartError) -> AppError {
    match error.status() {
        // Each is small enough, all of them are not.
        StatusCode::PAYLOAD_TOO_LARGE => AppError::field(field, Problem::FileTooLarge { max_mb: PHOTOS_MB }),
        _ => AppError::field("form", Problem::Unknown { allowed: String::new() }),
    }
}

/// Decodes what was sent and writes it anew.
async fn encode(files: Vec<(String, Bytes)>) -> Result<Vec<SentPhoto>, AppError> {
    let mut photos = Vec::with_capacity(files.len());
    for (code, file) in files {
        let _permit = DECODERS.acquire().await.map_err(|_| AppError::Unavailable)?;
        let decoded = spawn_blocking(move || {
            let image = picture::decode(&file)?;
            picture::jpeg(&picture::shrink(&image, SIDE))
        });
        let jpeg = decoded.await.map_err(|_| AppError::Unavailable)?;
        let jpeg = jpeg.map_err(|problem| AppError::field(photo_field(&code), problem))?;
        photos.push(SentPhoto { code, jpeg });
    }
    Ok(photos)
}

/// `GET /admin/evaluations/{id}/photos/{photo}`
async fn show(
    State(web): State<Web>,
    session: Option<Extension<Session>>,
    Path((id, photo)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let Ok(photo) = photo.parse() else {
        return error::plain(&headers, &AppError::NotFound);
    };
    let session = session.map(|Extension(session)| session);
    match open_photo(&web.server, session.as_ref(), &id, photo).await {
        Ok(jpeg) => {
            let headers = [
                (header::CONTENT_TYPE, "image/jpeg"),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, jpeg).into_response()
        }
        Err(trouble) => error::plain(&headers, &trouble),
    }
}
