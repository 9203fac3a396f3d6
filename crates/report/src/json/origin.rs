//! Where the file of a finding comes from.

use serde::Serialize;

use super::place::{self, Path};

/// See the schema. All fields are there whatever the kind.
#[derive(Serialize)]
pub(super) struct Origin<'a> {
    kind: &'static str,
    tracked: Option<bool>,
    container: Option<Path<'a>>,
    commit: Option<Commit<'a>>,
}

#[derive(Serialize)]
struct Commit<'a> {
    id: &'a str,
    date: &'a str,
    in_head: bool,
}

/// An origin as it is written.
pub(super) fn origin(origin: &secws_model::Origin) -> Origin<'_> {
    use secws_model::Origin as From;
    let (kind, tracked, container) = match origin {
        From::Tree { tracked } => ("tree", Some(*tracked), None),
        From::Member { container, .. } => ("member", None, Some(place::path(container))),
        From::Stdin => ("stdin", None, None),
        From::History(_) => ("history", None, None),
    };
    let commit = origin.commit().map(|commit| Commit { id: &commit.id, date: &commit.date, in_head: commit.in_head });
    Origin { kind, tracked, container, commit }
}
