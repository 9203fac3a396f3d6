//! Members of archives, as inputs: zip, tar, and what gzip, bzip2, xz and Zstandard pack. Nothing is unpacked beyond the
//! limits, which are checked while reading; what was not looked at is said.

mod bzip2;
mod checked;
mod detect;
mod handout;
mod limits;
mod metered;
mod names;
mod notices;
mod packed;
mod spool;
mod tar;
#[cfg(test)]
mod tests;
mod unpack;
mod window;
mod zip;
mod zstd;

use secws_model::{Notification, Origin, RepoPath};

use crate::Content;
use detect::Format;
use handout::Handout;
use limits::Bound;

pub use limits::{Budget, Limits};

/// A regular file in an archive.
#[derive(Debug)]
pub struct Member {
    /// The archive's path, `!/` and its own, made normal: no two members of an archive have the same.
    pub path: RepoPath,
    /// [`Origin::Member`] of the archive.
    pub origin: Origin,
    /// Its bytes, unpacked. Where the archive is broken, those before the break.
    pub content: Content,
}

/// Whether a file is an archive or packed, by its content: the first bytes, and for a zip archive behind something else
/// (a zipapp) the last ones.
#[must_use]
pub fn is_container(content: &Content) -> bool {
    detect::format(content).is_some()
}

/// Hands out each regular member of a container, one after the other; nothing for another file. Returns what was not
/// looked at. A packed tar archive's members are handed out as if it were not packed; another packed file is one member.
///
/// `depth` is 0 for an outer file; for a member that is a container itself the caller comes again with one more and the
/// same budget. `whole`: a member of at most so many bytes is kept in memory, a larger one in a nameless temporary file.
pub fn members(
    content: &Content,
    path: &RepoPath,
    origin: &Origin,
    depth: u32,
    budget: &mut Budget,
    whole: u64,
    each: &mut dyn FnMut(Member, &mut Budget),
) -> Vec<Notification> {
    let Some(format) = detect::format(content) else { return Vec::new() };
    let too_deep = depth >= budget.limits().depth;
    let mut out = Handout::new(path, origin, budget, whole, each);
    if too_deep {
        out.bound(Bound::Depth);
        return out.finish();
    }
    match format {
        Format::Zip => zip::members(content, &mut out),
        Format::Tar => tar::members(content, &mut out),
        Format::Packed(packing) => packed::members(content, packing, &mut out),
    }
    out.finish()
}
