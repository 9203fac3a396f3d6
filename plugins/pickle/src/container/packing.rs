//! How a file as a whole is packed.

use crate::source::{Codec, Source};

/// A way of packing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Packing {
    /// One that is undone here, from the byte at which it starts.
    Known(Codec, u64),
    /// One that is not; its name ends a sentence.
    Unknown(&'static str),
    /// Nothing is packed: the file's content is kept elsewhere, and this one only says where.
    Elsewhere,
}

/// How long the header of joblib's own old format is, in bytes.
const OLD_JOBLIB: u64 = 21;

/// What the first bytes say.
pub(crate) fn of(head: &[u8]) -> Option<Packing> {
    let unknown: [(&[u8], &str); 7] = [
        (b"BZh", "bzip2"),
        (b"\xfd7zXZ\0", "xz"),
        (b"]\0\0", "lzma"),
        (b"\x28\xb5\x2f\xfd", "Zstandard"),
        (b"\x04\x22\x4d\x18", "LZ4"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
        (b"Rar!\x1a\x07", "RAR"),
    ];
    match head {
        [0x1f, 0x8b, 8, ..] => Some(Packing::Known(Codec::Gzip, 0)),
        [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] => Some(Packing::Known(Codec::Zlib, 0)),
        [b'Z', b'F', b'0', b'x', ..] => {
            // Old versions wrote one space more.
            let space = head.get(21) == Some(&b' ');
            Some(Packing::Known(Codec::Zlib, OLD_JOBLIB + u64::from(space)))
        }
        _ if head.starts_with(b"version https://git-lfs.github.com/") => Some(Packing::Elsewhere),
        _ => unknown.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, name)| Packing::Unknown(name)),
    }
}

/// What a source unpacks to.
pub(crate) fn unpacked(source: &Source, codec: Codec, start: u64) -> Source {
    source.part(start, u64::MAX).packed(codec)
}
