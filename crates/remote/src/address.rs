//! A URL that may be asked, and that masks its credentials when printed.

use std::fmt;

use url::{Host, Url};

use crate::RemoteError;

/// Longer URLs are refused, in bytes.
const MAX_LENGTH: usize = 4096;

/// The URL of a download: HTTPS, or plain HTTP on this machine. `Display` and `Debug` mask user part and query.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(Box<Url>);

impl Address {
    /// Reads a URL.
    ///
    /// # Errors
    ///
    /// [`RemoteError::Address`] if it is none, [`RemoteError::Insecure`] if its scheme is not HTTPS (nor HTTP on this
    /// machine).
    pub fn parse(text: &str) -> Result<Self, RemoteError> {
        if text.len() > MAX_LENGTH {
            return Err(RemoteError::Address { reason: "it is too long" });
        }
        let url = Url::parse(text).map_err(|_| RemoteError::Address { reason: "it is no absolute URL" })?;
        Self::checked(url)
    }

    /// The address a `Location` header of this one's answer leads to.
    pub(crate) fn redirected(&self, location: &str) -> Result<Self, RemoteError> {
        let bad = || RemoteError::BadRedirect { address: self.clone() };
        if location.len() > MAX_LENGTH {
            return Err(bad());
        }
        let target = Self(Box::new(self.0.join(location).map_err(|_| bad())?));
        if self.is_https() && !target.is_https() {
            return Err(RemoteError::RedirectToInsecure { from: self.clone(), to: target });
        }
        Self::checked(*target.0)
    }

    /// The whole URL, credentials included: only for the request itself.
    pub(crate) fn unmasked(&self) -> &str {
        self.0.as_str()
    }

    /// Whether it names this machine: `localhost` or a loopback address.
    pub(crate) fn is_loopback(&self) -> bool {
        match self.0.host() {
            Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }

    fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    fn checked(mut url: Url) -> Result<Self, RemoteError> {
        // The fragment is the client's own business and never sent.
        url.set_fragment(None);
        let address = Self(Box::new(url));
        if address.0.host().is_none() {
            return Err(RemoteError::Address { reason: "it names no host" });
        }
        let may_be_asked = address.is_https() || (address.0.scheme() == "http" && address.is_loopback());
        if may_be_asked { Ok(address) } else { Err(RemoteError::Insecure { address }) }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = &self.0;
        write!(formatter, "{}://", url.scheme())?;
        if !url.username().is_empty() || url.password().is_some() {
            formatter.write_str("***@")?;
        }
        formatter.write_str(url.host_str().unwrap_or_default())?;
        if let Some(port) = url.port() {
            write!(formatter, ":{port}")?;
        }
        formatter.write_str(url.path())?;
        if url.query().is_some() { formatter.write_str("?***") } else { Ok(()) }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Address({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_masked_wherever_an_address_is_printed() {
        let address = Address::parse("https://user:word@host.example:8443/a/b.zip?sig=hidden#part").unwrap();
        assert_eq!(address.to_string(), "https://***@host.example:8443/a/b.zip?***");
        assert_eq!(format!("{address:?}"), "Address(https://***@host.example:8443/a/b.zip?***)");
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        for url in ["http://127.0.0.1:80/x", "http://127.9.9.9/x", "http://localhost/x", "http://[::1]:8080/x"] {
            assert!(Address::parse(url).is_ok(), "{url}");
        }
        for url in ["http://host.example/x", "http://localhost.example/x", "http://0.0.0.0/x", "ftp://127.0.0.1/x"] {
            assert!(matches!(Address::parse(url), Err(RemoteError::Insecure { .. })), "{url}");
        }
    }

    #[test]
    fn what_is_no_url_is_refused_without_being_repeated() {
        for url in ["", "all.zip", "https://", "https://user:word@", "file:///x", "mailto:a@b.example"] {
            let error = Address::parse(url).unwrap_err();
            assert!(!error.to_string().contains("word"), "{error}");
        }
        assert!(matches!(
            Address::parse(&format!("https://h.example/{}", "a".repeat(5000))),
            Err(RemoteError::Address { .. })
        ));
    }

    #[test]
    fn a_redirect_may_be_relative_but_not_lose_encryption() {
        let address = Address::parse("https://host.example/a/b?c").unwrap();
        assert_eq!(address.redirected("../d").unwrap().to_string(), "https://host.example/d");
        assert_eq!(address.redirected("//other.example/e").unwrap().to_string(), "https://other.example/e");
        for location in ["http://host.example/a", "http://127.0.0.1/a", "ftp://host.example/a"] {
            assert!(matches!(address.redirected(location), Err(RemoteError::RedirectToInsecure { .. })), "{location}");
        }
        assert!(matches!(address.redirected("https://["), Err(RemoteError::BadRedirect { .. })));
    }
}
