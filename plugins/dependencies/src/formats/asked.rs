//! A requirement made a package: what PEP 508 texts mean in any file.

use std::ops::Range;

use crate::address;
use crate::facts::{Package, Place};
use crate::names;
use crate::requirement::{self, Problem, Wanted};

/// Reads a PEP 508 requirement. `place` says where a part of the text stands in the file.
///
/// # Errors
/// As [`requirement::parse`].
pub fn package(text: &str, place: impl Fn(Range<usize>) -> Place) -> Result<Package, Problem> {
    let requirement = requirement::parse(text)?;
    let part = |span: Range<usize>| text.get(span).unwrap_or_default();
    let name = part(requirement.name.clone());
    let mut package = Package {
        name: name.to_owned(),
        normalized: names::normalize(name),
        span: place(requirement.name.start..requirement.end),
        marker: requirement.marker.map(|marker| part(marker).to_owned()),
        direct: true,
        ..Package::default()
    };
    match requirement.wanted {
        Wanted::Version(version) => {
            package.version = Some(part(version.clone()).to_owned());
            package.version_span = Some(place(version));
        }
        Wanted::Range(range) => package.ranges = vec![range],
        Wanted::Address(address) => at_address(part(address), &mut package),
    }
    Ok(package)
}

/// Takes over what an address says of a package whose name may be known.
pub fn at_address(text: &str, package: &mut Package) {
    let address = address::read(text);
    package.source = address.source;
    package.reference = address.reference;
    if package.name.is_empty() {
        package.name = address.name.clone().unwrap_or_default();
        package.normalized = names::normalize(&package.name);
    }
    // Only if the file is of the package that it is said to be.
    if address.name.is_some_and(|name| names::normalize(&name) == package.normalized) {
        package.version = address.version;
    }
}
