//! Packed streams: a tar archive in them, or a single file.

use std::io::{self, Cursor, Read};

use crate::Content;

use super::handout::Handout;
use super::metered::Packed;
use super::tar;
use super::unpack::{Packing, unpack};
use super::window::Window;

/// Endings of packed files, and what takes their place.
const ENDINGS: [(&str, &str); 16] = [
    (".gz", ""),
    (".gzip", ""),
    (".z", ""),
    (".bz2", ""),
    (".bz", ""),
    (".xz", ""),
    (".zst", ""),
    (".zstd", ""),
    (".tgz", ".tar"),
    (".taz", ".tar"),
    (".tbz", ".tar"),
    (".tbz2", ".tar"),
    (".txz", ".tar"),
    (".tzst", ".tar"),
    (".svgz", ".svg"),
    (".crate", ".tar"),
];

pub(super) fn members(content: &Content, packing: Packing, out: &mut Handout<'_>) {
    let window = Window::all(content);
    let consumed = window.consumed();
    let mut reader = out.metered(unpack(window, packing), Packed::Consumed(consumed));
    let mut head = [0; 512];
    let mut length = 0;
    let broken = loop {
        match reader.read(&mut head[length..]) {
            Ok(0) => break None,
            Ok(count) => length += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => break Some(error),
        }
    };
    if let (Some(error), 0) = (&broken, length) {
        return out.gap(&error.to_string());
    }
    let head = &head[..length];
    let mut stream = Cursor::new(head).chain(Failing(broken)).chain(reader);
    if tar::is_header(head) {
        tar::stream(&mut stream, out);
    } else {
        let name = unpacked(out.path().name());
        out.member(name.as_bytes(), false, &mut stream);
    }
}

/// Fails once with what has failed before, if something did.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// The name of what is in a packed file.
fn unpacked(name: &str) -> String {
    for (ending, instead) in ENDINGS {
        let split = name.len().checked_sub(ending.len()).and_then(|at| name.split_at_checked(at));
        if let Some((stem, tail)) = split
            && !stem.is_empty()
            && tail.eq_ignore_ascii_case(ending)
        {
            return format!("{stem}{instead}");
        }
    }
    format!("{name}.unpacked")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_file_loses_its_ending() {
        assert_eq!(unpacked("dump.sql.gz"), "dump.sql");
        assert_eq!(unpacked("A.TGZ"), "A.tar");
        assert_eq!(unpacked("data"), "data.unpacked");
        assert_eq!(unpacked(".gz"), ".gz.unpacked");
    }
}
