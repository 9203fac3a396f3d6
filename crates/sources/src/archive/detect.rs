//! Which container a file is, by its content.

use crate::Content;

use super::tar::is_header;
use super::unpack::Packing;
use super::zip::has_directory;

/// What bzip2's streams continue with: a block, or the end.
const BZIP2: [[u8; 6]; 2] = [*b"\x31\x41\x59\x26\x53\x59", *b"\x17\x72\x45\x38\x50\x90"];

/// A kind of container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Zip,
    Tar,
    Packed(Packing),
}

/// The kind of container a file is; none if it is no container or cannot be read.
pub(super) fn format(content: &Content) -> Option<Format> {
    let head = content.read(0, 512).ok()?;
    if [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"].iter().any(|magic| head.starts_with(*magic)) {
        return Some(Format::Zip);
    }
    packing(&head)
        .map(Format::Packed)
        .or_else(|| is_header(&head).then_some(Format::Tar))
        .or_else(|| has_directory(content).then_some(Format::Zip))
}

fn packing(head: &[u8]) -> Option<Packing> {
    match head {
        [0x1f, 0x8b, 8, ..] => Some(Packing::Gzip),
        [b'B', b'Z', b'h', b'1'..=b'9', rest @ ..] if BZIP2.iter().any(|magic| rest.starts_with(magic)) => {
            Some(Packing::Bzip2)
        }
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Packing::Xz),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Packing::Zstd),
        _ => None,
    }
}
