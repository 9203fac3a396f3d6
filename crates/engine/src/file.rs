//! An opened input as the sandbox lends it.

use std::io;

use secws_model::{Digest, Origin, RepoPath};
use secws_sandbox::InputFile;
use secws_sources::Content;

/// An opened input.
pub(crate) struct OpenFile {
    pub(crate) path: RepoPath,
    pub(crate) origin: Origin,
    pub(crate) content: Content,
}

/// How much is read at once to make a digest, in bytes.
const PIECE: u32 = 1 << 20;

impl InputFile for OpenFile {
    fn path(&self) -> &RepoPath {
        &self.path
    }

    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn size(&self) -> u64 {
        self.content.size()
    }

    fn read(&self, offset: u64, length: u32) -> io::Result<Vec<u8>> {
        self.content.read(offset, length)
    }

    fn contents(&self) -> Result<Vec<u8>, String> {
        match self.content.whole() {
            Some(bytes) => Ok(bytes.to_vec()),
            None => Err(format!("the file has {} bytes, more than are handed out whole", self.size())),
        }
    }

    fn digest(&self) -> io::Result<Digest> {
        if let Some(bytes) = self.content.whole() {
            return Ok(secws_model::digest(bytes));
        }
        let mut digester = secws_model::Digester::default();
        let mut offset = 0;
        loop {
            let piece = self.content.read(offset, PIECE)?;
            if piece.is_empty() {
                return Ok(digester.finish());
            }
            digester.add(&piece);
            offset += piece.len() as u64;
        }
    }
}
