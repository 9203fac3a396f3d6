//! Keeping a member: in memory, or in a file that has no name.

use std::fs::File;
use std::io::{self, Read, Write as _};
use std::sync::Mutex;

use crate::Content;

const CHUNK: usize = 64 << 10;

/// What was read of a member, and why that is not all of it.
pub(super) struct Spooled {
    pub(super) content: Content,
    pub(super) broken: Option<io::Error>,
}

/// Reads to the end. At most `whole` bytes are kept in memory.
///
/// # Errors
/// The temporary file cannot be created or written.
pub(super) fn spool(reader: &mut dyn Read, whole: u64) -> io::Result<Spooled> {
    let mut store = Store::default();
    let mut chunk = vec![0; CHUNK];
    let broken = loop {
        match reader.read(&mut chunk) {
            Ok(0) => break None,
            Ok(count) => store.write(&chunk[..count], whole)?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => break Some(error),
        }
    };
    Ok(Spooled { content: store.content(), broken })
}

/// What has been read by now.
#[derive(Default)]
struct Store {
    memory: Vec<u8>,
    file: Option<File>,
    size: u64,
}

impl Store {
    fn write(&mut self, bytes: &[u8], whole: u64) -> io::Result<()> {
        self.size += bytes.len() as u64;
        if self.file.is_none() && self.size > whole {
            let mut file = tempfile::tempfile()?;
            file.write_all(&self.memory)?;
            self.memory = Vec::new();
            self.file = Some(file);
        }
        match &mut self.file {
            Some(file) => file.write_all(bytes),
            None => {
                self.memory.extend_from_slice(bytes);
                Ok(())
            }
        }
    }

    fn content(self) -> Content {
        match self.file {
            Some(file) => Content::Pieces(Mutex::new(file), self.size),
            None => Content::Whole(self.memory.into()),
        }
    }
}
