//! Language and elder mode: cookies, set by an ordinary form.

use super::{Web, forms::local_address, page::empty};
use app::lang::{LANG_COOKIE, Lang};
use axum::{
    Form,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use serde::Deserialize;

/// `1` for elder mode 长辈版.
pub(super) const ELDER_COOKIE: &str = "elder";
/// A preference is remembered for a year.
const YEAR: u32 = 365 * 24 * 3600;

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
