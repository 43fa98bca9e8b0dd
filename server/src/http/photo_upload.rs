//! Uploading a photo of a center or a room: `POST /upload/photo`.
//!
//! Nothing of the file that was sent is kept: it is decoded within limits, turned upright, and written anew as two JPEGs
//! without metadata. Whatever does not decode is no picture, whatever its name says.

use super::{Web, forms};
use app::{
    center::{managed::PHOTO_FOLDER, photo_api},
    server::{Server, Session},
};
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State, multipart::MultipartError},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::post,
};
use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage, codecs::jpeg::JpegEncoder,
    imageops::FilterType, metadata::Orientation,
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
    io::{self, Cursor, Write},
    path::Path,
};
use store::photo::Owner;
use tokio::{sync::Semaphore, task::spawn_blocking};

/// Megabytes of a file.
const MAX_MB: u32 = 15;
/// Bytes of the other fields and of the multipart frame.
const FRAME_BYTES: usize = 64 * 1024;
/// Pixels of a side.
const MAX_SIDE: u32 = 12_000;
/// Bytes of the decoded picture: 64 megapixels of three bytes.
const MAX_DECODED: u64 = 192 * 1024 * 1024;
/// Pixels of the longer side of the large and of the small picture.
const SIDES: [u32; 2] = [1600, 480];
/// Pixels of the longer side of a document.
const DOCUMENT_SIDE: u32 = 2400;
const QUALITY: u8 = 82;
/// Decoding takes memory: more than two at a time wait.
pub(super) static DECODERS: Semaphore = Semaphore::const_new(2);

pub(super) fn routes() -> Router<Web> {
    let limit = MAX_MB as usize * 1024 * 1024 + FRAME_BYTES;
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
    let form = match Multipart::from_request(Request::from_parts(parts.clone(), body), &web).await {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    let mut values = Vec::new();
    let file = read(form, &mut values).await;
    let added = match file {
        Ok(file) => add(&web.server, &parts, &values, file).await,
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

/// Reads the fields into `values` and returns the file. What came before a file that is too large is still there, because
/// the form puts the file last.
async fn read(mut form: Multipart, values: &mut Vec<(String, String)>) -> Result<Bytes, AppError> {
    let mut file = Bytes::new();
    let unreadable = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => AppError::field("file", Problem::FileTooLarge { max_mb: MAX_MB }),
        _ => AppError::field("form", Problem::Unknown { allowed: String::new() }),
    };
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            file = field.bytes().await.map_err(unreadable)?;
        } else {
            values.push((name, field.text().await.map_err(unreadable)?));
        }
    }
    Ok(file)
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

/// What is no picture.
fn kind(_: image::ImageError) -> Problem {
    Problem::FileKind {
        allowed: "JPEG, PNG, WebP".to_owned(),
    }
}

/// A picture of a document, written anew so large that it can be read.
pub(super) fn document(file: &[u8]) -> Result<Vec<u8>, Problem> {
    jpeg(&shrink(&decode(file)?, DOCUMENT_SIDE)).map_err(kind)
}

/// Decodes whatever was sent, within limits, upright and on white.
fn decode(file: &[u8]) -> Result<DynamicImage, Problem> {
    let mut reader = ImageReader::new(Cursor::new(file))
        .with_guessed_format()
        .map_err(|e| kind(e.into()))?;
    if !matches!(
        reader.format(),
        Some(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)
    ) {
        return Err(Problem::FileKind {
            allowed: "JPEG, PNG, WebP".to_owned(),
        });
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODED);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(kind)?;
    let (width, height) = decoder.dimensions();
    if width > MAX_SIDE || height > MAX_SIDE || decoder.total_bytes() > MAX_DECODED {
        return Err(Problem::OutOfRange {
            min: "1 × 1".to_owned(),
            max: format!("{MAX_SIDE} × {MAX_SIDE}"),
        });
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(kind)?;
    image.apply_orientation(orientation);
    Ok(on_white(image))
}

/// Writes what was sent anew.
fn encode(file: &[u8]) -> Result<Pictures, Problem> {
    let image = decode(file)?;
    let [large, small] = SIDES.map(|side| shrink(&image, side));
    let (large_jpeg, small_jpeg) = (jpeg(&large).map_err(kind)?, jpeg(&small).map_err(kind)?);
    let digest = Sha256::digest(&large_jpeg);
    Ok(Pictures {
        name: digest.iter().take(8).map(|b| format!("{b:02x}")).collect(),
        width: large.width(),
        height: large.height(),
        large: large_jpeg,
        small: small_jpeg,
    })
}

/// JPEG knows no transparency; what shines through is white.
fn on_white(image: DynamicImage) -> DynamicImage {
    if !image.color().has_alpha() {
        return image;
    }
    let rgba = image.to_rgba8();
    let blend = |c: u8, alpha: u8| {
        let (c, alpha) = (u16::from(c), u16::from(alpha));
        ((c * alpha + 255 * (255 - alpha)) / 255) as u8
    };
    let mut rgb = RgbImage::new(rgba.width(), rgba.height());
    for (to, from) in rgb.pixels_mut().zip(rgba.pixels()) {
        let [r, g, b, a] = from.0;
        to.0 = [blend(r, a), blend(g, a), blend(b, a)];
    }
    DynamicImage::ImageRgb8(rgb)
}

fn shrink(image: &DynamicImage, side: u32) -> RgbImage {
    if image.width().max(image.height()) <= side {
        return image.to_rgb8();
    }
    image.resize(side, side, FilterType::CatmullRom).to_rgb8()
}

fn jpeg(image: &RgbImage) -> image::ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(image)?;
    Ok(bytes)
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
    use image::ImageEncoder;

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

    #[test]
    fn a_page_that_calls_itself_a_photo_is_refused() {
        for not_a_photo in [
            &b"<!DOCTYPE html><script>alert(1)</script>"[..],
            b"GIF89a",
            b"",
            b"\xff\xd8\xff\xe0 no",
        ] {
            assert!(matches!(encode(not_a_photo), Err(Problem::FileKind { .. })));
        }
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_unpacked() {
        let mut bomb = Vec::new();
        let encoder = image::codecs::png::PngEncoder::new(&mut bomb);
        encoder
            .write_image(&vec![0; 13_000 * 8], 13_000, 8, image::ExtendedColorType::L8)
            .unwrap();
        assert!(matches!(encode(&bomb), Err(Problem::OutOfRange { .. })));
    }

    #[test]
    fn what_shines_through_is_white() {
        let clear = DynamicImage::ImageRgba8(image::RgbaImage::new(2, 2));
        assert_eq!(on_white(clear).to_rgb8().get_pixel(0, 0).0, [255, 255, 255]);
    }
}
