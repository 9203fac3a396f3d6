//! Standard input.

use std::io::Read;

use secws_model::{Origin, RepoPath};

use crate::memory::Memory;

/// Why standard input cannot be scanned.
#[derive(Debug, thiserror::Error)]
pub enum StdinError {
    /// It cannot be read.
    #[error("standard input cannot be read: {0}")]
    Read(#[from] std::io::Error),
    /// It does not end.
    #[error("standard input has more than {0} bytes\nhint: `max-file-size` lets it have more")]
    TooLarge(u64),
    /// Its name would lie outside of the root.
    #[error("`{0}` is no name for standard input\nhint: give a path below the current folder, like `app/main.py`")]
    Name(String),
}

/// Standard input.
pub struct Stdin;

impl Stdin {
    /// Reads it to its end, as a file of that name.
    ///
    /// # Errors
    /// It cannot be read, has more than `most` bytes, or the name is none.
    pub fn read(input: &mut dyn Read, name: &str, most: u64) -> Result<Memory, StdinError> {
        let name = name.strip_prefix("./").unwrap_or(name);
        if !RepoPath::is_normal(name) {
            return Err(StdinError::Name(name.escape_debug().to_string()));
        }
        let mut bytes = Vec::new();
        input.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > most {
            return Err(StdinError::TooLarge(most));
        }
        Ok(Memory::new().with(name, Origin::Stdin, &bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Source as _;

    #[test]
    fn it_is_a_file_of_its_name_and_bounded() {
        let memory = Stdin::read(&mut b"abc".as_slice(), "./app/x.py", 3).unwrap();
        let listing = memory.list();
        assert_eq!((listing.inputs[0].path.as_str(), &listing.inputs[0].origin), ("app/x.py", &Origin::Stdin));
        assert!(matches!(Stdin::read(&mut b"abcd".as_slice(), "x", 3), Err(StdinError::TooLarge(3))));
        assert!(matches!(Stdin::read(&mut b"".as_slice(), "../x", 3), Err(StdinError::Name(_))));
    }
}
