//! The four packings of single streams.

use std::io::{self, BufReader, Read};

use lzma_rust2::XzReader;

use super::bzip2::Bzip2;
use super::window::Window;
use super::zstd::Zstd;

/// Memory that a stream may ask for: its dictionary or window, in bytes.
pub(super) const MEMORY: u32 = 128 << 20;

/// Bytes that are read ahead. Few, because the ratio counts them as consumed.
const AHEAD: usize = 8 << 10;

/// How a stream is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Gzip,
    Bzip2,
    Xz,
    Zstd,
}

/// A stretch of a file, read ahead.
pub(super) type Source<'a> = BufReader<Window<'a>>;

/// Reads ahead of what is asked for.
pub(super) fn ahead(window: Window<'_>) -> Source<'_> {
    BufReader::with_capacity(AHEAD, window)
}

/// The unpacked bytes: of all streams one after the other, if there are several.
pub(super) fn unpack(window: Window<'_>, packing: Packing) -> Box<dyn Read + '_> {
    let source = ahead(window);
    match packing {
        Packing::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(source)),
        Packing::Bzip2 => Box::new(Bzip2::new(source)),
        Packing::Xz => Box::new(XzReader::new_mem_limit(source, true, MEMORY >> 10)),
        Packing::Zstd => Box::new(Zstd::new(source)),
    }
}

/// LZMA as zip archives have it (APPNOTE 5.8.8): version, length of the properties, properties, stream. `size`: of the
/// unpacked bytes, none if the stream itself marks its end.
pub(super) fn lzma(mut source: Source<'_>, size: Option<u64>) -> io::Result<Box<dyn Read + '_>> {
    let mut head = [0; 9];
    source.read_exact(&mut head)?;
    let [_, _, 5, 0, properties, dictionary @ ..] = head else {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "its LZMA properties are unknown"));
    };
    let dictionary = u32::from_le_bytes(dictionary);
    if dictionary > MEMORY {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "its LZMA dictionary is too large"));
    }
    Ok(Box::new(lzma_rust2::LzmaReader::new_with_props(source, size.unwrap_or(u64::MAX), properties, dictionary, None)?))
}
