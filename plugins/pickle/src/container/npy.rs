//! NumPy's array files: the objects of an array of objects are a pickle behind the header.

use crate::source::{End, Reader};

/// How long a header may be, in bytes: far more than any that is written.
const MOST_HEADER: u64 = 1 << 20;

/// What every such file starts with.
pub(crate) const MAGIC: &[u8] = b"\x93NUMPY";

/// Reads the header; whether a pickle follows, where the reader then stands.
pub(crate) fn holds_pickle(reader: &mut Reader<'_>) -> Result<bool, End> {
    reader.skip(MAGIC.len() as u64)?;
    let major = reader.byte()?;
    reader.skip(1)?;
    let length = reader.number(if major == 1 { 2 } else { 4 })?;
    if length > MOST_HEADER {
        return Err(End::Bound(format!("has a header of {length} bytes")));
    }
    let header = reader.keep(length, usize::try_from(length).unwrap_or(usize::MAX))?;
    Ok(has_objects(&String::from_utf8_lossy(&header)))
}

/// Whether one of the data types named in a header is that of objects.
fn has_objects(header: &str) -> bool {
    let quoted = header.split(['\'', '"']).skip(1).step_by(2);
    quoted.map(|word| word.trim_start_matches(['<', '>', '=', '|'])).any(|word| {
        let size = word.strip_prefix('O').or_else(|| word.strip_prefix("object"));
        size.is_some_and(|size| size.chars().all(|c| c.is_ascii_digit()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_found_in_nested_types_too() {
        assert!(has_objects("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"));
        assert!(has_objects("{'descr': [('a', '<i4'), ('b', [('c', '|O8')])], 'fortran_order': False, 'shape': (1,), }"));
        assert!(!has_objects("{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }"));
        assert!(!has_objects("{'descr': [('Open', '<f8')], 'fortran_order': False, 'shape': (3,), }"));
    }
}
