//! bzip2 streams, several one after the other as parallel packers write them.

use std::io::{self, BufRead, Read};

use ::bzip2::bufread::BzDecoder;

/// Streams that are read. Each costs its tables whether it holds something or not; of 900 kB they are more than are
/// unpacked.
const STREAMS: u32 = 10_000;

/// Unpacks all streams.
pub(super) struct Bzip2<R> {
    /// None at the end.
    stream: Option<BzDecoder<R>>,
    begun: u32,
}

impl<R: BufRead> Bzip2<R> {
    pub(super) fn new(source: R) -> Self {
        Bzip2 { stream: Some(BzDecoder::new(source)), begun: 1 }
    }
}

impl<R: BufRead> Read for Bzip2<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(stream) = &mut self.stream {
            let count = stream.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let Some(mut source) = self.stream.take().map(BzDecoder::into_inner) else { break };
            if source.fill_buf()?.is_empty() {
                break;
            }
            self.begun += 1;
            if self.begun > STREAMS {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "it has too many bzip2 streams"));
            }
            self.stream = Some(BzDecoder::new(source));
        }
        Ok(0)
    }
}
