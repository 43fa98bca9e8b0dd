//! Photos with an evaluation: `POST /upload/evaluation` takes the form that has them and hands it on to the server function that a form
//! without photos goes to, so both are checked and refused alike. `GET /admin/evaluations/{id}/photos/{photo}` shows one to those who may
//! see it.

use super::{
    Web, error, forms,
    limit::household,
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
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};
use tokio::task::spawn_blocking;

/// Photos in one form, of all its questions.
const MOST_FILES: usize = 3 * MOST_PHOTOS;
const MEGABYTE: usize = 1024 * 1024;
/// Megabytes that are held of all forms together.
const MOST_HELD: u32 = 8 * PHOTOS_MB;
/// And of those from one household, as calls are counted: a whole center shares an address.
const MOST_OF_ONE: u32 = 3 * PHOTOS_MB;
/// Seconds after which somebody tries again when as much is held as may be.
const HELD_SECONDS: u32 = 30;
/// Megabytes by household.
type Shares = Mutex<BTreeMap<String, u32>>;
/// What is held of each household.
static HELD: Shares = Mutex::new(BTreeMap::new());
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

/// What is held in memory of one form. Nobody is signed in here, so it is counted, and as it comes: whoever sends slowly holds little and
/// keeps nobody from sending.
struct Held {
    shares: &'static Shares,
    household: String,
    bytes: usize,
    megabytes: u32,
}

impl Held {
    fn of(shares: &'static Shares, address: &str) -> Self {
        Self {
            shares,
            household: household(address),
            bytes: 0,
            megabytes: 0,
        }
    }

    /// Makes room for more of it.
    ///
    /// # Errors
    /// [`AppError::TooMany`] where as much is held as may be.
    fn add(&mut self, bytes: usize) -> Result<(), AppError> {
        self.bytes += bytes;
        let needed = u32::try_from(self.bytes.div_ceil(MEGABYTE)).unwrap_or(u32::MAX);
        if needed <= self.megabytes {
            return Ok(());
        }
        let more = needed - self.megabytes;
        let mut held = self.shares.lock().unwrap_or_else(PoisonError::into_inner);
        let all: u32 = held.values().sum();
        let own = held.get(&self.household).copied().unwrap_or(0);
        if all.saturating_add(more) > MOST_HELD || own.saturating_add(more) > MOST_OF_ONE {
            return Err(AppError::TooMany {
                retry_after: HELD_SECONDS,
            });
        }
        held.insert(self.household.clone(), own + more);
        self.megabytes = needed;
        Ok(())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut held = self.shares.lock().unwrap_or_else(PoisonError::into_inner);
        let rest = held.get(&self.household).copied().unwrap_or(0);
        match rest.saturating_sub(self.megabytes) {
            0 => _ = held.remove(&self.household),
            rest => _ = held.insert(self.household.clone(), rest),
        }
    }
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
    let (Ok(id), Ok(photo)) = (id.parse(), photo.parse()) else {
        return error::plain(&headers, &AppError::NotFound);
    };
    let session = session.map(|Extension(session)| session);
    match open_photo(&web.server, session.as_ref(), id, photo).await {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_holds_its_share_of_the_memory_and_gives_it_back() {
        static SHARES: Shares = Mutex::new(BTreeMap::new());
        let of = |address| Held::of(&SHARES, address);
        let full = MOST_OF_ONE as usize * MEGABYTE;
        let refused: Result<(), AppError> = Err(AppError::TooMany {
            retry_after: HELD_SECONDS,
        });
        let (mut one, mut more) = (of("192.0.2.1"), of("192.0.2.1"));
        assert_eq!(one.add(full), Ok(()));
        assert_eq!(more.add(1), refused);
        // Other households send on, until the server holds as much as it may; of one of IPv6 all addresses are the same.
        let (mut other, mut beside) = (of("2001:db8:1:2::1"), of("2001:db8:1:2:3::4"));
        let mut third = of("192.0.2.3");
        assert_eq!(other.add(full), Ok(()));
        assert_eq!(beside.add(1), refused);
        assert_eq!(third.add(full), refused);
        drop(one);
        assert_eq!(third.add(0), Ok(()));
        drop((more, other, beside, third));
        assert!(SHARES.lock().unwrap().is_empty());
    }
}
