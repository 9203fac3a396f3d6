//! Where the bytes of a pickle come from: the file, a part of it, or what is packed in it.

mod packed;
mod reader;

use std::cell::Cell;
use std::rc::Rc;

use secws_plugin_sdk::{File, Span};

pub(crate) use packed::Codec;
pub(crate) use reader::{End, Input, PIECE, Reader};

/// How much all that is packed in one file may come to, in bytes.
pub(crate) const MOST_UNPACKED: u64 = 1 << 30;

/// How much is unpacked into memory, where something packed has to be read from its end.
pub(crate) const MOST_IN_MEMORY: u64 = 64 << 20;

/// What all reading of one file has in common.
pub(crate) struct Bytes<'a> {
    file: &'a dyn File,
    size: u64,
    /// What may still be unpacked.
    left: Cell<u64>,
}

impl<'a> Bytes<'a> {
    pub(crate) fn of(file: &'a dyn File) -> Self {
        Bytes { file, size: file.size(), left: Cell::new(MOST_UNPACKED) }
    }
}

/// Bytes that can be read from their start as often as needed.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// Of the file itself.
    File { start: u64, end: u64 },
    /// Unpacked, and kept as long as it is looked at; `span` is where it came from.
    Memory { bytes: Rc<Vec<u8>>, start: u64, end: u64, span: Span },
    /// What `of` unpacks to.
    Packed { of: Box<Source>, codec: Codec },
    /// A part of another one, which may be text that stands for bytes.
    Part { of: Box<Source>, start: u64, length: u64, latin1: bool },
}

impl Source {
    pub(crate) fn whole(bytes: &Bytes<'_>) -> Self {
        Source::File { start: 0, end: bytes.size }
    }

    pub(crate) fn packed(self, codec: Codec) -> Self {
        Source::Packed { of: Box::new(self), codec }
    }

    /// `length` bytes from `start`, or those of them that are there.
    pub(crate) fn part(&self, start: u64, length: u64) -> Self {
        match self {
            Source::File { start: from, end } => {
                let from = from.saturating_add(start).min(*end);
                Source::File { start: from, end: from.saturating_add(length).min(*end) }
            }
            Source::Memory { bytes, start: from, end, span } => {
                let from = from.saturating_add(start).min(*end);
                let end = from.saturating_add(length).min(*end);
                Source::Memory { bytes: Rc::clone(bytes), start: from, end, span: *span }
            }
            Source::Packed { .. } | Source::Part { .. } => {
                Source::Part { of: Box::new(self.clone()), start, length, latin1: false }
            }
        }
    }

    /// A part that is text in UTF-8, each character of which stands for one byte.
    pub(crate) fn latin1_part(&self, start: u64, length: u64) -> Self {
        Source::Part { of: Box::new(self.clone()), start, length, latin1: true }
    }

    /// In bytes, unless only unpacking would tell.
    pub(crate) fn size(&self) -> Option<u64> {
        match self {
            Source::File { start, end } | Source::Memory { start, end, .. } => Some(end.saturating_sub(*start)),
            Source::Packed { .. } | Source::Part { .. } => None,
        }
    }

    /// From the start; `ask` is how many bytes to read first.
    pub(crate) fn open<'a>(&self, bytes: &'a Bytes<'_>, ask: u32) -> Reader<'a> {
        let input: Box<dyn Input + 'a> = match self {
            Source::File { start, end } => Box::new(FileInput { file: bytes.file, at: *start, end: *end }),
            Source::Memory { bytes, start, end, .. } => {
                Box::new(MemoryInput { bytes: Rc::clone(bytes), at: *start, end: *end })
            }
            Source::Packed { of, codec } => packed::input(*codec, of.open(bytes, PIECE), &bytes.left),
            Source::Part { of, start, length, latin1 } => {
                let reader = of.open(bytes, PIECE);
                Box::new(PartInput { reader, before: *start, left: *length, latin1: *latin1, pending: None })
            }
        };
        Reader::new(input, ask)
    }

    /// Bytes from anywhere; fewer at the end, and none where only unpacking would reach them.
    pub(crate) fn read(&self, bytes: &Bytes<'_>, offset: u64, length: u32) -> Vec<u8> {
        match self.part(offset, u64::from(length)) {
            Source::File { start, end } => {
                bytes.file.read(start, u32::try_from(end.saturating_sub(start)).unwrap_or(length).min(length))
            }
            Source::Memory { bytes, start, end, .. } => slice(&bytes, start, end).to_vec(),
            Source::Packed { .. } | Source::Part { .. } => Vec::new(),
        }
    }

    /// The same bytes where they can be read from anywhere: unpacked, if they have to be.
    pub(crate) fn reachable(&self, bytes: &Bytes<'_>) -> Result<Source, End> {
        if self.size().is_some() {
            return Ok(self.clone());
        }
        let mut reader = self.open(bytes, PIECE);
        let (mut all, mut piece) = (Vec::new(), Vec::new());
        loop {
            reader.take(&mut piece, PIECE)?;
            if piece.is_empty() {
                break;
            }
            all.extend_from_slice(&piece);
            if all.len() as u64 > MOST_IN_MEMORY {
                let message = format!("it unpacks to more than the {MOST_IN_MEMORY} bytes that are kept in memory");
                return Err(End::Bound(message));
            }
        }
        let end = all.len() as u64;
        Ok(Source::Memory { bytes: Rc::new(all), start: 0, end, span: self.span(0, u64::MAX) })
    }

    /// Where these bytes are in the file: themselves, or what they are packed in.
    pub(crate) fn span(&self, offset: u64, length: u64) -> Span {
        match self {
            Source::File { start, end } => {
                let start = start.saturating_add(offset).min(*end);
                Span { start, end: start.saturating_add(length).min(*end) }
            }
            Source::Memory { span, .. } => *span,
            Source::Packed { of, .. } => of.span(0, u64::MAX),
            Source::Part { of, start, latin1: false, .. } => of.span(start.saturating_add(offset), length),
            Source::Part { of, start, length, latin1: true } => of.span(*start, *length),
        }
    }
}

fn slice(bytes: &[u8], start: u64, end: u64) -> &[u8] {
    let start = usize::try_from(start).unwrap_or(usize::MAX);
    let end = usize::try_from(end).unwrap_or(usize::MAX);
    bytes.get(start..end.min(bytes.len())).unwrap_or_default()
}

struct FileInput<'a> {
    file: &'a dyn File,
    at: u64,
    end: u64,
}

impl Input for FileInput<'_> {
    fn piece(&mut self, buffer: &mut Vec<u8>, most: u32) -> Result<(), End> {
        let left = self.end.saturating_sub(self.at);
        let length = u32::try_from(left).unwrap_or(most).min(most);
        *buffer = if length == 0 { Vec::new() } else { self.file.read(self.at, length) };
        self.at = self.at.saturating_add(buffer.len() as u64);
        Ok(())
    }

    fn skip(&mut self, count: u64) -> Result<u64, End> {
        let skipped = count.min(self.end.saturating_sub(self.at));
        self.at += skipped;
        Ok(skipped)
    }
}

struct MemoryInput {
    bytes: Rc<Vec<u8>>,
    at: u64,
    end: u64,
}

impl Input for MemoryInput {
    fn piece(&mut self, buffer: &mut Vec<u8>, most: u32) -> Result<(), End> {
        let end = self.at.saturating_add(u64::from(most)).min(self.end);
        buffer.clear();
        buffer.extend_from_slice(slice(&self.bytes, self.at, end));
        self.at = end;
        Ok(())
    }

    fn skip(&mut self, count: u64) -> Result<u64, End> {
        let skipped = count.min(self.end.saturating_sub(self.at));
        self.at += skipped;
        Ok(skipped)
    }
}

struct PartInput<'a> {
    reader: Reader<'a>,
    /// What is passed over first.
    before: u64,
    /// In bytes of `reader`.
    left: u64,
    latin1: bool,
    /// The first byte of a character whose second is yet to come.
    pending: Option<u8>,
}

impl PartInput<'_> {
    /// The bytes that the text in `buffer` stands for, in its place.
    fn decode(&mut self, buffer: &mut Vec<u8>) {
        let text = std::mem::take(buffer);
        for byte in text {
            match (self.pending.take(), byte) {
                // Of two bytes, the first holds the upper two bits.
                (Some(first), _) => buffer.push((first << 6) | (byte & 0x3f)),
                (None, 0xc2 | 0xc3) => self.pending = Some(byte),
                (None, _) => buffer.push(byte),
            }
        }
    }
}

impl Input for PartInput<'_> {
    fn piece(&mut self, buffer: &mut Vec<u8>, most: u32) -> Result<(), End> {
        let before = std::mem::take(&mut self.before);
        self.reader.skip_some(before)?;
        loop {
            let length = u32::try_from(self.left).unwrap_or(most).min(most);
            if length == 0 {
                buffer.clear();
                return Ok(());
            }
            self.reader.take(buffer, length)?;
            if buffer.is_empty() {
                self.left = 0;
                continue;
            }
            self.left = self.left.saturating_sub(buffer.len() as u64);
            if self.latin1 {
                self.decode(buffer);
            }
            // A piece that held nothing but half a character is not the end.
            if !buffer.is_empty() {
                return Ok(());
            }
        }
    }
}
