//! The device that stands at a counter: told from others today, unknown tomorrow.

use super::seal;
use crate::server::{Server, Visitor, cookie, request_extension, set_cookie};
use leptos::prelude::use_context;
use model::{center::CenterId, date};

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
    pub(super) fn at(server: &Server, center: CenterId, gives: bool) -> Self {
        let (day, center) = (date::format(server.local_now().day), center.to_string());
        let of = |what: &str, text: &str| seal::short(server, &[what, &center, &day, text]);
        let address = request_extension::<Visitor>().map(|v| v.0).unwrap_or_default();
        let address = of("address", &address);
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

/// What the device brings back.
fn token() -> Option<String> {
    let parts = use_context::<axum::http::request::Parts>()?;
    let lines = parts.headers.get_all(axum::http::header::COOKIE);
    let mut pairs = lines
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|line| line.split(';'));
    let value = pairs.find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == DEVICE_COOKIE).then(|| value.to_owned())
    })?;
    let known = value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit());
    known.then_some(value)
}
