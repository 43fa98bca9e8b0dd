//! Uploading a photo of a center or a room: `POST /upload/photo`.
//!
//! What is kept are two JPEGs, see [`picture`].

use super::{
    Web, forms, multipart,
    picture::{self, DECODERS, MAX_MB},
};
use app::{
    center::{managed::PHOTO_FOLDER, photo_api},
    server::{Server, Session},
};
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::post,
};
use model::{
    AppError, Problem,
    center::{Photo, PhotoId},
    permission::{Action, Target, may},
    room::RoomId,
    text::clean,
};
use sha2::{Digest, Sha256};
use std::{
    fs,
    io::{self, Write},
    path::Path,
};
use store::photo::Owner;
use tokio::task::spawn_blocking;

/// Pixels of the longer side of the large and of the small picture.
const SIDES: [u32; 2] = [1600, 480];

pub(super) fn routes() -> Router<Web> {
    let limit = MAX_MB as usize * 1024 * 1024 + multipart::FRAME_BYTES;
    Router::new()
        .route(photo_api::UPLOAD, post(upload))
        .layer(DefaultBodyLimit::max(limit))
}

async fn upload(State(web): State<Web>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    // Of somebody who may send no photo anywhere only the words are read, to be kept until they have signed in.
    let refused = match parts.extensions.get::<Session>() {
        None => Some(AppError::SignIn),
        Some(session) => (!may(&session.viewer, Action::EditCenter, Target::Anywhere)).then_some(AppError::Forbidden),
    };
    if let Some(error) = refused {
        let typed = forms::texts(Request::from_parts(parts.clone(), body)).await;
        return forms::refused(&web, parts, typed, error).await;
    }
    let mut values = Vec::new();
    let request = Request::from_parts(parts.clone(), body);
    let added = match multipart::read(request, &mut values, MAX_MB).await {
        Ok((_, file)) => add(&web.server, &parts, &values, file).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(()) => {
            let then = forms::named(&values, forms::THEN).and_then(forms::local_address);
            let location = HeaderValue::from_str(then.as_deref().unwrap_or("/admin/centers"));
            match location {
                Ok(location) => (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response(),
                Err(_) => StatusCode::BAD_REQUEST.into_response(),
            }
        }
        Err(error) => forms::refused(&web, parts, values, error).await,
    }
}

/// Checks who asks for what, writes the files, then the row.
async fn add(server: &Server, parts: &Parts, values: &[(String, String)], file: Bytes) -> Result<(), AppError> {
    let value = |name: &str| forms::named(values, name).unwrap_or_default();
    let viewer = parts
        .extensions
        .get::<Session>()
        .ok_or(AppError::SignIn)?
        .viewer
        .clone();
    let db = server.store.db();
    if !may(&viewer, Action::EditCenter, Target::Anywhere) {
        return Err(AppError::Forbidden);
    }
    let center = value("center").parse().map_err(|_| AppError::NotFound)?;
    let center = store::center::get(db, center).await?.ok_or(AppError::NotFound)?;
    if !may(&viewer, Action::EditCenter, Target::Center(center.id, &center.division)) {
        return Err(AppError::Forbidden);
    }
    let owner = match value("room") {
        "" => Owner::Center(center.id),
        room => {
            let room: RoomId = room.parse().map_err(|_| AppError::NotFound)?;
            let room = store::room::get(db, room, server.local_now().day).await?;
            Owner::Room(room.filter(|r| r.center == center.id).ok_or(AppError::NotFound)?.id)
        }
    };
    let id: PhotoId = value("id").parse().map_err(|_| AppError::NotFound)?;
    let alt =
        clean("alt", value("alt"), true, photo_api::MAX_ALT).map_err(|e| AppError::Invalid { fields: vec![e] })?;
    if file.is_empty() {
        return Err(AppError::field("file", Problem::Required));
    }
    let folder = server.data.join(PHOTO_FOLDER);
    let unavailable = |_| AppError::Unavailable;
    let _permit = DECODERS.acquire().await.map_err(unavailable)?;
    let written = spawn_blocking(move || {
        let pictures = encode(&file).map_err(|problem| AppError::field("file", problem))?;
        write(&folder, id, &pictures).map_err(|error| {
            tracing::error!(%error, "a photo could not be written");
            AppError::Unavailable
        })?;
        Ok::<_, AppError>(pictures)
    });
    let Pictures {
        name, width, height, ..
    } = written.await.map_err(|_| AppError::Unavailable)??;
    let photo = Photo {
        id,
        url: format!("/photos/{name}-l.jpg"),
        thumbnail_url: format!("/photos/{name}-s.jpg"),
        width,
        height,
        alt,
    };
    Ok(store::photo::add(db, &server.act(&viewer), owner, &photo).await?)
}

/// The two pictures that are kept.
struct Pictures {
    /// From the content, so the same picture has the same name.
    name: String,
    /// Pixels of the large one.
    width: u32,
    height: u32,
    large: Vec<u8>,
    small: Vec<u8>,
}

/// Decodes whatever was sent and writes it anew.
fn encode(file: &[u8]) -> Result<Pictures, Problem> {
    let image = picture::decode(file)?;
    let [large, small] = SIDES.map(|side| picture::shrink(&image, side));
    let (large_jpeg, small_jpeg) = (picture::jpeg(&large)?, picture::jpeg(&small)?);
    let digest = Sha256::digest(&large_jpeg);
    Ok(Pictures {
        name: digest.iter().take(8).map(|b| format!("{b:02x}")).collect(),
        width: large.width(),
        height: large.height(),
        large: large_jpeg,
        small: small_jpeg,
    })
}

/// Each file is there whole or not at all, also after a power cut.
fn write(folder: &Path, id: PhotoId, pictures: &Pictures) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (end, bytes) in [("l", &pictures.large), ("s", &pictures.small)] {
        let temporary = folder.join(format!(".{id}-{end}.tmp"));
        let mut file = fs::File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(temporary, folder.join(format!("{}-{end}.jpg", pictures.name)))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageEncoder, RgbImage, codecs::jpeg::JpegEncoder};

    /// Orientation 6 (turn right by a quarter) in a little-endian TIFF, as cameras write it.
    const TURNED: [u8; 26] = [
        b'I', b'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0,
    ];

    #[test]
    fn a_photo_is_turned_upright_and_loses_its_metadata() {
        let mut sent = Vec::new();
        let mut encoder = JpegEncoder::new(&mut sent);
        encoder.set_exif_metadata(TURNED.to_vec()).unwrap();
        encoder.encode_image(&RgbImage::new(2000, 1000)).unwrap();
        assert!(sent.windows(4).any(|w| w == b"Exif"));
        let kept = encode(&sent).unwrap();
        assert_eq!((kept.width, kept.height), (800, 1600));
        assert!(!kept.large.windows(4).any(|w| w == b"Exif"));
        let small = image::load_from_memory(&kept.small).unwrap();
        assert_eq!((small.width(), small.height()), (240, 480));
    }
}
