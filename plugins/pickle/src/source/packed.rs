//! Unpacking, within bounds.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::reader::{End, Input, Reader};

/// How many times its own size something may unpack to.
const MOST_RATIO: u64 = 200;

/// What is unpacked before the ratio counts: little things compress better than any bound is good for.
const FREE: u64 = 1 << 20;

/// How bytes are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Codec {
    /// As a zip's members are.
    Deflate,
    /// Deflate within a header and a checksum.
    Zlib,
    /// One or more members of gzip.
    Gzip,
}

/// What `reader` unpacks to; `left` is what all unpacking in this file may still come to.
pub(crate) fn input<'a>(codec: Codec, reader: Reader<'a>, left: &'a Cell<u64>) -> Box<dyn Input + 'a> {
    let taken = Rc::new(Cell::new(0));
    let packed = Packed { reader, taken: Rc::clone(&taken) };
    let unpacked: Box<dyn Read + 'a> = match codec {
        Codec::Deflate => Box::new(DeflateDecoder::new(packed)),
        Codec::Zlib => Box::new(ZlibDecoder::new(packed)),
        Codec::Gzip => Box::new(MultiGzDecoder::new(packed)),
    };
    Box::new(Unpacking { unpacked, taken, given: 0, left })
}

/// Hands the packed bytes on and counts them.
struct Packed<'a> {
    reader: Reader<'a>,
    taken: Rc<Cell<u64>>,
}

impl Read for Packed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut piece = Vec::new();
        let most = u32::try_from(buffer.len()).unwrap_or(u32::MAX);
        self.reader.take(&mut piece, most).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
        for (to, from) in buffer.iter_mut().zip(&piece) {
            *to = *from;
        }
        self.taken.set(self.taken.get().saturating_add(piece.len() as u64));
        Ok(piece.len().min(buffer.len()))
    }
}

struct Unpacking<'a> {
    unpacked: Box<dyn Read + 'a>,
    taken: Rc<Cell<u64>>,
    given: u64,
    left: &'a Cell<u64>,
}

impl Unpacking<'_> {
    /// Whether what has been given so far is still in bounds.
    fn account(&mut self, count: u64) -> Result<(), End> {
        self.given = self.given.saturating_add(count);
        let left = self.left.get().checked_sub(count);
        self.left.set(left.unwrap_or(0));
        if left.is_none() {
            return Err(End::Bound(format!(
                "all that is packed in this file comes to more than {} bytes",
                super::MOST_UNPACKED
            )));
        }
        if self.given > self.taken.get().saturating_mul(MOST_RATIO).saturating_add(FREE) {
            return Err(End::Bound(format!("it unpacks to more than {MOST_RATIO} times its size")));
        }
        Ok(())
    }
}

impl Input for Unpacking<'_> {
    fn piece(&mut self, buffer: &mut Vec<u8>, most: u32) -> Result<(), End> {
        buffer.clear();
        let mut limited = self.unpacked.as_mut().take(u64::from(most));
        let failed = limited.read_to_end(buffer).is_err();
        self.account(buffer.len() as u64)?;
        // What did unpack is looked at first: it is what a reader that does not care would see.
        if failed && buffer.is_empty() {
            return Err(End::Bound("it does not unpack: it is damaged or cut off".to_owned()));
        }
        Ok(())
    }
}
