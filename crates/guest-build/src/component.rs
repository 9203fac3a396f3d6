//! From a module to a component.

use std::fs;
use std::path::{Path, PathBuf};

use wit_component::ComponentEncoder;

use crate::{BuildError, TARGET};

/// Where cargo leaves the module of a package's library: `target/<triple>/<folder>/<package>.wasm`.
///
/// `profile` is the profile's folder, `release` for the profile of that name.
#[must_use]
pub fn module(target: &Path, profile: &str, package: &str) -> PathBuf {
    target.join(TARGET).join(profile).join(format!("{}.wasm", package.replace('-', "_")))
}

/// The component that a module describes in its custom sections, as `wit-bindgen` writes them.
///
/// # Errors
/// The module is not there, or does not follow the contract.
pub fn component(module: &Path) -> Result<Vec<u8>, BuildError> {
    let bytes = fs::read(module).map_err(|source| BuildError::NoModule { module: module.to_owned(), source })?;
    let encoded = ComponentEncoder::default().validate(true).module(&bytes).and_then(|mut encoder| encoder.encode());
    encoded.map_err(|error| BuildError::NoComponent { module: module.to_owned(), reason: format!("{error:#}") })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn a_module_is_called_as_cargo_calls_it() {
        let module = module(Path::new("t"), "release", "my-rules");
        assert_eq!(module, Path::new("t/wasm32-unknown-unknown/release/my_rules.wasm"));
    }

    #[test]
    fn what_is_no_module_is_refused_with_advice() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.wasm");
        assert!(component(&file).unwrap_err().to_string().contains("hint: the library needs `crate-type"));
        fs::write(&file, b"no wasm").unwrap();
        assert!(component(&file).unwrap_err().to_string().contains("hint: `secws_plugin_sdk::export_plugin!"));
    }
}
