//! The device that stands at a counter: told from others today, unknown tomorrow.

use super::seal;
use crate::server::{Server, Visitor, cookie, request_extension, sent_cookie, set_cookie};
use jiff::civil::Date;
use model::{center::CenterId, date};
use std::net::IpAddr;

/// Cookie of a device that has been at a counter: a random number, nothing else.
const DEVICE_COOKIE: &str = "device";
/// For how long it is kept, seconds.
const DEVICE_SECONDS: i64 = 365 * 86_400;

/// The device that asks, as far as a counter has to tell devices apart today.
pub(super) struct Device {
    /// Keyed hash of its cookie; of its address where it keeps no cookie.
    pub(super) mark: String,
    /// Keyed hash of its address.
    pub(super) address: String,
}

impl Device {
    /// Who is at the counter. A device without a cookie gets one, if it `gives` any.
    /// `day` is the one that it rates; its address is told from others on the day it is seen.
    pub(super) fn at(server: &Server, center: CenterId, day: Date, gives: bool) -> Self {
        let (today, day, center) = (
            date::format(server.local_now().day),
            date::format(day),
            center.to_string(),
        );
        let of = |what: &str, text: &str| {
            let day = if what == "address" { &today } else { &day };
            seal::short(server, &[what, &center, day, text])
        };
        let address = request_extension::<Visitor>().map(|v| v.0).unwrap_or_default();
        let address = of("address", &network(&address));
        let mark = match token() {
            Some(token) => of("device", &token),
            None if gives => {
                let token: String = (server.secret)().iter().map(|b| format!("{b:02x}")).collect();
                set_cookie(&cookie(server, DEVICE_COOKIE, &token, DEVICE_SECONDS));
                of("device", &token)
            }
            None => format!("a{address}"),
        };
        Self { mark, address }
    }
}

/// Whose an address is: a household has all of an IPv6 network of 64 bits, and would else be as many as it likes.
fn network(address: &str) -> String {
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V6(six)) => match six.to_ipv4_mapped() {
            Some(four) => four.to_string(),
            None => format!("{:x?}", &six.segments()[..4]),
        },
        _ => address.to_owned(),
    }
}

/// What the device brings back.
fn token() -> Option<String> {
    let value = sent_cookie(DEVICE_COOKIE)?;
    let known = value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit());
    known.then_some(value)
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn a_household_is_one_address() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:10.0.0.7"), network("10.0.0.7"));
        assert_ne!(network("10.0.0.8"), network("10.0.0.7"));
        assert_eq!(network(""), "");
    }
}
