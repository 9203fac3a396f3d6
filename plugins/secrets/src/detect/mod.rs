//! What a pattern cannot say: assignments, addresses, connection strings, private keys.

mod assignment;
mod connection;
mod name;
mod private_key;
mod strength;
mod url;
mod value;

use std::cell::Cell;
use std::ops::Range;

use secws_plugin_sdk::{Precision, Severity};

use crate::place::Place;
use crate::settings::Settings;

/// A text and what is known of the file it is of.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) place: Place,
    pub(crate) settings: &'a Settings,
    /// How many bytes were looked at: what a scan costs, without a clock.
    pub(crate) work: &'a Cell<u64>,
}

impl View<'_> {
    /// Notes that this many bytes are looked at.
    pub(crate) fn looks_at(&self, bytes: usize) {
        self.work.set(self.work.get().saturating_add(bytes as u64));
    }
}

/// A credential that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// What the finding points at.
    pub(crate) span: Range<usize>,
    /// What nothing may show.
    pub(crate) secret: Range<usize>,
    /// Another severity than the rule's.
    pub(crate) severity: Option<Severity>,
    /// Another precision than the rule's.
    pub(crate) precision: Option<Precision>,
    /// A sentence more for the message.
    pub(crate) remark: &'static str,
}

impl Found {
    /// A credential as its rule expects it.
    pub(crate) fn at(secret: Range<usize>) -> Self {
        Found { span: secret.clone(), secret, severity: None, precision: None, remark: "" }
    }
}

/// Code that looks at the place of a literal.
pub(crate) type Detector = fn(&View, Range<usize>) -> Option<Found>;

/// A detector by the name that rules use.
pub(crate) fn named(name: &str) -> Option<Detector> {
    Some(match name {
        "assigned-password" => assignment::password,
        "assigned-secret" => assignment::secret,
        "connection-string" => connection::detect,
        "gcp-service-account" => private_key::detect_service_account,
        "private-key" => private_key::detect,
        "putty-key" => private_key::detect_putty,
        "url-password" => url::detect,
        _ => return None,
    })
}

/// The name that a value is assigned to, if one stands right before it: what tells this credential from others in the
/// same file without saying anything of it.
pub(crate) fn assigned_name(bytes: &[u8], value: usize) -> Option<Range<usize>> {
    name::before(bytes, value)
}
