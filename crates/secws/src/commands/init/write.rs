//! Writes files where there are none.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

/// Writes a file that is not there yet, and the folders on the way. `false`: there is something of that name already. No
/// link is followed: it could lead out of the root.
///
/// # Errors
/// A folder on the way is a link or a file, or the system refuses.
pub fn write_new(root: &Path, path: &str, text: &str) -> io::Result<bool> {
    let mut folder = root.to_owned();
    let (folders, _) = path.rsplit_once('/').unwrap_or_default();
    for part in folders.split('/').filter(|part| !part.is_empty()) {
        folder.push(part);
        match fs::create_dir(&folder) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
            _ if folder.symlink_metadata()?.is_dir() => {}
            _ => return Err(io::Error::new(ErrorKind::NotADirectory, format!("`{part}` is no folder, or a link to one"))),
        }
    }
    match OpenOptions::new().write(true).create_new(true).open(root.join(path)) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
        Ok(mut file) => file.write_all(text.as_bytes()).map(|()| true),
    }
}

/// Whether there is something of that name.
pub fn is_there(root: &Path, path: &str) -> bool {
    root.join(path).symlink_metadata().is_ok()
}
