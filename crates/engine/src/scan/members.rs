//! Members of containers: inputs like any other, but for plugins that open the container themselves.

use std::sync::Arc;

use secws_sources::archive::{self, Budget};

use super::file::ScannedFile;
use super::one::{Plugins, Scanner, position};
use crate::file::OpenFile;

impl Scanner<'_> {
    /// Scans what a container holds, and what that holds, behind the container itself, which is the last of the files. One
    /// member after the other is unpacked, so that memory holds one at a time.
    pub(super) fn scan_members(&self, open: &Arc<OpenFile>, files: &mut Vec<ScannedFile>) {
        let mut budget = Budget::new(&self.options.archives);
        self.open_container(open, 0, &mut budget, files);
    }

    /// Recursion ends where the archives' depth does.
    fn open_container(&self, open: &OpenFile, depth: u32, budget: &mut Budget, files: &mut Vec<ScannedFile>) {
        if !archive::is_container(&open.content) {
            return;
        }
        let opened_by = self.openers(open);
        let container = files.len().saturating_sub(1);
        let whole = self.options.max_file_size;
        let mut each = |member: archive::Member, budget: &mut Budget| {
            let archive::Member { path, origin, content } = member;
            let open = Arc::new(OpenFile { path, origin, content });
            files.push(self.scan_open(&open, &Plugins::new(), &opened_by));
            self.open_container(&open, depth + 1, budget, files);
        };
        let told = archive::members(&open.content, &open.path, &open.origin, depth, budget, whole, &mut each);
        files[container].notifications.extend(told);
    }

    /// Plugins that look into a container by themselves.
    fn openers(&self, open: &OpenFile) -> Plugins {
        let head = open.content.read(0, u32::try_from(self.router.head()).unwrap_or(u32::MAX)).unwrap_or_default();
        let whole = open.content.whole().map(|bytes| &**bytes);
        self.router.openers(&open.path, &head, whole).into_iter().map(position).collect()
    }
}
