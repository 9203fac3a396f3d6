//! Which of the indexes in a lock file is the public one.

use std::collections::BTreeSet;

use crate::address;
use crate::facts::{Package, Source};

/// The index of each package of a lock file, none for the public one.
#[derive(Debug, Default)]
pub struct Registries {
    public: bool,
    others: Vec<(usize, String)>,
}

impl Registries {
    /// Says from which address the package at this position comes.
    pub fn note(&mut self, position: usize, address: &str) {
        match address::host(address) {
            Some(host) if address::is_public(&host) => self.public = true,
            _ => self.others.push((position, address.to_owned())),
        }
    }

    /// Says that a package comes from the public index.
    pub fn note_public(&mut self) {
        self.public = true;
    }

    /// Marks what is from an index beside the public one. Where all packages come from one and the same address, that is a
    /// mirror of the public index, or stands before it.
    pub fn settle(&self, packages: &mut [Package]) {
        let addresses: BTreeSet<&str> = self.others.iter().map(|(_, address)| address.as_str()).collect();
        if !self.public && addresses.len() == 1 {
            return;
        }
        for (position, _) in &self.others {
            if let Some(package) = packages.get_mut(*position) {
                package.source = Source::OtherIndex;
            }
        }
    }
}
