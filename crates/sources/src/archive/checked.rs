//! Readers that fail at the end when that is not as it was said to be.

use std::io::{self, Read};

/// Exactly so many bytes of a reader; ending earlier is an error.
pub(super) struct Exact<'a> {
    inner: &'a mut dyn Read,
    left: u64,
}

impl<'a> Exact<'a> {
    pub(super) fn new(inner: &'a mut dyn Read, size: u64) -> Self {
        Exact { inner, left: size }
    }

    /// How many bytes have not been read.
    pub(super) fn left(&self) -> u64 {
        self.left
    }
}

impl Read for Exact<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let count = self.inner.read(&mut buffer[..length])?;
        if count == 0 && length > 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, format!("{} bytes are missing", self.left)));
        }
        self.left -= count as u64;
        Ok(count)
    }
}

/// A reader whose bytes have a CRC-32.
pub(super) struct Checked<R> {
    inner: R,
    crc: flate2::Crc,
    said: u32,
}

impl<R: Read> Checked<R> {
    pub(super) fn new(inner: R, said: u32) -> Self {
        Checked { inner, crc: flate2::Crc::new(), said }
    }
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.crc.update(&buffer[..count]);
        if count == 0 && !buffer.is_empty() && self.crc.sum() != self.said {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "its checksum is wrong"));
        }
        Ok(count)
    }
}
