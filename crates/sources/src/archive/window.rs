//! Reading a stretch of a content.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use crate::Content;

/// A stretch of a content, read from its beginning.
#[derive(Debug)]
pub(super) struct Window<'a> {
    content: &'a Content,
    position: u64,
    end: u64,
    consumed: Rc<Cell<u64>>,
}

impl<'a> Window<'a> {
    /// `length` bytes from `start`, or as many as there are.
    pub(super) fn new(content: &'a Content, start: u64, length: u64) -> Self {
        let end = start.saturating_add(length).min(content.size());
        Window { content, position: start.min(end), end, consumed: Rc::default() }
    }

    /// All of it.
    pub(super) fn all(content: &'a Content) -> Self {
        Window::new(content, 0, u64::MAX)
    }

    /// What is left of it, in bytes.
    pub(super) fn rest(&self) -> u64 {
        self.end - self.position
    }

    /// How many bytes have been read of it, also when it has been given away.
    pub(super) fn consumed(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.consumed)
    }

    /// Goes on behind `bytes` bytes; returns how many there were.
    pub(super) fn skip(&mut self, bytes: u64) -> u64 {
        let skipped = bytes.min(self.rest());
        self.position += skipped;
        skipped
    }
}

impl Read for Window<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = u32::try_from(self.rest().min(buffer.len() as u64)).unwrap_or(u32::MAX);
        let piece = self.content.read(self.position, length)?;
        let count = piece.len().min(buffer.len());
        buffer[..count].copy_from_slice(&piece[..count]);
        self.position += count as u64;
        self.consumed.set(self.consumed.get() + count as u64);
        Ok(count)
    }
}

/// Reads until `buffer` is full or nothing is left; returns how much it holds.
pub(super) fn fill(reader: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
