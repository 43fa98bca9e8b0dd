//! Language and elder mode: cookies, set by an ordinary form. The service worker, which fetches pages without cookies to keep
//! them, says them in a header.

use super::{
    Web,
    forms::local_address,
    page::{cookie, empty, pair},
};
use app::lang::{LANG_COOKIE, Lang};
use axum::{
    Form,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use serde::Deserialize;

/// `1` for elder mode 长辈版.
pub(super) const ELDER_COOKIE: &str = "elder";
/// A preference is remembered for a year.
const YEAR: u32 = 365 * 24 * 3600;

/// On the page of somebody signed in that others may read, too: their preferences, in the words of cookies. With the same header a
/// request without cookies gets the page as nobody in particular sees it, in their language and size. Nothing else is in it.
pub(super) const KEEP_AS: HeaderName = HeaderName::from_static("keep-as");

/// The value of [`KEEP_AS`] for whoever sent `headers`.
pub(super) fn keep_as(lang: Lang, headers: &HeaderMap) -> String {
    let elder = if of(headers, ELDER_COOKIE) == Some("1") {
        "1"
    } else {
        "0"
    };
    format!("{LANG_COOKIE}={}; {ELDER_COOKIE}={elder}", lang.tag())
}

/// A preference of whoever asks: as the worker says it, else as the cookie does.
pub(super) fn of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let said = headers.get(KEEP_AS).and_then(|v| pair(v.to_str().ok()?, name));
    said.or_else(|| cookie(headers, name))
}

/// What the form sends.
#[derive(Debug, Deserialize)]
pub(super) struct Preference {
    name: String,
    value: String,
    #[serde(default)]
    then: String,
}

/// `POST /preference`
pub(super) async fn set(State(web): State<Web>, Form(form): Form<Preference>) -> Response {
    let cookie = match form.name.as_str() {
        LANG_COOKIE => Lang::from_tag(&form.value).map(|lang| (LANG_COOKIE, lang.tag())),
        ELDER_COOKIE => Some((ELDER_COOKIE, if form.value == "1" { "1" } else { "0" })),
        _ => None,
    };
    let Some((name, value)) = cookie else {
        return empty(StatusCode::UNPROCESSABLE_ENTITY);
    };
    let mut response = empty(StatusCode::SEE_OTHER);
    let secure = if web.server.origin.starts_with("https:") {
        "; Secure"
    } else {
        ""
    };
    let line = format!("{name}={value}; Path=/; Max-Age={YEAR}; SameSite=Lax{secure}");
    let then = local_address(&form.then).unwrap_or_else(|| "/".to_owned());
    for (header, value) in [(header::SET_COOKIE, line), (header::LOCATION, then)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(header, value);
        }
    }
    response
}
