//! Pictures made small.

use std::io::Cursor;

use image::{ImageFormat, ImageReader, ImageResult, Limits};

/// The longest side of a small one, in pixels.
const SIDE: u32 = 320;
/// What is longer is refused before it is read.
const LONGEST: u32 = 10_000;
/// The most memory that reading one may take: a small file can be a large picture.
const MEMORY: u64 = 256 * 1024 * 1024;

/// Its width and height in pixels.
///
/// # Errors
/// It is no picture, or a larger one than is taken.
pub fn size(file: &[u8]) -> ImageResult<(u32, u32)> {
    let size = reader(file)?.into_dimensions()?;
    limits().check_dimensions(size.0, size.1)?;
    Ok(size)
}

/// A small one of it, a PNG.
///
/// # Errors
/// It is no picture, a larger one than is taken, or it breaks off.
pub fn make(file: &[u8]) -> ImageResult<Vec<u8>> {
    let small = reader(file)?.decode()?.thumbnail(SIDE, SIDE);
    let mut png = Cursor::new(Vec::new());
    small.write_to(&mut png, ImageFormat::Png)?;
    Ok(png.into_inner())
}

fn reader(file: &[u8]) -> ImageResult<ImageReader<Cursor<&[u8]>>> {
    let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format()?;
    reader.limits(limits());
    Ok(reader)
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST);
    limits.max_image_height = Some(LONGEST);
    limits.max_alloc = Some(MEMORY);
    limits
}
