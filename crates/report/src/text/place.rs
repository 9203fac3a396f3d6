//! Where something is, in words: `app/tasks.py:12:5`.

use secws_model::Place;

use super::paint::Paint;
use crate::{escape, place};

/// Path, line and column, or path and bytes; then what it is in.
pub(crate) fn render(place: &Place, paint: &Paint) -> String {
    let inside = place.logical.as_deref().map(|logical| format!(", in '{}'", escape::name(logical)));
    paint.file_link(&place.path, &place::position(place)) + &inside.unwrap_or_default()
}

/// The place, and what is there.
pub(crate) fn with_message(place: &Place, paint: &Paint) -> String {
    let message = place.message.as_deref().map(|message| format!(": {}", escape::prose(message)));
    render(place, paint) + &message.unwrap_or_default()
}
