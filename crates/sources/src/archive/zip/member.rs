//! One member: unpacked, and checked.

use std::io::{self, Read};

use super::super::checked::Checked;
use super::super::handout::{Handout, Outcome};
use super::super::metered::Packed;
use super::super::unpack::{Packing, ahead, lzma, unpack};
use super::super::window::Window;

/// What is known about a member.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) name: Vec<u8>,
    pub(super) flags: u16,
    pub(super) method: u16,
    pub(super) crc: u32,
    pub(super) packed: u64,
    pub(super) size: u64,
    pub(super) offset: u64,
}

impl Entry {
    /// Bits 0 (encrypted), 6 (strongly so) and 13 (with the directory's entry masked).
    fn is_encrypted(&self) -> bool {
        self.flags & 0x2041 != 0
    }
}

/// Unpacks a member from its bytes.
pub(super) fn read(window: Window<'_>, entry: &Entry, out: &mut Handout<'_>) -> Outcome {
    if entry.is_encrypted() {
        return out.skipped(&entry.name, true, "it is encrypted");
    }
    let packed = if entry.method == 0 { Packed::Not } else { Packed::Size(window.rest()) };
    match unpacked(window, entry) {
        Ok(Some(reader)) => {
            let mut reader = out.metered(Checked::new(reader, entry.crc), packed);
            out.member(&entry.name, true, &mut reader)
        }
        Ok(None) => {
            let why = format!("its compression, method {}, is not supported", entry.method);
            out.skipped(&entry.name, true, &why)
        }
        Err(error) => out.skipped(&entry.name, true, &error.to_string()),
    }
}

/// A reader of the unpacked bytes; none if how they are packed is not known (APPNOTE 4.4.5).
fn unpacked<'a>(window: Window<'a>, entry: &Entry) -> io::Result<Option<Box<dyn Read + 'a>>> {
    Ok(Some(match entry.method {
        0 => Box::new(window),
        8 => Box::new(flate2::bufread::DeflateDecoder::new(ahead(window))),
        12 => unpack(window, Packing::Bzip2),
        14 => lzma(ahead(window), (entry.flags & 2 == 0).then_some(entry.size))?,
        20 | 93 => unpack(window, Packing::Zstd),
        95 => unpack(window, Packing::Xz),
        _ => return Ok(None),
    }))
}
