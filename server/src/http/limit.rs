//! How often one address may call: generous, so that a whole center behind one address is served, and a program that asks
//! without end is not. Signing in has its own, stricter limits in the store.

use super::{error, forms};
use app::server::Visitor;
use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use model::AppError;
use std::{net::Ipv6Addr, num::NonZeroU32, sync::Arc, time::Duration};

/// Calls a second that an address may make on and on.
const STEADY: NonZeroU32 = NonZeroU32::new(20).unwrap();
/// Calls that it may make at once.
const BURST: NonZeroU32 = NonZeroU32::new(200).unwrap();
/// Seconds after which somebody who asked too often has a fair number of calls again.
const RETRY_AFTER: u32 = 5;
/// What an address may do much less often: a complaint is a person's work of days, and is never deleted.
const COMPLAIN: &str = "/api/complaint/send";
/// Seconds for each complaint of an address.
const COMPLAINT_SECONDS: u32 = 600;
/// Complaints that it may send at once: a whole center shares an address.
const COMPLAINTS: NonZeroU32 = NonZeroU32::new(20).unwrap();
/// Costs a text message each, to whatever number: a program that asks for numbers one after the other would ring at many doors.
const SEND_CODE: &str = "/api/resident/send_code";
/// Seconds for each code that an address asks for.
const CODE_SECONDS: u32 = 60;
/// Codes that it may ask for at once: a whole center shares an address.
const CODES: NonZeroU32 = NonZeroU32::new(20).unwrap();
/// Addresses remembered before those that have been quiet are forgotten.
const MANY: usize = 10_000;

/// The calls of each address.
#[derive(Clone)]
pub(super) struct Calls {
    all: Arc<DefaultKeyedRateLimiter<String>>,
    complaints: Arc<DefaultKeyedRateLimiter<String>>,
    codes: Arc<DefaultKeyedRateLimiter<String>>,
}

impl Calls {
    pub(super) fn new() -> Self {
        let limit = |quota: Quota| Arc::new(RateLimiter::keyed(quota));
        let one_in = |seconds: u32, burst| {
            let quota = Quota::with_period(Duration::from_secs(seconds.into()));
            quota.map_or(Quota::per_hour(burst), |quota| quota.allow_burst(burst))
        };
        Self {
            all: limit(Quota::per_second(STEADY).allow_burst(BURST)),
            complaints: limit(one_in(COMPLAINT_SECONDS, COMPLAINTS)),
            codes: limit(one_in(CODE_SECONDS, CODES)),
        }
    }

    /// Counts one call of `address` and says whether it may go on.
    ///
    /// # Errors
    /// Seconds after which it may.
    fn admit(&self, address: &str, path: &str) -> Result<(), u32> {
        let address = household(address);
        let check = |limiter: &DefaultKeyedRateLimiter<String>, seconds: u32| {
            if limiter.len() > MANY {
                limiter.retain_recent();
            }
            limiter.check_key(&address).map_err(|_| seconds)
        };
        check(&self.all, RETRY_AFTER)?;
        match path {
            COMPLAIN => check(&self.complaints, COMPLAINT_SECONDS),
            SEND_CODE => check(&self.codes, CODE_SECONDS),
            _ => Ok(()),
        }
    }
}

/// Whom an address counts for: of IPv6 the network, because every household has as many addresses in its own as it likes.
pub(super) fn household(address: &str) -> String {
    match address.parse::<Ipv6Addr>() {
        Ok(v6) if v6.to_ipv4_mapped().is_none() => {
            let [a, b, c, d, ..] = v6.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).to_string()
        }
        _ => address.to_owned(),
    }
}

/// Answers 429 to an address that calls too often.
pub(super) async fn calls(State(calls): State<Calls>, request: Request, next: Next) -> Response {
    let address = request.extensions().get::<Visitor>().map_or("", |v| v.0.as_str());
    let Err(retry_after) = calls.admit(address, request.uri().path()) else {
        return next.run(request).await;
    };
    let error = AppError::TooMany { retry_after };
    let mut response = if forms::is_plain_form(request.headers()) || forms::carries_files(request.uri().path()) {
        forms::unanswered(request, &error).await
    } else {
        let marked = [(
            server_fn::error::SERVER_FN_ERROR_HEADER,
            request.uri().path().to_owned(),
        )];
        (http::StatusCode::TOO_MANY_REQUESTS, marked, Json(&error)).into_response()
    };
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(retry_after));
    response
}

/// How long an answer may take before it is given up.
const PATIENCE: Duration = Duration::from_secs(30);
/// The same for files, in both directions, and how long one may take to be sent: a photo of 15 MB takes more than a minute on a slow telephone.
pub(super) const PATIENCE_WITH_FILES: Duration = Duration::from_secs(600);
/// Where files go in and out.
const FILES: [&str; 4] = ["/upload/", "/admin/import", "/admin/export/", "/admin/audit.csv"];

/// Answers 503 where the answer takes too long.
pub(super) async fn time(request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let with_files = FILES.iter().any(|path| request.uri().path().starts_with(path));
    let patience = if with_files { PATIENCE_WITH_FILES } else { PATIENCE };
    match tokio::time::timeout(patience, next.run(request)).await {
        Ok(response) => response,
        Err(_) => error::plain(&headers, &AppError::Unavailable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_is_slowed_down_and_the_others_are_not() {
        let calls = Calls::new();
        let admitted = (0..1000).filter(|_| calls.admit("192.0.2.1", "/").is_ok()).count();
        assert!((200..1000).contains(&admitted), "{admitted}");
        assert_eq!(calls.admit("192.0.2.2", "/"), Ok(()));
    }

    #[test]
    fn a_household_has_one_limit_however_many_addresses_it_has() {
        assert_eq!(household("2001:db8:1:2:3:4:5:6"), household("2001:db8:1:2::1"));
        assert_ne!(household("2001:db8:1:2::1"), household("2001:db8:1:3::1"));
        for alone in ["192.0.2.1", "::ffff:192.0.2.1", "", "nonsense"] {
            assert_eq!(household(alone), alone);
        }
    }

    #[test]
    fn an_address_that_complains_without_end_still_reads() {
        let calls = Calls::new();
        let admitted = (0..100).filter(|_| calls.admit("192.0.2.1", COMPLAIN).is_ok()).count();
        assert_eq!(admitted, 20);
        assert_eq!(calls.admit("192.0.2.1", COMPLAIN), Err(COMPLAINT_SECONDS));
        assert_eq!(calls.admit("192.0.2.1", "/complain"), Ok(()));
    }

    #[test]
    fn an_address_that_asks_for_codes_without_end_waits_a_minute_for_each_and_its_codes_are_still_taken() {
        let calls = Calls::new();
        let admitted = (0..100).filter(|_| calls.admit("192.0.2.1", SEND_CODE).is_ok()).count();
        assert_eq!(admitted, 20);
        assert_eq!(calls.admit("192.0.2.1", SEND_CODE), Err(CODE_SECONDS));
        assert_eq!(calls.admit("192.0.2.1", "/api/resident/confirm_code"), Ok(()));
        assert_eq!(calls.admit("192.0.2.2", SEND_CODE), Ok(()));
    }
}
