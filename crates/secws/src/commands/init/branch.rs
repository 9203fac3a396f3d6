//! The branch whose pushes are checked.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// What a repository's default branch is called: what the remote says; else `main` or `master`, whichever is there; else the
/// branch that is checked out. Names that a workflow would read as a pattern count as unknown, and what is unknown is `main`.
pub fn default_branch(root: &Path) -> String {
    let git = root.join(".git");
    let usual = || ["main", "master"].into_iter().find(|name| git.join("refs/heads").join(name).is_file());
    let found = symbolic(&git.join("refs/remotes/origin/HEAD"), "refs/remotes/origin/")
        .or_else(|| usual().map(str::to_owned))
        .or_else(|| symbolic(&git.join("HEAD"), "refs/heads/"));
    found.filter(|name| is_plain(name)).unwrap_or_else(|| "main".to_owned())
}

/// The name below `prefix` that a symbolic reference leads to.
fn symbolic(file: &Path, prefix: &str) -> Option<String> {
    let mut text = String::new();
    File::open(file).ok()?.take(4096).read_to_string(&mut text).ok()?;
    Some(text.trim().strip_prefix("ref: ")?.strip_prefix(prefix)?.to_owned())
}

fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_remote_knows_best() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let file = folder.path().join(".git").join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        let branch = || default_branch(folder.path());
        assert_eq!(branch(), "main");
        write("HEAD", "ref: refs/heads/feature\n");
        assert_eq!(branch(), "feature");
        write("refs/heads/master", "0123\n");
        assert_eq!(branch(), "master");
        write("refs/remotes/origin/HEAD", "ref: refs/remotes/origin/release/2.x\n");
        assert_eq!(branch(), "release/2.x");
        write("refs/remotes/origin/HEAD", "ref: refs/remotes/origin/a\", evil\n");
        assert_eq!(branch(), "main");
    }
}
