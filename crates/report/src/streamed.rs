//! JSON that is made while it is written, and safe to print.

use std::io::{self, BufWriter, Write};

use secws_sarif::json::Guarded;
use serde::{Serialize, Serializer};

/// A sequence whose items exist only while they are written.
pub(crate) struct Lazy<Make>(pub(crate) Make);

impl<Make, Items> Serialize for Lazy<Make>
where
    Make: Fn() -> Items,
    Items: Iterator<Item: Serialize>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// Writes a document that ends in a newline: on one line, or indented.
pub(crate) fn write(document: &impl Serialize, out: &mut dyn Write, compact: bool) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    if compact {
        document.serialize(&mut serde_json::Serializer::with_formatter(&mut out, Guarded::compact()))?;
    } else {
        document.serialize(&mut serde_json::Serializer::with_formatter(&mut out, Guarded::pretty()))?;
    }
    out.write_all(b"\n")?;
    out.flush()
}
