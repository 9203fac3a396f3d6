//! Where the component of a plugin comes from, and whether it is the one that settings mean.

use std::path::Path;

use anyhow::{Result, bail};

use crate::settings::{PluginSettings, Settings};

/// The component of `[plugins.NAME]`; none for one that is built in.
pub fn component(name: &str, plugin: &PluginSettings, settings: &Settings) -> Result<Option<Vec<u8>>> {
    let at = |key: &str| settings.place(&format!("plugins.{name}.{key}"));
    let Some(source) = &plugin.source else {
        if plugin.digest.is_some() {
            bail!("`plugins.{name}.digest`{}: there is no `source` that it could be of", at("digest"));
        }
        return Ok(None);
    };
    if !is_local(source) {
        if plugin.digest.is_none() {
            bail!(
                "`plugins.{name}.source`{}: `{source}` is no local file, so it needs a `digest`\n\
                 hint: `secws plugin inspect FILE` prints that of a file",
                at("source")
            );
        }
        bail!("`plugins.{name}.source`{}: `{source}` is no local file, and only those can be used yet", at("source"));
    }
    let what = format!("`plugins.{name}.source`{}: the plugin", at("source"));
    let bytes = settings.files.need(Path::new(source), &what)?;
    if let Some(wanted) = &plugin.digest {
        check_digest(&bytes, wanted, &format!("`plugins.{name}.digest`{}", at("digest")))?;
    }
    Ok(Some(bytes))
}

/// An address, or an image of a registry.
fn is_local(source: &str) -> bool {
    !source.contains("://") && !source.starts_with("oci:")
}

fn check_digest(bytes: &[u8], wanted: &str, key: &str) -> Result<()> {
    let digits = wanted.strip_prefix("sha256:").map(str::to_lowercase);
    let Some(digits) = digits.filter(|digits| digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    else {
        bail!("{key}: `{wanted}` is no digest like `sha256:` and 64 hexadecimal digits");
    };
    let is = secws_model::digest(bytes);
    if is != digits {
        bail!("{key}: the plugin is another one than settings mean: its digest is sha256:{is}");
    }
    Ok(())
}
