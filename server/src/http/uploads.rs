//! Files that belong to the settings: the logo and the map's outlines.

use super::{Web, etag::FOR_EVER, forms, multipart};
use app::server::Session;
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Request, State},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use image::{DynamicImage, ImageFormat, ImageReader, Limits, imageops::FilterType};
use model::{
    AppError, Problem,
    permission::{Action, Target, may},
    settings::check_outlines,
    staff::Viewer,
};
use sha2::{Digest, Sha256};
use std::{io::Cursor, path::PathBuf};
use store::setting::{self, BRANDING, MAP};

/// Megabytes of a file.
const MAX_MB: u32 = 2;
/// Bytes of the file and the form around it.
const BODY_LIMIT: usize = MAX_MB as usize * 1024 * 1024 + multipart::FRAME_BYTES;
/// Pixels of the logo's longer side.
const LOGO_PIXELS: u32 = 256;
/// Pixels of the longer side of a picture that is read at all.
const MAX_PIXELS: u32 = 8000;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/upload/logo", post(logo))
        .route("/upload/outlines", post(outlines))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .route("/uploads/logo/{name}", get(serve_logo))
}

/// `POST /upload/logo`
async fn logo(State(web): State<Web>, request: Request) -> Response {
    let (parts, values, file) = receive(request).await;
    let done = async {
        let viewer = allowed(&parts)?;
        let file = file?;
        let url = if removes(&values) {
            String::new()
        } else {
            keep_logo(&web, chosen(file)?).await?
        };
        let db = web.server.store.db();
        let mut stored = setting::get(db, BRANDING).await?;
        stored.value.logo_url = url;
        setting::save(db, &web.server.act(&viewer), BRANDING, stored.version, &stored.value).await?;
        Ok(())
    };
    let done = done.await;
    answer(&web, parts, values, done).await
}

/// `POST /upload/outlines`
async fn outlines(State(web): State<Web>, request: Request) -> Response {
    let (parts, values, file) = receive(request).await;
    let done = async {
        let viewer = allowed(&parts)?;
        let file = file?;
        let text = if removes(&values) {
            String::new()
        } else {
            read_outlines(chosen(file)?.into())?
        };
        let db = web.server.store.db();
        let mut stored = setting::get(db, MAP).await?;
        stored.value.outlines = text;
        setting::save(db, &web.server.act(&viewer), MAP, stored.version, &stored.value).await?;
        Ok(())
    };
    let done = done.await;
    answer(&web, parts, values, done).await
}

fn allowed(parts: &Parts) -> Result<Viewer, AppError> {
    let session = parts.extensions.get::<Session>().ok_or(AppError::SignIn)?;
    if may(&session.viewer, Action::EditSettings, Target::Deployment) {
        Ok(session.viewer.clone())
    } else {
        Err(AppError::Forbidden)
    }
}

/// The form's fields and its file. Nothing of the body is read for somebody who may not send it.
async fn receive(request: Request) -> (Parts, Vec<(String, String)>, Result<Bytes, AppError>) {
    let (parts, body) = request.into_parts();
    let mut values = Vec::new();
    if let Err(error) = allowed(&parts) {
        return (parts, values, Err(error));
    }
    let request = Request::from_parts(parts.clone(), body);
    let file = multipart::read(request, &mut values, MAX_MB).await;
    (parts, values, file.map(|(_, file)| file))
}

/// Whether the form takes away what is there.
fn removes(values: &[(String, String)]) -> bool {
    forms::named(values, "remove").is_some()
}

fn chosen(file: Bytes) -> Result<Bytes, AppError> {
    if file.is_empty() {
        Err(AppError::field("file", Problem::Required))
    } else {
        Ok(file)
    }
}

async fn answer(web: &Web, parts: Parts, values: Vec<(String, String)>, done: Result<(), AppError>) -> Response {
    match done {
        Ok(()) => forms::go_on(&values),
        Err(error) => forms::refused(web, parts, values, error).await,
    }
}

/// The GeoJSON in the file, if that is what it is.
fn read_outlines(file: Vec<u8>) -> Result<String, AppError> {
    let text = String::from_utf8(file).unwrap_or_else(|_| "not text".to_owned());
    match check_outlines(&text) {
        Ok(()) => Ok(text),
        Err(problem) => Err(AppError::field("file", problem.problem)),
    }
}

/// Draws the picture anew, small and without whatever else was in the file, and returns its address.
async fn keep_logo(web: &Web, file: Bytes) -> Result<String, AppError> {
    let png = tokio::task::spawn_blocking(move || small_png(&file)).await;
    let png = png.map_err(|_| AppError::Unavailable)??;
    let name = Sha256::digest(&png)[..8]
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect::<String>()
        + ".png";
    let folder = folder(web);
    let failed = |error: std::io::Error| {
        tracing::warn!(%error, "the logo cannot be stored");
        AppError::Unavailable
    };
    tokio::fs::create_dir_all(&folder).await.map_err(failed)?;
    tokio::fs::write(folder.join(&name), png).await.map_err(failed)?;
    Ok(format!("/uploads/logo/{name}"))
}

fn small_png(file: &[u8]) -> Result<Vec<u8>, AppError> {
    let wrong_kind = || {
        AppError::field(
            "file",
            Problem::FileKind {
                allowed: "PNG, JPEG, WebP".to_owned(),
            },
        )
    };
    let mut reader = ImageReader::new(Cursor::new(file))
        .with_guessed_format()
        .map_err(|_| wrong_kind())?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_PIXELS);
    limits.max_image_height = Some(MAX_PIXELS);
    reader.limits(limits);
    let picture = reader.decode().map_err(|_| wrong_kind())?;
    let small = if picture.width().max(picture.height()) > LOGO_PIXELS {
        picture.resize(LOGO_PIXELS, LOGO_PIXELS, FilterType::Lanczos3)
    } else {
        picture
    };
    let mut png = Cursor::new(Vec::new());
    DynamicImage::from(small.into_rgba8())
        .write_to(&mut png, ImageFormat::Png)
        .map_err(|_| wrong_kind())?;
    Ok(png.into_inner())
}

fn folder(web: &Web) -> PathBuf {
    web.server.data.join("uploads").join("logo")
}

/// `GET /uploads/logo/{name}`: the name changes with the content, so it may be kept for ever.
async fn serve_logo(State(web): State<Web>, Path(name): Path<String>) -> Response {
    let ours = name
        .strip_suffix(".png")
        .is_some_and(|n| n.len() == 16 && n.bytes().all(|b| b.is_ascii_hexdigit()));
    if !ours {
        return StatusCode::NOT_FOUND.into_response();
    }
    let Ok(bytes) = tokio::fs::read(folder(&web).join(&name)).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/png")),
        (header::CACHE_CONTROL, HeaderValue::from_static(FOR_EVER)),
    ];
    (headers, bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logo_is_drawn_anew_and_small() {
        let mut png = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(1000, 500)
            .write_to(&mut png, ImageFormat::Png)
            .unwrap();
        let small = image::load_from_memory(&small_png(png.get_ref()).unwrap()).unwrap();
        assert_eq!((small.width(), small.height()), (256, 128));
    }

    #[test]
    fn a_page_that_calls_itself_a_picture_is_refused() {
        for file in [
            &b"<html><script>alert(1)</script>"[..],
            b"GIF89a",
            b"\x89PNG\r\n\x1a\nbroken",
        ] {
            assert!(matches!(small_png(file), Err(AppError::Invalid { .. })));
        }
    }

    #[test]
    fn outlines_that_are_no_geojson_are_refused_at_the_file() {
        for file in [&b"\xff\xfe"[..], b"<html>", b"{}"] {
            let error = read_outlines(file.to_vec()).unwrap_err();
            assert!(matches!(error, AppError::Invalid { fields } if fields[0].field == "file"));
        }
    }
}
