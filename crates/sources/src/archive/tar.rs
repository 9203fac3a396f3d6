//! Tar archives: POSIX ustar and pax (IEEE Std 1003.1, pax), GNU's long names, and v7's headers. Read block by block
//! with everything bounded, so that no claimed size is believed before the bytes have come.

use std::io::{self, Read};

use ::tar::{EntryType, Header, PaxExtensions};

use crate::Content;

use super::checked::Exact;
use super::handout::{Handout, Outcome};
use super::limits::Bound;
use super::metered::{Metered, Packed};
use super::window::{Window, fill};

const BLOCK: usize = 512;

/// Bytes of a long name or of pax records that are read.
const EXTENSION: u64 = 1 << 20;

/// Whether a file that begins so is a tar archive: its first header says so, or has the right checksum.
pub(super) fn is_header(head: &[u8]) -> bool {
    let Some(block) = head.first_chunk::<BLOCK>() else { return false };
    block[257..].starts_with(b"ustar") || (block[0] != 0 && is_valid(&header(block)))
}

fn header(block: &[u8; BLOCK]) -> Header {
    let mut header = Header::new_old();
    header.as_mut_bytes().copy_from_slice(block);
    header
}

/// Whether the checksum, taken with spaces in its own place, is right.
fn is_valid(header: &Header) -> bool {
    let bytes = header.as_bytes();
    let sum: u32 = bytes[..148].iter().chain(&bytes[156..]).map(|&byte| u32::from(byte)).sum();
    header.cksum().is_ok_and(|said| said == sum + 8 * u32::from(b' '))
}

/// Reads an archive that is not packed.
pub(super) fn members(content: &Content, out: &mut Handout<'_>) {
    let mut reader = out.metered(Window::all(content), Packed::Not);
    walk(&mut reader, out);
}

/// Reads an archive from a stream that counts against the limits itself.
pub(super) fn stream(reader: &mut dyn Read, out: &mut Handout<'_>) {
    walk(&mut Stream(reader), out);
}

/// A reader of which parts can be left out.
trait Blocks: Read {
    /// Leaves out so many bytes; returns how many there were.
    fn skip(&mut self, bytes: u64) -> io::Result<u64>;
}

impl Blocks for Metered<Window<'_>> {
    fn skip(&mut self, bytes: u64) -> io::Result<u64> {
        Ok(self.inner_mut().skip(bytes))
    }
}

struct Stream<'a>(&'a mut dyn Read);

impl Read for Stream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Blocks for Stream<'_> {
    fn skip(&mut self, bytes: u64) -> io::Result<u64> {
        io::copy(&mut (&mut *self.0).take(bytes), &mut io::sink())
    }
}

/// What the headers before a member's own said about it.
#[derive(Default)]
struct Ahead {
    name: Option<Vec<u8>>,
    size: Option<u64>,
    sparse: bool,
}

fn walk(blocks: &mut dyn Blocks, out: &mut Handout<'_>) {
    let mut ahead = Ahead::default();
    loop {
        match entry(blocks, &mut ahead, out) {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                return match Bound::of(&error) {
                    Some(bound) => out.bound(bound),
                    None => out.gap(&error.to_string()),
                };
            }
        }
    }
}

/// Reads one header and what belongs to it. Returns whether there may be more.
fn entry(blocks: &mut dyn Blocks, ahead: &mut Ahead, out: &mut Handout<'_>) -> io::Result<bool> {
    let mut block = [0; BLOCK];
    let length = fill(blocks, &mut block)?;
    if length == 0 || block.iter().all(|&byte| byte == 0) {
        return Ok(false);
    }
    let header = header(&block);
    if length < BLOCK || !is_valid(&header) {
        return Err(invalid("the tar archive is broken from here on"));
    }
    let kind = header.entry_type();
    let size = header.entry_size()?;
    match kind.as_byte() {
        b'L' | b'x' | b'X' => extension(blocks, kind, size, ahead, out)?,
        b'K' | b'g' => skip(blocks, size)?,
        _ => {
            let said = std::mem::take(ahead);
            return file(blocks, &header, &said, out);
        }
    }
    Ok(true)
}

/// Reads what is said about the member that follows.
fn extension(
    blocks: &mut dyn Blocks,
    kind: EntryType,
    size: u64,
    ahead: &mut Ahead,
    out: &mut Handout<'_>,
) -> io::Result<()> {
    if size > EXTENSION {
        out.gap("a member's name or records are too long");
        return skip(blocks, size);
    }
    let mut bytes = Vec::new();
    Exact::new(&mut *blocks, size).read_to_end(&mut bytes)?;
    pad(blocks, size)?;
    if kind.is_gnu_longname() {
        let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
        bytes.truncate(end);
        ahead.name = Some(bytes);
        return Ok(());
    }
    for record in PaxExtensions::new(&bytes) {
        let record = record?;
        match record.key_bytes() {
            b"path" | b"GNU.sparse.name" => ahead.name = Some(record.value_bytes().to_vec()),
            b"size" => ahead.size = std::str::from_utf8(record.value_bytes()).ok().and_then(|text| text.parse().ok()),
            key if key.starts_with(b"GNU.sparse.") => ahead.sparse = true,
            _ => {}
        }
    }
    Ok(())
}

/// Reads a member, or leaves it out if it is no regular file.
fn file(blocks: &mut dyn Blocks, header: &Header, said: &Ahead, out: &mut Handout<'_>) -> io::Result<bool> {
    let size = match said.size {
        Some(size) => size,
        None => header.entry_size()?,
    };
    let name = said.name.clone().unwrap_or_else(|| header.path_bytes().into_owned());
    let why = match header.entry_type().as_byte() {
        b'S' => {
            sparse_headers(blocks, header)?;
            "it is sparse"
        }
        b'M' => "it continues a file of another volume",
        // A hard link's size is that of the file it is linked to, which is not there again.
        b'1' => return Ok(true),
        b'2'..=b'6' | b'V' if size == 0 => return Ok(true),
        b'2'..=b'6' | b'V' => "it is no regular file, but claims to hold something",
        b'D' => return skip(blocks, size).map(|()| true),
        b'0' if name.ends_with(b"/") && size == 0 => return Ok(true),
        _ if said.sparse => "it is sparse",
        _ => return regular(blocks, &name, size, out),
    };
    match out.skipped(&name, false, why) {
        Outcome::Bound(_) => Ok(false),
        _ => skip(blocks, size).map(|()| true),
    }
}

fn regular(blocks: &mut dyn Blocks, name: &[u8], size: u64, out: &mut Handout<'_>) -> io::Result<bool> {
    let mut exact = Exact::new(&mut *blocks, size);
    let outcome = out.member(name, false, &mut exact);
    let left = exact.left();
    match outcome {
        Outcome::Bound(bound) => {
            // Of a packed archive nothing more can be read then either.
            if !bound.is_final() {
                out.bound(bound);
            }
            Ok(false)
        }
        // What broke is the archive, and that was said; or the member could not be kept.
        Outcome::Broken if left > 0 && blocks.skip(left)? < left => Ok(false),
        _ => pad(blocks, size).map(|()| true),
    }
}

/// The blocks that continue the map of a sparse file in GNU's own format.
fn sparse_headers(blocks: &mut dyn Blocks, header: &Header) -> io::Result<()> {
    let mut more = header.as_bytes()[482] != 0;
    while more {
        let mut block = [0; BLOCK];
        if fill(blocks, &mut block)? < BLOCK {
            return Err(invalid("the tar archive ends within a sparse file's map"));
        }
        more = block[504] != 0;
    }
    Ok(())
}

/// Leaves out a member's blocks.
fn skip(blocks: &mut dyn Blocks, size: u64) -> io::Result<()> {
    if blocks.skip(size)? < size {
        return Err(invalid("the tar archive ends within a member"));
    }
    pad(blocks, size)
}

/// Leaves out what fills a member's last block. That nothing is there is no harm: nothing follows.
fn pad(blocks: &mut dyn Blocks, size: u64) -> io::Result<()> {
    blocks.skip(size.wrapping_neg() % BLOCK as u64).map(|_| ())
}

fn invalid(message: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}
