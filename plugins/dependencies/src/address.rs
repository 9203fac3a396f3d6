//! What the address of a package tells: where it is installed from, and what it names.

use crate::facts::{Reference, Source};
use crate::names;

/// What could be read of an address. It holds no part of the address that may be a password.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// Where it leads.
    pub source: Source,
    /// For a VCS, what of it is taken.
    pub reference: Option<Reference>,
    /// The project's name, from the fragment or the file's name.
    pub name: Option<String>,
    /// The version, from the file's name.
    pub version: Option<String>,
}

const VCS: [&str; 4] = ["git", "hg", "svn", "bzr"];

/// Whether pip takes a text for an address, and not for a name or a path.
pub fn is_address(text: &str) -> bool {
    let scheme = text.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase()).unwrap_or_default();
    let known = ["http", "https", "file", "ftp", "ssh", "sftp"];
    known.contains(&scheme.as_str()) || is_vcs(&scheme)
}

/// Whether a text ends like an archive that pip installs.
pub fn is_archive(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    [".whl", ".zip", ".tar.gz", ".tgz", ".tar", ".tar.bz2", ".tbz", ".tar.xz", ".txz"].iter().any(|end| lower.ends_with(end))
}

fn is_vcs(scheme: &str) -> bool {
    VCS.iter().any(|vcs| scheme.strip_prefix(vcs).is_some_and(|rest| rest.is_empty() || rest.starts_with('+')))
}

/// Reads an address or a path.
pub fn read(address: &str) -> Address {
    let (address, fragment) = address.split_once('#').unwrap_or((address, ""));
    let egg = fragment.split('&').find_map(|part| part.strip_prefix("egg=")).and_then(project);
    let scheme = address.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase()).unwrap_or_default();
    if is_vcs(&scheme) || matches!(scheme.as_str(), "ssh" | "sftp") {
        let name = egg.or_else(|| repository(address));
        return Address { source: Source::Vcs, reference: Some(reference(address)), name, version: None };
    }
    let (name, version) = archive(address);
    let name = egg.or(name);
    let host = host(address);
    let source = match host {
        Some(host) if is_public(&host) && name.is_some() && version.is_some() => Source::Index,
        Some(_) if scheme != "file" => Source::Url,
        _ => Source::Path,
    };
    Address { source, reference: None, name, version }
}

/// The host that an address names, in lower case, without port, user or password.
pub fn host(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host.strip_prefix('[') {
        Some(literal) => literal.split(']').next()?,
        None => host.split(':').next()?,
    };
    (!host.is_empty()).then(|| host.to_ascii_lowercase())
}

/// Whether a host serves the public index, a mirror of it, or builds of the projects that are on it.
pub fn is_public(host: &str) -> bool {
    const HOSTS: [&str; 14] = [
        "download.pytorch.org",
        "files.pythonhosted.org",
        "mirror.baidu.com",
        "mirrors.aliyun.com",
        "mirrors.bfsu.edu.cn",
        "mirrors.cloud.tencent.com",
        "mirrors.huaweicloud.com",
        "mirrors.ustc.edu.cn",
        "pypi.douban.com",
        "pypi.doubanio.com",
        "pypi.mirrors.ustc.edu.cn",
        "pypi.org",
        "pypi.python.org",
        "pypi.tuna.tsinghua.edu.cn",
    ];
    HOSTS.contains(&host)
}

/// Whether a host is this machine.
pub fn is_local(host: &str) -> bool {
    matches!(host, "localhost" | "::1" | "0.0.0.0") || host.starts_with("127.") || host.ends_with(".localhost")
}

/// What of a repository is taken: what follows the `@` of the path.
fn reference(address: &str) -> Reference {
    let path = address.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    path.rsplit_once('@').map_or(Reference::Moving, |(_, reference)| reference_kind(reference))
}

/// Tells a commit from a release's tag from a branch, by how it is written.
pub fn reference_kind(reference: &str) -> Reference {
    let hexadecimal = reference.chars().all(|c| c.is_ascii_hexdigit());
    if hexadecimal && matches!(reference.len(), 40 | 64) {
        return Reference::Commit;
    }
    let digits = reference.rsplit(['/', '-']).next().unwrap_or(reference).trim_start_matches(['v', 'V']);
    let release = digits.starts_with(|c: char| c.is_ascii_digit()) && digits.contains('.');
    if release { Reference::Tag } else { Reference::Moving }
}

/// The name of a repository, where nothing better names the project.
fn repository(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let (_, path) = rest.split_once('/')?;
    let path = path.rsplit_once('@').map_or(path, |(path, _)| path);
    let last = path.trim_end_matches('/').rsplit('/').next()?;
    project(last.strip_suffix(".git").unwrap_or(last))
}

fn project(text: &str) -> Option<String> {
    let name = text.split(['[', '=', '<', '>', '!', '~']).next()?;
    names::is_valid(name).then(|| name.to_owned())
}

/// Name and version, as the file name of a wheel or a source archive holds them.
fn archive(address: &str) -> (Option<String>, Option<String>) {
    let path = address.split('?').next().unwrap_or(address);
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    if !is_archive(file) {
        return (None, None);
    }
    let file = file.replace("%2B", "+").replace("%2b", "+");
    if let Some(stem) = file.strip_suffix(".whl") {
        // Name, version, maybe a build, and three tags.
        return match stem.split('-').collect::<Vec<_>>().as_slice() {
            [name, version, _, _, _] | [name, version, _, _, _, _] => (project(name), Some((*version).to_owned())),
            _ => (None, None),
        };
    }
    let lower = file.to_ascii_lowercase();
    let stem = [".zip", ".tar.gz", ".tgz", ".tar", ".tar.bz2", ".tbz", ".tar.xz", ".txz"]
        .iter()
        .find_map(|end| lower.ends_with(end).then(|| file.get(..file.len().saturating_sub(end.len())))?);
    match stem.and_then(|stem| stem.rsplit_once('-')) {
        Some((name, version)) if version.starts_with(|c: char| c.is_ascii_digit()) => {
            (project(name), Some(version.to_owned()))
        }
        _ => (None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(address: &str) -> (Source, Option<Reference>, String) {
        let Address { source, reference, name, version } = read(address);
        (source, reference, format!("{} {}", name.unwrap_or_default(), version.unwrap_or_default()))
    }

    #[test]
    fn repositories_are_told_by_what_they_name() {
        let commit = "0123456789abcdef0123456789abcdef01234567";
        for (address, reference, name) in [
            (format!("git+https://h/o/r.git@{commit}#egg=Foo[x]"), Reference::Commit, "Foo "),
            ("git+ssh://git@h/o/r.git@v1.2.3".to_owned(), Reference::Tag, "r "),
            ("git+ssh://git@h/o/r.git".to_owned(), Reference::Moving, "r "),
            ("git+https://h/o/r@main#subdirectory=x&egg=a".to_owned(), Reference::Moving, "a "),
            ("hg+http://h/r@release-2.0".to_owned(), Reference::Tag, "r "),
        ] {
            assert_eq!(short(&address), (Source::Vcs, Some(reference), name.to_owned()), "{address}");
        }
    }

    #[test]
    fn archives_of_the_public_index_count_as_from_it() {
        for (address, source, name) in [
            ("https://files.pythonhosted.org/packages/aa/Django-3.2-py3-none-any.whl", Source::Index, "Django 3.2"),
            (
                "https://download.pytorch.org/whl/torch-2.0.0%2Bcpu-cp311-none-any.whl#sha256=0",
                Source::Index,
                "torch 2.0.0+cpu",
            ),
            ("https://user:word@example.org:8080/x/foo-bar-1.0.tar.gz?a=b", Source::Url, "foo-bar 1.0"),
            ("https://example.org/", Source::Url, " "),
            ("file:///build/foo-1.0.zip", Source::Path, "foo 1.0"),
            ("./wheels/foo-1.0-py3-none-any.whl", Source::Path, "foo 1.0"),
            ("../other", Source::Path, " "),
        ] {
            assert_eq!(short(address), (source, None, name.to_owned()), "{address}");
        }
    }

    #[test]
    fn hosts_come_without_user_and_port() {
        assert_eq!(host("https://u:p@H.example:8443/x").as_deref(), Some("h.example"));
        assert_eq!(host("http://[::1]:80/").as_deref(), Some("::1"));
        assert_eq!(host("no address"), None);
    }
}
