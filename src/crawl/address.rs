//! Which addresses of the Internet a crawler may connect to.
//!
//! Links come from strangers. One that points at a machine behind the reader's own firewall must not be followed,
//! whatever name it hides behind: so names are checked by the addresses they resolve to, and the very addresses that
//! passed the check are the ones connected to.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Host;

use crate::news::CanonicalUrl;

/// IPv4 blocks that are not globally reachable: RFC 6890 and the IANA registry of special-purpose addresses that
/// continues it, with multicast (RFC 5771). Network and prefix length.
const SPECIAL_V4: &[(Ipv4Addr, u32)] = &[
    (Ipv4Addr::new(0, 0, 0, 0), 8),       // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),      // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),   // carriers' shared addresses (RFC 6598)
    (Ipv4Addr::new(127, 0, 0, 0), 8),     // loopback
    (Ipv4Addr::new(169, 254, 0, 0), 16),  // link-local, and the metadata services of clouds
    (Ipv4Addr::new(172, 16, 0, 0), 12),   // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),    // protocol assignments
    (Ipv4Addr::new(192, 0, 2, 0), 24),    // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24),  // 6to4 relays, withdrawn (RFC 7526)
    (Ipv4Addr::new(192, 168, 0, 0), 16),  // private
    (Ipv4Addr::new(198, 18, 0, 0), 15),   // benchmarks
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),  // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),     // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),     // reserved, and broadcast
];

/// Blocks inside the global unicast space 2000::/3 that are not globally reachable (same registry).
const SPECIAL_V6: &[(Ipv6Addr, u32)] = &[
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocol assignments, with Teredo and ORCHID
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];

/// Whether an address is on the public Internet. An IPv6 address that carries an IPv4 one is judged by that one.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => match carried(v6) {
            Some(v4) => is_public_v4(v4),
            None => is_public_v6(v6),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !SPECIAL_V4.iter().any(|(network, length)| (address.to_bits() ^ network.to_bits()) >> (32 - length) == 0)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let is_global_unicast = address.to_bits() >> 125 == 0b001;
    is_global_unicast
        && !SPECIAL_V6
            .iter()
            .any(|(network, length)| (address.to_bits() ^ network.to_bits()) >> (128 - length) == 0)
}

/// The IPv4 address inside an IPv4-mapped (`::ffff:0:0/96`, RFC 4291), NAT64 (`64:ff9b::/96`, RFC 6052) or 6to4
/// (`2002::/16`, RFC 3056) address.
fn carried(address: Ipv6Addr) -> Option<Ipv4Addr> {
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => Some(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low))),
        _ => None,
    }
}

/// A host that is not on the public Internet.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{host}` is a private address; set `allow_private_addresses` in `[crawl]` to fetch from it")]
pub struct PrivateAddress {
    pub host: String,
}

/// Checks a host that is written as a number, which no resolver gets to see.
pub fn check_literal(url: &CanonicalUrl) -> Result<(), PrivateAddress> {
    let address = match url.as_url().host() {
        Some(Host::Ipv4(v4)) => IpAddr::V4(v4),
        Some(Host::Ipv6(v6)) => IpAddr::V6(v6),
        Some(Host::Domain(_)) | None => return Ok(()),
    };
    if is_public(address) { Ok(()) } else { Err(PrivateAddress { host: address.to_string() }) }
}

/// Resolves names to public addresses only.
#[derive(Clone, Copy, Debug)]
pub struct PublicResolver;

impl Resolve for PublicResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            // The port is a placeholder: reqwest puts the one of the address in its place.
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if found.is_empty() {
                return Err(io::Error::from(io::ErrorKind::NotFound).into());
            }
            let public: Vec<SocketAddr> = found.into_iter().filter(|a| is_public(a.ip())).collect();
            if public.is_empty() {
                return Err(PrivateAddress { host: name.as_str().to_owned() }.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(public: bool, addresses: &[&str]) {
        for address in addresses {
            assert_eq!(is_public(address.parse().unwrap()), public, "{address}");
        }
    }

    #[test]
    fn public_addresses() {
        check(true, &["1.1.1.1", "8.8.8.8", "100.63.0.1", "172.32.0.1", "192.0.1.1", "223.255.255.255"]);
        check(
            true,
            &["2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"],
        );
    }

    #[test]
    fn special_addresses() {
        check(false, &["0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254"]);
        check(
            false,
            &["172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.168.1.1", "198.19.0.1"],
        );
        check(false, &["198.51.100.7", "203.0.113.7", "224.0.0.1", "240.0.0.1", "255.255.255.255"]);
        check(
            false,
            &["::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "3fff::1", "2001::1"],
        );
    }

    #[test]
    fn special_addresses_in_disguise() {
        check(
            false,
            &["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1"],
        );
        check(false, &["2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:101::"]);
    }

    #[test]
    fn numbers_for_hosts_in_every_spelling() {
        for url in
            ["http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://[::1]:80/", "http://0/"]
        {
            assert!(check_literal(&CanonicalUrl::parse(url).unwrap()).is_err(), "{url}");
        }
        assert!(check_literal(&CanonicalUrl::parse("http://news.example/").unwrap()).is_ok());
        assert!(check_literal(&CanonicalUrl::parse("http://8.8.8.8/").unwrap()).is_ok());
    }
}
