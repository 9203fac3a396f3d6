//! Unpacking within the limits.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use super::limits::{Allowance, Bound};

/// Below this no ratio is asked for: small files of one byte repeated are no bombs.
const UNASKED: u64 = 1 << 20;

/// How many packed bytes the unpacked ones come from.
#[derive(Debug)]
pub(super) enum Packed {
    /// They are not packed.
    Not,
    /// So many.
    Size(u64),
    /// As many as have been read by now.
    Consumed(Rc<Cell<u64>>),
}

impl Packed {
    fn bytes(&self) -> Option<u64> {
        match self {
            Packed::Not => None,
            Packed::Size(size) => Some(*size),
            Packed::Consumed(consumed) => Some(consumed.get()),
        }
    }
}

/// A reader of unpacked bytes that fails when there are too many.
pub(super) struct Metered<R> {
    inner: R,
    packed: Packed,
    ratio: u64,
    allowance: Allowance,
    unpacked: u64,
}

impl<R: Read> Metered<R> {
    pub(super) fn new(inner: R, packed: Packed, ratio: u64, allowance: Allowance) -> Self {
        Metered { inner, packed, ratio, allowance, unpacked: 0 }
    }

    pub(super) fn inner_mut(&mut self) -> &mut R {
        &mut self.inner
    }

    fn check(&self) -> Result<(), Bound> {
        match self.packed.bytes() {
            Some(packed) if self.unpacked > UNASKED.max(packed.saturating_mul(self.ratio)) => Err(Bound::Ratio),
            _ => Ok(()),
        }
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // Some readers take that nothing came for their end.
        if buffer.is_empty() {
            return Ok(0);
        }
        let count = self.inner.read(buffer)?;
        self.unpacked += count as u64;
        self.check()?;
        self.allowance.take(count as u64)?;
        Ok(count)
    }
}
