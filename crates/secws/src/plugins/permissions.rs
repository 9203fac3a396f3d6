//! What a plugin may do beyond looking at the files that it is handed.

use anyhow::{Result, bail};
use secws_sandbox::Plugin;

/// Names of permissions, and the interfaces whose import asks for them.
const PERMISSIONS: [(&str, &str); 1] = [("advisories", "secws:plugin/advisories@")];

/// The permissions that a plugin asks for.
pub fn asked(plugin: &Plugin) -> Vec<&'static str> {
    let imported = |interface: &str| plugin.imports().iter().any(|import| import.starts_with(interface));
    PERMISSIONS.iter().filter(|(_, interface)| imported(interface)).map(|(name, _)| *name).collect()
}

/// Whether all that a plugin asks for is granted. `place`: where the grants stand, for a message.
pub fn check(plugin: &Plugin, granted: &[String], place: &str, hint: &str) -> Result<()> {
    let name = &plugin.description().name;
    if let Some(unknown) = granted.iter().find(|word| !PERMISSIONS.iter().any(|(name, _)| name == word)) {
        let known = PERMISSIONS.map(|(name, _)| name);
        bail!("there is no permission `{unknown}`{place}{}", crate::settings::nearest::hint(unknown, known.into_iter()));
    }
    for permission in asked(plugin) {
        if !granted.iter().any(|word| word == permission) {
            bail!("the plugin `{name}` asks for the permission `{permission}`, which is not granted{place}\nhint: {hint}");
        }
    }
    Ok(())
}
