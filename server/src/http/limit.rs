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
use std::{num::NonZeroU32, sync::Arc, time::Duration};

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
        Self(Arc::new(RateLimiter::keyed(
            Quota::per_second(STEADY).allow_burst(BURST),
        )))
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
    let error = AppError::TooMany {
        retry_after: RETRY_AFTER,
    };
    let mut response = if forms::is_plain_form(request.headers()) {
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
        .insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER));
    response
}

/// How long an answer may take before it is given up.
const PATIENCE: Duration = Duration::from_secs(30);
/// The same for files, in both directions: a photo of 15 MB takes more than a minute on a slow telephone.
const PATIENCE_WITH_FILES: Duration = Duration::from_secs(600);
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
        let admitted = (0..1000).filter(|_| calls.admit("192.0.2.1")).count();
        assert!((200..1000).contains(&admitted), "{admitted}");
        assert!(calls.admit("192.0.2.2"));
    }
}
