//! Which destinations a call may have: public addresses, over HTTPS, at the usual ports; others where `[services] allow` says so.
//!
//! The address that is checked is the one that is dialled: names are looked up by the connection itself, through [`Policy::filter`],
//! and a URL that has an address in it never comes to that, so it is checked beforehand ([`Policy::check`]).

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    str::FromStr,
};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use url::{Host, Url};

/// What is not public of IPv4. What the registry calls globally reachable within it is left out with the rest, since no service
/// is there: <https://www.iana.org/assignments/iana-ipv4-special-registry>, and multicast,
/// <https://www.rfc-editor.org/rfc/rfc5771>.
const SPECIAL_V4: [Ipv4Net; 18] = [
    v4(0, 0, 0, 0, 8),
    v4(10, 0, 0, 0, 8),
    v4(100, 64, 0, 0, 10),
    v4(127, 0, 0, 0, 8),
    v4(169, 254, 0, 0, 16),
    v4(172, 16, 0, 0, 12),
    v4(192, 0, 0, 0, 24),
    v4(192, 0, 2, 0, 24),
    v4(192, 31, 196, 0, 24),
    v4(192, 52, 193, 0, 24),
    v4(192, 88, 99, 0, 24),
    v4(192, 168, 0, 0, 16),
    v4(192, 175, 48, 0, 24),
    v4(198, 18, 0, 0, 15),
    v4(198, 51, 100, 0, 24),
    v4(203, 0, 113, 0, 24),
    v4(224, 0, 0, 0, 4),
    v4(240, 0, 0, 0, 4),
];

/// Of IPv6 the one block that is given out, <https://www.iana.org/assignments/ipv6-address-space>.
const GLOBAL_V6: Ipv6Net = v6([0x2000, 0, 0], 3);

/// What is not public within it: <https://www.iana.org/assignments/iana-ipv6-special-registry>.
const SPECIAL_V6: [Ipv6Net; 5] = [
    v6([0x2001, 0, 0], 23),
    v6([0x2001, 0x0db8, 0], 32),
    v6([0x2002, 0, 0], 16),
    v6([0x2620, 0x004f, 0x8000], 48),
    v6([0x3fff, 0, 0], 20),
];

const fn v4(a: u8, b: u8, c: u8, d: u8, length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length)
}

const fn v6([a, b, c]: [u16; 3], length: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), length)
}

/// Whether anybody on the internet may have this address.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(it) => !SPECIAL_V4.iter().any(|net| net.contains(&it)),
        IpAddr::V6(it) => {
            GLOBAL_V6.contains(&it) && !SPECIAL_V6.iter().any(|net| net.contains(&it))
        }
    }
}

/// An entry of `[services] allow`: `"mail.internal"`, `"127.0.0.1:*"`, `"10.0.0.0/8"`, `"[::1]:3000"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Allow {
    at: At,
    ports: Ports,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum At {
    Name(String),
    Net(IpNet),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ports {
    /// 80 and 443.
    Usual,
    One(u16),
    Any,
}

impl Ports {
    fn has(self, port: u16) -> bool {
        match self {
            Self::Usual => USUAL.contains(&port),
            Self::One(one) => one == port,
            Self::Any => true,
        }
    }
}

const USUAL: [u16; 2] = [80, 443];

impl FromStr for Allow {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "{text:?} is neither a host, an address nor a network, such as \"mail.internal\", \"127.0.0.1:*\", \
                 \"10.0.0.0/8\" or \"[::1]:3000\""
            )
        };
        let (host, rest) = match text.strip_prefix('[') {
            Some(inside) => inside.split_once(']').ok_or_else(wrong)?,
            None if text.matches(':').count() > 1 => (text, ""),
            None => text.split_at(text.find(':').unwrap_or(text.len())),
        };
        // `[fd00::]/8` has its length behind the bracket.
        let (length, rest) = match rest.strip_prefix('/') {
            Some(rest) => rest.split_at(rest.find(':').unwrap_or(rest.len())),
            None => ("", rest),
        };
        let ports = match rest.strip_prefix(':') {
            None if rest.is_empty() => Ports::Usual,
            Some("*") => Ports::Any,
            Some(port) => Ports::One(port.parse().map_err(|_| wrong())?),
            None => return Err(wrong()),
        };
        let net = match length {
            "" => host.parse::<IpNet>().ok(),
            length => format!("{host}/{length}").parse().ok(),
        };
        let address = host.parse::<IpAddr>().ok().map(IpNet::from);
        let at = match net.or(address.filter(|_| length.is_empty())) {
            Some(net) => At::Net(net.trunc()),
            None => At::Name(name(host).ok_or_else(wrong)?),
        };
        Ok(Self { at, ports })
    }
}

/// A host's name as URLs have it.
fn name(text: &str) -> Option<String> {
    match Host::parse(text) {
        Ok(Host::Domain(domain)) if !text.is_empty() => Some(plain(&domain)),
        _ => None,
    }
}

/// `localhost.` is `localhost`.
fn plain(domain: &str) -> String {
    domain.strip_suffix('.').unwrap_or(domain).to_lowercase()
}

/// Whether a name is one of this machine.
fn is_local(domain: &str) -> bool {
    let domain = plain(domain);
    domain == "localhost" || domain.ends_with(".localhost")
}

/// Where calls may go.
#[derive(Debug, Clone)]
pub(crate) struct Policy {
    pub(super) allow: Vec<Allow>,
    /// The ports of hosts that are not allowed by name or address.
    pub(super) ports: Vec<u16>,
}

/// A destination that is not allowed, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Blocked(String);

impl Policy {
    /// # Errors
    /// The entry that is none.
    pub(crate) fn new(allow: &[String]) -> Result<Self, String> {
        let allow: Result<Vec<Allow>, String> = allow.iter().map(|it| it.parse()).collect();
        Ok(Self {
            allow: allow?,
            ports: USUAL.to_vec(),
        })
    }

    /// Whether a URL may be called, as far as it can be told without looking its host's name up.
    pub(crate) fn check(&self, url: &Url) -> Result<(), Blocked> {
        let blocked = |why: String| Err(Blocked(why));
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return blocked("the URL has no host: write \"https://\" and a host".to_owned());
        };
        if !url.username().is_empty() || url.password().is_some() {
            return blocked(format!(
                "a user or a password stands before {host} in the URL: say it by `auth`"
            ));
        }
        let entries = || self.allow.iter().filter(|it| it.is_of(&host));
        if entries().any(|it| it.ports.has(port)) {
            return match url.scheme() {
                "https" | "http" => Ok(()),
                other => blocked(format!("{other}: is neither \"https:\" nor \"http:\"")),
            };
        }
        if entries().next().is_some() {
            return blocked(format!(
                "[services] allow has {host} without the port {port}: write \"{host}:{port}\""
            ));
        }
        let address = match host {
            // Whatever is looked up: <https://www.rfc-editor.org/rfc/rfc6761#section-6.3>.
            Host::Domain(domain) if is_local(domain) => Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
            Host::Domain(_) => None,
            Host::Ipv4(it) => Some(IpAddr::V4(it)),
            Host::Ipv6(it) => Some(IpAddr::V6(it)),
        };
        if let Some(address) = address.filter(|it| !is_public(*it)) {
            return blocked(not_public(address, &host.to_string()));
        }
        if url.scheme() != "https" {
            return blocked(format!(
                "the URL is not an https: one; where {host} is one of your own, write \"{host}:{port}\" under [services] allow \
                 in buildamp.toml"
            ));
        }
        if !self.ports.contains(&port) {
            return blocked(format!(
                "port {port} is neither 80 nor 443; where that is meant, write \"{host}:{port}\" under [services] allow in \
                 buildamp.toml"
            ));
        }
        Ok(())
    }

    /// What a name was found to stand for, if all of it may be dialled. A name that stands for one address that may not be is
    /// refused as a whole: it would be chance where the call goes.
    pub(super) fn filter(
        &self,
        domain: &str,
        found: Vec<SocketAddr>,
    ) -> Result<Vec<SocketAddr>, Blocked> {
        let domain = plain(domain);
        let is_named = |it: &Allow| matches!(&it.at, At::Name(name) if *name == domain);
        if self.allow.iter().any(is_named) {
            return Ok(found);
        }
        // Which port is dialled is not known here: one of the usual ones, as the URL was checked.
        let is_allowed = |address: IpAddr| {
            self.allow.iter().any(|it| match (&it.at, it.ports) {
                (At::Net(net), Ports::Usual | Ports::Any) => net.contains(&address),
                (At::Net(_), Ports::One(_)) | (At::Name(_), _) => false,
            })
        };
        let mut addresses = found.iter().map(SocketAddr::ip);
        match addresses.find(|it| !is_public(*it) && !is_allowed(*it)) {
            Some(address) => Err(Blocked(not_public(address, &domain))),
            None => Ok(found),
        }
    }
}

impl Allow {
    /// Whether it is about this host, as it stands in a URL.
    fn is_of(&self, host: &Host<&str>) -> bool {
        match (&self.at, host) {
            (At::Name(name), Host::Domain(domain)) => *name == plain(domain),
            (At::Net(net), Host::Ipv4(it)) => net.contains(&IpAddr::V4(*it)),
            (At::Net(net), Host::Ipv6(it)) => net.contains(&IpAddr::V6(*it)),
            (At::Name(_), Host::Ipv4(_) | Host::Ipv6(_)) | (At::Net(_), Host::Domain(_)) => false,
        }
    }
}

fn not_public(address: IpAddr, host: &str) -> String {
    let of = if host.trim_matches(['[', ']']) == address.to_string() {
        format!("{address} is")
    } else {
        format!("{host} stands for {address}, which is")
    };
    format!(
        "{of} not a public address; where it is one of your own, write \"{host}\" under [services] allow in buildamp.toml"
    )
}
