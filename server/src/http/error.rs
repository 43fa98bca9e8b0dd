//! Answers when even the frame of a page cannot be made: a stopped database, a fault of ours.

use app::lang::{LANG_COOKIE, Lang, t};
use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use model::AppError;
use std::any::Any;

/// A short page without anything that needs the database, in the visitor's language.
pub(super) fn plain(headers: &HeaderMap, error: &AppError) -> Response {
    let accept = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
    let lang = Lang::negotiate(super::page::cookie(headers, LANG_COOKIE), accept);
    let (title, text) = match error {
        AppError::Unavailable => (t::ui::unavailable_title(lang), t::ui::unavailable(lang)),
        _ => (t::ui::error_title(lang), t::ui::try_again(lang)),
    };
    let again = t::ui::again(lang);
    let body = format!(
        "<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><main><h1>{title}</h1><p>{text}</p><p><a href=\"\">{again}</a></p></main></html>",
        lang.tag()
    );
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, axum::response::Html(body)).into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from_static("10"));
    response
}

/// A handler panicked: the log has it, the visitor gets a page.
pub(super) fn panicked(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a handler panicked");
    plain(
        &HeaderMap::new(),
        &AppError::Internal {
            reference: "panic".to_owned(),
        },
    )
}
