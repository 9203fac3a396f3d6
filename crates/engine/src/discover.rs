//! Discover: list the inputs.

use secws_model::{Notification, NotificationKind};
use secws_sources::{Listing, Source};

/// Lists what a source holds. Nothing at all is a gap: whoever scans nothing has not scanned, unless nobody was to look.
pub(crate) fn discover(source: &dyn Source, wanted: bool) -> Listing {
    let _span = tracing::info_span!("discover").entered();
    let mut listing = source.list();
    if wanted && listing.inputs.is_empty() {
        let message =
            "There is no file to scan: nothing is tracked by git, and nothing else is there that it does not ignore.";
        listing.notifications.push(Notification::new(NotificationKind::NothingToScan, message));
    }
    tracing::info!(inputs = listing.inputs.len(), "listed");
    listing
}
