//! Where a gateway may be: an address that a server posts to must not become a way into its own network.

use std::net::{IpAddr, Ipv6Addr};

/// Whether text messages may be posted to an address: under https anywhere, under http only within one's own network, or in a
/// `sample`. Where a name leads is asked again when it is connected to.
#[must_use]
pub fn is_gateway_url(url: &str, sample: bool) -> bool {
    if url.len() > 500 || !url.bytes().all(|b| b.is_ascii_graphic()) || url.contains('#') {
        return false;
    }
    let (secure, rest) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
        (Some(rest), _) => (true, rest),
        (_, Some(rest)) => (false, rest),
        _ => return false,
    };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let Some(host) = host(authority) else { return false };
    secure || sample || is_near_host(host)
}

/// The host of `host:port`; none where there is a user, no host, or a port that is no number.
fn host(authority: &str) -> Option<&str> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']')?;
            host.parse::<Ipv6Addr>().ok()?;
            (host, port.strip_prefix(':').or(port.is_empty().then_some("0"))?)
        }
        None => authority.split_once(':').unwrap_or((authority, "0")),
    };
    let named = host
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':'));
    (!host.is_empty() && named && port.parse::<u16>().is_ok()).then_some(host)
}

/// Names without a dot and those of private networks may be near: it is seen when they are looked up.
fn is_near_host(host: &str) -> bool {
    if let Ok(address) = host.parse() {
        return is_near(address);
    }
    let top = host.rsplit('.').next().unwrap_or_default();
    // Digits at the end are an address in a form of their own.
    if top.bytes().all(|b| b.is_ascii_digit()) || top.starts_with("0x") {
        return false;
    }
    !host.contains('.') || ["local", "lan", "internal", "localhost"].contains(&top)
}

/// Whether an address is this computer's own or of a private network. Link-local ones are not: there clouds keep their secrets.
#[must_use]
pub fn is_near(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private(),
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_near(IpAddr::V4(v4)),
            None => v6.is_loopback() || v6.is_unique_local(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_encryption_only_ones_own_network_is_posted_to() {
        for good in [
            "https://sms.example/send",
            "https://sms.example:8443/send?app=1",
            "https://10.0.0.5/",
            "http://127.0.0.1:9000/sms",
            "http://localhost:9000/sms",
            "http://10.0.0.5",
            "http://192.168.1.20/sms",
            "http://[::1]:9000/",
            "http://sms-gateway:8080/",
            "http://sms.internal/",
        ] {
            assert!(is_gateway_url(good, false), "{good}");
        }
        for bad in [
            "",
            "ftp://10.0.0.5/",
            "http://sms.example/send",
            "http://8.8.8.8/",
            "http://169.254.169.254/latest",
            "http://2852039166/",
            "http://0x7f000001/",
            "https://me:secret@sms.example/",
            "https:///send",
            "https://sms.example:port/",
            "https://sms.example/#x",
            "https://sms.example/a b",
            "javascript:alert(1)",
        ] {
            assert!(!is_gateway_url(bad, false), "{bad}");
        }
        assert!(is_gateway_url("http://sms.example/send", true));
        assert!(!is_gateway_url("ftp://sms.example/send", true));
    }
}
