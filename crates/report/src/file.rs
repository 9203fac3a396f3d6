//! Files that are written whole or not at all.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Symbolic links that are followed, as on Linux.
const LINKS: usize = 40;

/// Writes a file by way of another one beside it, so that it is never seen half written.
pub(crate) fn write(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    match destination(path)? {
        Destination::Stdout => write(&mut io::stdout().lock()),
        Destination::Stream(path) => write(&mut OpenOptions::new().append(true).open(path)?),
        Destination::File { path, permissions } => {
            let mut beside = beside(&path)?;
            write(&mut beside)?;
            replace(&path, beside, permissions)
        }
    }
}

/// What a path leads to.
enum Destination {
    /// What this process prints to; opened a second time, it would be written to from its start.
    Stdout,
    /// A device, a pipe, an open file of this process: there is nothing to replace.
    Stream(PathBuf),
    /// A file, with the permissions that it has if it is there.
    File { path: PathBuf, permissions: Option<Permissions> },
}

fn destination(path: &Path) -> io::Result<Destination> {
    let mut path = path.to_owned();
    for _ in 0..=LINKS {
        if path == Path::new("/dev/stdout") {
            return Ok(Destination::Stdout);
        }
        if is_open_file(&path) {
            return Ok(Destination::Stream(path));
        }
        let metadata = match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Destination::File { path, permissions: None });
            }
            metadata => metadata?,
        };
        if metadata.is_symlink() {
            path = folder(&path).join(fs::read_link(&path)?);
        } else if metadata.is_file() {
            return Ok(Destination::File { path, permissions: Some(metadata.permissions()) });
        } else if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        } else {
            return Ok(Destination::Stream(path));
        }
    }
    Err(io::Error::other("too many levels of symbolic links"))
}

/// Names of what this process has open. They look like links to the files themselves, which a rename would replace without
/// the process noticing.
fn is_open_file(path: &Path) -> bool {
    path == Path::new("/dev/stderr") || path.starts_with("/dev/fd") || path.starts_with("/proc")
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A new file with the permissions that any new file gets, removed again when dropped.
fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".secws-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder(path))
}

fn replace(path: &Path, beside: NamedTempFile, permissions: Option<Permissions>) -> io::Result<()> {
    let file: &File = beside.as_file();
    if let Some(permissions) = permissions {
        file.set_permissions(permissions)?;
    }
    file.sync_all()?;
    beside.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(path: &Path, text: &str) -> io::Result<()> {
        write(path, |out| out.write_all(text.as_bytes()))
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_failure_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report");
        text(&path, "old").unwrap();
        let failed = write(&path, |out| {
            out.write_all(b"half")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert_eq!(failed.unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(names(folder.path()), ["report"]);
    }

    #[test]
    fn the_old_file_stays_until_the_new_one_is_complete() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report");
        text(&path, "old, and longer").unwrap();
        write(&path, |out| {
            out.write_all(b"new")?;
            assert_eq!(fs::read_to_string(&path)?, "old, and longer");
            Ok(())
        })
        .unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(names(folder.path()), ["report"]);
    }

    #[test]
    fn a_folder_is_no_file_and_a_missing_one_holds_none() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(text(folder.path(), "x").unwrap_err().kind(), io::ErrorKind::IsADirectory);
        assert_eq!(text(&folder.path().join("no/report"), "x").unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[cfg(unix)]
    mod unix {
        use std::os::unix::fs::{PermissionsExt, symlink};

        use super::*;

        fn mode(path: &Path) -> u32 {
            fs::metadata(path).unwrap().permissions().mode() & 0o7777
        }

        #[test]
        fn a_new_file_is_as_open_as_any_other() {
            let folder = tempfile::tempdir().unwrap();
            let (path, other) = (folder.path().join("report"), folder.path().join("other"));
            text(&path, "x").unwrap();
            fs::write(&other, "x").unwrap();
            assert_eq!(mode(&path), mode(&other));
        }

        #[test]
        fn an_old_file_keeps_its_permissions() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("report");
            fs::write(&path, "old").unwrap();
            fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
            text(&path, "new").unwrap();
            assert_eq!(mode(&path), 0o640);
        }

        #[test]
        fn links_are_followed_and_stay() {
            let folder = tempfile::tempdir().unwrap();
            let (path, link) = (folder.path().join("report"), folder.path().join("link"));
            symlink("report", &link).unwrap();
            text(&link, "first").unwrap();
            text(&link, "second").unwrap();
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
            assert_eq!(fs::read_to_string(&path).unwrap(), "second");
        }

        #[test]
        fn links_in_a_circle_are_an_error() {
            let folder = tempfile::tempdir().unwrap();
            let (a, b) = (folder.path().join("a"), folder.path().join("b"));
            symlink(&a, &b).unwrap();
            symlink(&b, &a).unwrap();
            assert_eq!(text(&a, "x").unwrap_err().to_string(), "too many levels of symbolic links");
        }

        #[test]
        fn a_device_is_written_to_and_stays_one() {
            text(Path::new("/dev/null"), "x").unwrap();
            assert!(!fs::metadata("/dev/null").unwrap().is_file());
        }
    }
}
