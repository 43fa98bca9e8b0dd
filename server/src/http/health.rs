//! `/healthz`: whether this process can do its work.

use super::Web;
use axum::{Router, extract::State, http::StatusCode, routing::get};

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/healthz", get(healthz))
}

/// 200 if the database answers, else 503.
async fn healthz(State(web): State<Web>) -> (StatusCode, &'static str) {
    match web.server.store.db().ping().await {
        Ok(()) => (StatusCode::OK, "ok\n"),
        Err(error) => {
            tracing::warn!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
