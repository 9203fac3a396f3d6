//! Forward reading, a piece at a time: nothing that is skipped is ever copied or kept.

use memchr::memchr;

/// How much is asked for at once: what a small read costs does not show any more, and memory does not yet.
pub(crate) const PIECE: u32 = 64 * 1024;

/// Why no more bytes come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    /// There are none.
    Eof,
    /// There may be, but they are out of reach: past a bound, or packed in a way that does not unpack.
    Bound(String),
}

/// Where a reader gets its pieces from.
pub(crate) trait Input {
    /// At most `most` of the next bytes, in place of what the buffer held; none at the end.
    fn piece(&mut self, buffer: &mut Vec<u8>, most: u32) -> Result<(), End>;

    /// Passes over bytes and returns how many; fewer than asked for only at the end.
    fn skip(&mut self, count: u64) -> Result<u64, End> {
        let mut left = count;
        let mut buffer = Vec::new();
        while left > 0 {
            self.piece(&mut buffer, u32::try_from(left).unwrap_or(PIECE).min(PIECE))?;
            if buffer.is_empty() {
                break;
            }
            left = left.saturating_sub(buffer.len() as u64);
        }
        Ok(count - left)
    }
}

/// A line of which only the start was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// Without its end.
    pub kept: Vec<u8>,
    /// Whether there was more than `kept`.
    pub cut: bool,
}

/// Reads one source from its start to its end.
pub(crate) struct Reader<'a> {
    input: Box<dyn Input + 'a>,
    piece: Vec<u8>,
    /// The next byte, in `piece`.
    at: usize,
    /// Where `piece` starts in the source.
    start: u64,
    /// How much to ask for next: little at first, since most of what is looked at is soon seen to be something else.
    ask: u32,
}

impl<'a> Reader<'a> {
    /// Asks for `ask` bytes first, and for more each time, up to [`PIECE`].
    pub(crate) fn new(input: Box<dyn Input + 'a>, ask: u32) -> Self {
        Reader { input, piece: Vec::new(), at: 0, start: 0, ask: ask.clamp(1, PIECE) }
    }

    /// Offset of the next byte.
    pub(crate) fn position(&self) -> u64 {
        self.start.saturating_add(self.at as u64)
    }

    /// What is left of the piece at hand, after making sure that there is one; empty only at the end.
    pub(crate) fn available(&mut self) -> Result<&[u8], End> {
        if self.at >= self.piece.len() {
            self.start = self.start.saturating_add(self.piece.len() as u64);
            self.at = 0;
            self.piece.clear();
            self.input.piece(&mut self.piece, self.ask)?;
            self.ask = self.ask.saturating_mul(4).min(PIECE);
        }
        Ok(self.piece.get(self.at..).unwrap_or_default())
    }

    /// The next byte, which stays the next; none at the end.
    pub(crate) fn peek(&mut self) -> Result<Option<u8>, End> {
        Ok(self.available()?.first().copied())
    }

    #[inline]
    pub(crate) fn byte(&mut self) -> Result<u8, End> {
        let byte = match self.piece.get(self.at) {
            Some(&byte) => byte,
            None => self.peek()?.ok_or(End::Eof)?,
        };
        self.at += 1;
        Ok(byte)
    }

    /// A little-endian number of up to eight bytes.
    pub(crate) fn number(&mut self, width: u8) -> Result<u64, End> {
        let mut number = 0;
        for place in 0..u32::from(width.min(8)) {
            number |= u64::from(self.byte()?) << (8 * place);
        }
        Ok(number)
    }

    /// `length` bytes, of which the first `most` are returned.
    pub(crate) fn keep(&mut self, length: u64, most: usize) -> Result<Vec<u8>, End> {
        let wanted = usize::try_from(length).unwrap_or(usize::MAX).min(most);
        let mut kept = Vec::with_capacity(wanted);
        while kept.len() < wanted {
            let rest = wanted - kept.len();
            let available = self.available()?;
            let taken = available.get(..rest.min(available.len())).unwrap_or_default();
            if taken.is_empty() {
                return Err(End::Eof);
            }
            kept.extend_from_slice(taken);
            self.at += taken.len();
        }
        self.skip(length - wanted as u64)?;
        Ok(kept)
    }

    /// Up to and over the next line feed; the first `most` bytes are returned.
    pub(crate) fn line(&mut self, most: usize) -> Result<Line, End> {
        let mut line = Line { kept: Vec::new(), cut: false };
        loop {
            let available = self.available()?;
            if available.is_empty() {
                return Err(End::Eof);
            }
            let end = memchr(b'\n', available);
            let part = available.get(..end.unwrap_or(available.len())).unwrap_or_default();
            let room = most.saturating_sub(line.kept.len()).min(part.len());
            line.kept.extend_from_slice(part.get(..room).unwrap_or_default());
            line.cut |= room < part.len();
            self.at += part.len() + usize::from(end.is_some());
            if end.is_some() {
                return Ok(line);
            }
        }
    }

    /// At most `most` of the bytes at hand, in place of what the buffer held.
    pub(crate) fn take(&mut self, buffer: &mut Vec<u8>, most: u32) -> Result<(), End> {
        let available = self.available()?;
        let taken = available.get(..available.len().min(most as usize)).unwrap_or_default();
        buffer.clear();
        buffer.extend_from_slice(taken);
        self.at += buffer.len();
        Ok(())
    }

    /// Passes over bytes that have to be there.
    pub(crate) fn skip(&mut self, count: u64) -> Result<(), End> {
        if self.skip_some(count)? < count { Err(End::Eof) } else { Ok(()) }
    }

    /// Passes over bytes and returns how many; fewer than asked for only at the end.
    pub(crate) fn skip_some(&mut self, count: u64) -> Result<u64, End> {
        let here = self.piece.len().saturating_sub(self.at);
        let near = usize::try_from(count).unwrap_or(usize::MAX).min(here);
        self.at += near;
        let far = count - near as u64;
        if far == 0 {
            return Ok(count);
        }
        self.start = self.start.saturating_add(self.piece.len() as u64);
        self.piece.clear();
        self.at = 0;
        let skipped = self.input.skip(far)?;
        self.start = self.start.saturating_add(skipped);
        Ok(near as u64 + skipped)
    }
}
