//! One instance for each worker and plugin, kept from file to file.

use std::sync::{Mutex, PoisonError};

use secws_sandbox::{Configured, Instance, SandboxError};

/// Instances that wait for their worker's next file.
pub(crate) struct InstancePool {
    /// By worker, then by plugin.
    slots: Vec<Mutex<Option<Instance>>>,
    plugins: usize,
}

impl InstancePool {
    /// Empty, for so many workers and plugins.
    pub(crate) fn new(workers: usize, plugins: usize) -> Self {
        let slots = (0..workers.max(1) * plugins).map(|_| Mutex::new(None)).collect();
        InstancePool { slots, plugins }
    }

    /// The worker's instance of a plugin, or a fresh one.
    pub(crate) fn take(&self, plugin: usize, configured: &Configured) -> Result<Instance, SandboxError> {
        let kept = self.slot(plugin).lock().unwrap_or_else(PoisonError::into_inner).take();
        kept.map_or_else(|| configured.instance(), Ok)
    }

    /// Keeps an instance for the worker's next file.
    pub(crate) fn put(&self, plugin: usize, instance: Instance) {
        if !instance.is_bloated() {
            *self.slot(plugin).lock().unwrap_or_else(PoisonError::into_inner) = Some(instance);
        }
    }

    fn slot(&self, plugin: usize) -> &Mutex<Option<Instance>> {
        let worker = rayon::current_thread_index().unwrap_or_default();
        &self.slots[(worker * self.plugins + plugin) % self.slots.len()]
    }
}
