//! Pictures that somebody sends. Nothing of the file is kept: it is decoded within limits, turned upright, and written anew as JPEG
//! without metadata. Whatever does not decode is no picture, whatever its name says.

use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage, codecs::jpeg::JpegEncoder,
    imageops::FilterType, metadata::Orientation,
};
use model::Problem;
use std::io::Cursor;
use tokio::sync::Semaphore;

/// Megabytes of a file.
pub(super) const MAX_MB: u32 = 15;
/// Pixels of a side.
const MAX_SIDE: u32 = 12_000;
/// Bytes of the decoded picture: 64 megapixels of three bytes.
const MAX_DECODED: u64 = 192 * 1024 * 1024;
/// Pixels of the longer side of a document.
const DOCUMENT_SIDE: u32 = 2400;
const QUALITY: u8 = 82;
/// Decoding takes memory: more than two at a time wait.
pub(super) static DECODERS: Semaphore = Semaphore::const_new(2);

/// What may be sent.
fn kind<E>(_: E) -> Problem {
    Problem::FileKind {
        allowed: "JPEG, PNG, WebP".to_owned(),
    }
}

/// A photo of a document, written anew: large enough to be read.
pub(super) fn document(file: &[u8]) -> Result<Vec<u8>, Problem> {
    jpeg(&shrink(&decode(file)?, DOCUMENT_SIDE))
}

/// Decodes whatever was sent.
pub(super) fn decode(file: &[u8]) -> Result<DynamicImage, Problem> {
    let mut reader = ImageReader::new(Cursor::new(file))
        .with_guessed_format()
        .map_err(kind)?;
    if !matches!(
        reader.format(),
        Some(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)
    ) {
        return Err(kind(()));
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

/// No side is longer than `side` pixels.
pub(super) fn shrink(image: &DynamicImage, side: u32) -> RgbImage {
    if image.width().max(image.height()) <= side {
        return image.to_rgb8();
    }
    image.resize(side, side, FilterType::CatmullRom).to_rgb8()
}

/// As it is kept.
pub(super) fn jpeg(image: &RgbImage) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY)
        .encode_image(image)
        .map_err(kind)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::ImageEncoder;

    #[test]
    fn a_page_that_calls_itself_a_photo_is_refused() {
        for not_a_photo in [
            &b"<!DOCTYPE html><script>alert(1)</script>"[..],
            b"GIF89a",
            b"",
            b"\xff\xd8\xff\xe0 no",
        ] {
            assert!(matches!(decode(not_a_photo), Err(Problem::FileKind { .. })));
        }
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_unpacked() {
        let mut bomb = Vec::new();
        let encoder = image::codecs::png::PngEncoder::new(&mut bomb);
        encoder
            .write_image(&vec![0; 13_000 * 8], 13_000, 8, image::ExtendedColorType::L8)
            .unwrap();
        assert!(matches!(decode(&bomb), Err(Problem::OutOfRange { .. })));
    }

    #[test]
    fn what_shines_through_is_white() {
        let clear = DynamicImage::ImageRgba8(image::RgbaImage::new(2, 2));
        assert_eq!(on_white(clear).to_rgb8().get_pixel(0, 0).0, [255, 255, 255]);
    }
}
