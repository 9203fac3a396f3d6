//! Where data of this program's own are kept.

use std::path::PathBuf;

use etcetera::BaseStrategy as _;

/// The user's index of advisories: in `SECWS_DATA_DIR`, else where the system keeps data.
pub fn advisories() -> Option<PathBuf> {
    folder("SECWS_DATA_DIR", |strategy| strategy.data_dir()).map(|folder| folder.join("advisories.zip"))
}

/// Compiled plugins: in `SECWS_CACHE_DIR`, else where the system keeps caches. It holds native code, so it must not be
/// restored from anywhere.
pub fn compiled_plugins() -> Option<PathBuf> {
    folder("SECWS_CACHE_DIR", |strategy| strategy.cache_dir()).map(|folder| folder.join("plugins"))
}

/// Results of earlier runs. It holds no code, so that it may be restored from anywhere.
pub fn results() -> Option<PathBuf> {
    folder("SECWS_CACHE_DIR", |strategy| strategy.cache_dir()).map(|folder| folder.join("results").join("results.redb"))
}

fn folder(variable: &str, of: impl Fn(&etcetera::base_strategy::Xdg) -> PathBuf) -> Option<PathBuf> {
    let named = std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from);
    named.or_else(|| Some(of(&etcetera::base_strategy::Xdg::new().ok()?).join("secws")))
}
