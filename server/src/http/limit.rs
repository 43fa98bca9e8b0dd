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
use std::{num::NonZeroU32, sync::Arc};

/// Calls a second that an address may make on and on.
const STEADY: NonZeroU32 = NonZeroU32::new(20).unwrap();
/// Calls that it may make at once.
const BURST: NonZeroU32 = NonZeroU32::new(200).unwrap();
/// Seconds after which somebody who asked too often has a fair number of calls again.
const RETRY_AFTER: u32 = 5;
/// Addresses remembered before those that have been quiet are forgotten.
const MANY: usize = 10_000;

/// The calls of each address.
#[derive(Clone)]
pub(super) struct Calls(Arc<DefaultKeyedRateLimiter<String>>);

impl Calls {
    pub(super) fn new() -> Self {
        Self(Arc::new(RateLimiter::keyed(Quota::per_second(STEADY).allow_burst(BURST))))
    }

    /// Counts one call of `address` and says whether it may go on.
    fn admit(&self, address: &str) -> bool {
        if self.0.len() > MANY {
            self.0.retain_recent();
        }
        self.0.check_key(&address.to_owned()).is_ok()
    }
}

/// Answers 429 to an address that calls too often.
pub(super) async fn calls(State(calls): State<Calls>, request: Request, next: Next) -> Response {
    let address = request.extensions().get::<Visitor>().map_or("", |v| v.0.as_str());
    if calls.admit(address) {
        return next.run(request).await;
    }
    let error = AppError::TooMany { retry_after: RETRY_AFTER };
    let mut response = if forms::is_plain_form(request.headers()) {
        error::plain(request.headers(), &error)
    } else {
        let marked = [(server_fn::error::SERVER_FN_ERROR_HEADER, request.uri().path().to_owned())];
        (http::StatusCode::TOO_MANY_REQUESTS, marked, Json(&error)).into_response()
    };
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_is_slowed_down_and_the_others_are_not() {
        let calls = Calls::new();
        let admitted = (0..1000).filter(|_| calls.admit("192.0.2.1")).count();
        assert!((200..1000).contains(&admitted), "{admitted}");
        assert!(calls.admit("192.0.2.2"));
    }
}
