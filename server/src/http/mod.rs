//! The web server: routes outside Leptos, and the layers around all of them.

#[cfg(test)]
mod amend_tests;
mod assets;
mod audit_export;
#[cfg(test)]
mod behalf_tests;
#[cfg(test)]
mod booking_follow_tests;
#[cfg(test)]
mod booking_tests;
mod calendar;
#[cfg(test)]
mod case_counter_tests;
mod case_file;
#[cfg(test)]
mod case_paper_tests;
#[cfg(test)]
mod case_sight_tests;
#[cfg(test)]
mod case_slot_tests;
#[cfg(test)]
mod case_tests;
#[cfg(test)]
mod case_year_tests;
#[cfg(test)]
mod center_page;
#[cfg(test)]
mod counter_tests;
#[cfg(test)]
mod desk_tests;
#[cfg(test)]
mod door_tests;
mod drain;
mod duty_export;
#[cfg(test)]
mod duty_tests;
#[cfg(test)]
mod entry_tests;
mod error;
mod etag;
mod evaluation_export;
mod evaluation_photo;
#[cfg(test)]
mod evaluation_photo_tests;
#[cfg(test)]
mod evaluation_tests;
mod export;
#[cfg(test)]
mod figures_tests;
#[cfg(test)]
mod find_tests;
#[cfg(test)]
mod follow_up_sight_tests;
#[cfg(test)]
mod follow_up_tests;
mod forms;
mod front;
mod health;
mod held;
mod import;
#[cfg(test)]
mod kept_tests;
#[cfg(test)]
mod large_tests;
mod limit;
#[cfg(test)]
mod line_tests;
mod live;
mod map;
mod matter_file;
#[cfg(test)]
mod matter_file_tests;
#[cfg(test)]
mod matter_tests;
mod metrics;
mod multipart;
#[cfg(test)]
mod notice_tests;
mod open;
mod origin;
#[cfg(test)]
mod overdue_tests;
#[cfg(test)]
mod own_case_tests;
mod page;
#[cfg(test)]
mod panel_tests;
#[cfg(test)]
mod permission_tests;
mod photo_file;
mod photo_upload;
mod picture;
mod preference;
mod pwa;
mod qr;
mod resident;
#[cfg(test)]
mod resident_tests;
#[cfg(test)]
mod rules_tests;
mod security;
mod session;
#[cfg(test)]
mod session_tests;
mod statistics_export;
#[cfg(test)]
mod statistics_tests;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod typed_tests;
mod uploads;

pub(crate) use assets::fingerprint as assets_fingerprint;
pub(crate) use front::Front;
pub(crate) use live::Live;

use crate::config::ServeConfig;
use app::server::Server;
use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRef},
    middleware::from_fn_with_state,
    routing::{any, get, post},
};
use leptos::config::{Env, LeptosOptions};
use limit::Calls;
use metrics::Pages;
use std::sync::Arc;
use tower_http::{
    compression::{
        CompressionLayer, Predicate,
        predicate::{NotForContentType, SizeAbove},
    },
    trace::TraceLayer,
};

/// What handlers reach.
#[derive(Clone)]
pub(crate) struct Web {
    pub server: Server,
    pub options: LeptosOptions,
    pub config: Arc<ServeConfig>,
    pub front: Arc<Front>,
    pub live: Live,
}

impl FromRef<Web> for LeptosOptions {
    fn from_ref(web: &Web) -> Self {
        web.options.clone()
    }
}

/// Bytes of an ordinary form or call; uploads have their own, larger limit.
const BODY_LIMIT: usize = 1024 * 1024;

/// All routes.
pub(crate) fn router(web: Web) -> Router {
    // Pages wait for their data in tasks. Refused when it is set already, which is as good.
    _ = any_spawner::Executor::init_tokio();
    let site = web.config.site();
    let calls = Calls::new();
    Router::new()
        .route(
            "/api/{*call}",
            post(forms::call).layer(from_fn_with_state(calls.clone(), limit::calls)),
        )
        .route("/preference", post(preference::set))
        .route("/sign-out", post(session::sign_out))
        .route("/admin/audit.csv", get(audit_export::export))
        .route("/admin/evaluations.csv", get(evaluation_export::export))
        .route("/admin/duty.csv", get(duty_export::csv))
        .route("/admin/statistics.csv", get(statistics_export::csv))
        .route("/admin/statistics.xlsx", get(statistics_export::xlsx))
        .merge(uploads::routes())
        .merge(health::routes())
        .merge(map::routes())
        .merge(open::routes())
        .merge(calendar::routes())
        .merge(case_file::routes())
        .merge(matter_file::routes())
        .merge(photo_file::routes())
        .merge(photo_upload::routes())
        .merge(evaluation_photo::routes().layer(from_fn_with_state(calls, limit::calls)))
        .merge(qr::routes())
        .merge(resident::routes())
        .merge(pwa::routes(&web))
        .merge(import::routes())
        .merge(export::routes())
        .fallback(any(page::page))
        .layer(from_fn_with_state(web.clone(), session::attach))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(axum::middleware::from_fn(limit::time))
        .layer(axum::middleware::from_fn(drain::hear_out))
        // The page is rendered whole before it is sent, so compressing it holds nothing back; events would be. Pictures and documents
        // are small already.
        .layer(
            CompressionLayer::new().compress_when(
                SizeAbove::new(512)
                    .and(NotForContentType::IMAGES)
                    .and(NotForContentType::const_new("application/pdf"))
                    .and(NotForContentType::SSE),
            ),
        )
        .merge(assets::routes(
            &site,
            &web.front.fingerprint,
            web.options.env == Env::DEV,
        ))
        .layer(from_fn_with_state(web.clone(), origin::refuse_cross_site))
        .layer(from_fn_with_state(web.server.store.clone(), error::dress))
        .layer(from_fn_with_state(web.clone(), security::headers))
        .layer(from_fn_with_state(Pages::of_the_application(), metrics::count))
        .layer(TraceLayer::new_for_http().make_span_with(security::span))
        .with_state(web)
}
