//! Server functions, called by scripts or by a plain form.
//!
//! A call by script gets JSON with the status of its answer. A plain form gets a redirect to the page it names in `then`
//! when it succeeded, or the page it came from, with its problems and everything that was typed; or, where the form sends
//! `show`, with the answer.
//!
//! Nothing typed is lost on the way, and nothing of it is kept here: what cannot be taken now (the database is stopped, the
//! session has ended) travels in the answer, to be sent again. Passwords never do.

use super::{Web, error, page, session};
use app::{
    boot::{Answered, KEPT, KEPT_PATH, Rejected, Sent},
    staff::api::{SESSION_COOKIE, SignIn},
};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, Multipart, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Response},
};
use leptos::prelude::provide_context;
use model::{AppError, Problem};
use server_fn::{ServerFn as _, error::SERVER_FN_ERROR_HEADER};

/// Field of a form that names the page to go to when it succeeded.
pub(super) const THEN: &str = "then";
/// Field of a form that says which page it is on.
const FROM: &str = "from";
/// Field of a form whose answer is shown on its page.
const SHOW: &str = "show";

/// `POST /api/<capability>/<verb>`
pub(super) async fn call(State(web): State<Web>, request: Request) -> Response {
    // Read here, because the library would read without a limit what does not announce its length.
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, super::BODY_LIMIT).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    if is_plain_form(&parts.headers) {
        from_form(&web, parts, bytes).await
    } else {
        answer(&web, Request::from_parts(parts, Body::from(bytes))).await
    }
}

/// A browser without scripts sends a form and wants a page; a script sends the same form and asks for JSON.
pub(super) fn is_plain_form(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
    text(header::CONTENT_TYPE).starts_with("application/x-www-form-urlencoded")
        && text(header::ACCEPT).contains("text/html")
}

/// Whether the forms of this route carry files.
pub(super) fn carries_files(path: &str) -> bool {
    path.starts_with("/upload/") || path == "/admin/import"
}

/// Whether what was typed into a field may travel back in an answer.
pub(super) fn may_be_kept(name: &str) -> bool {
    !name.contains("password") && !name.contains("secret")
}

/// The answer to a request of which nobody can say who sent it, because the database is stopped. A form is in it with
/// everything that was typed.
pub(super) async fn unanswered(request: Request, trouble: &AppError) -> Response {
    let headers = request.headers().clone();
    let path = request.uri().path().to_owned();
    let text = |name| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let wants_page = request.method() == Method::POST && text(header::ACCEPT).contains("text/html");
    let values = if wants_page && is_plain_form(&headers) {
        let bytes = to_bytes(request.into_body(), super::BODY_LIMIT).await;
        form_values(&bytes.unwrap_or_default())
    } else if wants_page && carries_files(&path) {
        texts(request).await
    } else {
        Vec::new()
    };
    error::keeping(&headers, trouble, &path, &values)
}

/// The texts of a form that carries a file, as far as they come before it. No more is read than of another form, because who
/// has sent it may send no file.
pub(super) async fn texts(request: Request) -> Vec<(String, String)> {
    let mut values = Vec::new();
    let Ok(mut form) = Multipart::from_request(request, &()).await else {
        return values;
    };
    let mut room = super::BODY_LIMIT;
    while let Ok(Some(mut field)) = form.next_field().await {
        if field.file_name().is_some() || values.len() >= MOST_FIELDS {
            break;
        }
        let name = field.name().unwrap_or_default().to_owned();
        let mut value = Vec::new();
        while let Ok(Some(chunk)) = field.chunk().await {
            if chunk.len() > room {
                return values;
            }
            room -= chunk.len();
            value.extend_from_slice(&chunk);
        }
        values.push((name, String::from_utf8_lossy(&value).into_owned()));
    }
    values
}

/// Runs the server function and gives its answer the status that fits.
async fn answer(web: &Web, request: Request) -> Response {
    let server = web.server.clone();
    let response = leptos_axum::handle_server_fns_with_context(move || provide_context(server.clone()), request)
        .await
        .into_response();
    if !response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, super::BODY_LIMIT).await.unwrap_or_default();
    let error = serde_json::from_slice::<AppError>(&bytes).ok();
    parts.status = error
        .as_ref()
        .and_then(|e| StatusCode::from_u16(e.status()).ok())
        .unwrap_or(StatusCode::BAD_REQUEST);
    if let Some(AppError::TooMany { retry_after }) = error {
        parts
            .headers
            .insert(header::RETRY_AFTER, HeaderValue::from(retry_after));
    }
    Response::from_parts(parts, Body::from(bytes))
}

async fn from_form(web: &Web, mut parts: Parts, bytes: Bytes) -> Response {
    let values: Vec<(String, String)> = form_values(&bytes);
    let signs_in = parts.uri.path() == SignIn::PATH;
    let bytes = if signs_in { without_kept(&values, bytes) } else { bytes };
    // Its length is that of what is passed on.
    parts
        .headers
        .insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    let page = came_from(&parts, &values);
    let then = named(&values, THEN).and_then(local_address);
    // The library would redirect by itself for a browser and lose what was typed.
    let mut inner = Request::from_parts(parts.clone(), Body::from(bytes));
    inner
        .headers_mut()
        .insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    let response = answer(web, inner).await;
    let succeeded = response.status().is_success() || response.status().is_redirection();
    if succeeded
        && signs_in
        && let Some(kept) = kept_form(&values)
    {
        return go_on_with(web, parts, response, kept).await;
    }
    // An answer that leads somewhere is not shown: what the form was for is done.
    if succeeded && (named(&values, SHOW).is_none() || response.headers().contains_key(header::LOCATION)) {
        return see_other(response, &then.unwrap_or(page));
    }
    let bytes = to_bytes(response.into_body(), super::BODY_LIMIT)
        .await
        .unwrap_or_default();
    if succeeded {
        let json = String::from_utf8_lossy(&bytes).into_owned();
        let path = parts.uri.path().to_owned();
        let values = values.into_iter().filter(|(name, _)| may_be_kept(name)).collect();
        let answered = Answered {
            path,
            page,
            json,
            values,
        };
        return back(web, parts, Sent::Answered(answered)).await;
    }
    let error = serde_json::from_slice(&bytes).unwrap_or(AppError::Internal {
        reference: "form".to_owned(),
    });
    refused(web, parts, values, error).await
}

/// To the page that a form names for when it succeeded.
pub(super) fn go_on(values: &[(String, String)]) -> Response {
    let then = named(values, THEN).and_then(local_address);
    see_other(page::empty(StatusCode::OK), &then.unwrap_or_else(|| "/".to_owned()))
}

/// The page that a form is on, with what is wrong with it and everything that was typed.
pub(super) async fn refused(web: &Web, parts: Parts, values: Vec<(String, String)>, error: AppError) -> Response {
    let page = came_from(&parts, &values);
    let values = values.into_iter().filter(|(name, _)| may_be_kept(name)).collect();
    let rejected = Rejected {
        path: parts.uri.path().to_owned(),
        page,
        values,
        error,
    };
    back(web, parts, Sent::Rejected(rejected)).await
}

async fn back(web: &Web, mut parts: Parts, sent: Sent) -> Response {
    parts.method = Method::GET;
    parts.uri = sent.page().parse().unwrap_or(Uri::from_static("/"));
    page::render(web, Request::from_parts(parts, Body::empty()), Some(sent)).await
}

/// The form that was sent after the session had ended and that signing in brings back; its fields carry a mark.
fn kept_form(values: &[(String, String)]) -> Option<Rejected> {
    let path = named(values, KEPT_PATH).and_then(local_address)?;
    let kept: Vec<(String, String)> = values
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix(KEPT)?.to_owned(), value.clone())))
        .collect();
    Some(Rejected {
        page: named(&kept, FROM).and_then(local_address)?,
        path,
        values: kept,
        error: AppError::field("form", Problem::SendAgain),
    })
}

/// What of the form is for signing in.
fn without_kept(values: &[(String, String)], bytes: Bytes) -> Bytes {
    let own: Vec<_> = values
        .iter()
        .filter(|(name, _)| name != KEPT_PATH && !name.starts_with(KEPT))
        .collect();
    if own.len() == values.len() {
        return bytes;
    }
    serde_urlencoded::to_string(own).map_or(bytes, Bytes::from)
}

/// Shows the kept form on its page to whoever has just signed in. It is not sent by itself: the person sees it and sends it.
async fn go_on_with(web: &Web, mut parts: Parts, signed_in: Response, kept: Rejected) -> Response {
    let cookies: Vec<HeaderValue> = signed_in
        .headers()
        .get_all(header::SET_COOKIE)
        .iter()
        .cloned()
        .collect();
    let token = cookies.iter().find_map(|cookie| {
        let (name, value) = cookie.to_str().ok()?.split(';').next()?.split_once('=')?;
        (name == SESSION_COOKIE).then(|| value.to_owned())
    });
    match session::find(web, &token.unwrap_or_default()).await {
        Ok(Some(session)) => _ = parts.extensions.insert(session),
        Ok(None) => {}
        Err(trouble) => return error::keeping(&parts.headers, &trouble, &kept.path, &kept.values),
    }
    let mut response = back(web, parts, Sent::Rejected(kept)).await;
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// The page that a form is on: as it says itself, else as the browser says.
fn came_from(parts: &Parts, values: &[(String, String)]) -> String {
    let referer = || parts.headers.get(header::REFERER).and_then(|v| v.to_str().ok());
    named(values, FROM)
        .or_else(referer)
        .and_then(local_address)
        .unwrap_or_else(|| "/".to_owned())
}

/// The first value sent under `name`.
pub(super) fn named<'a>(values: &'a [(String, String)], name: &str) -> Option<&'a str> {
    values.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
}

/// `303 See Other`, with the cookies that the call has set.
fn see_other(response: Response, location: &str) -> Response {
    let mut redirect = page::empty(StatusCode::SEE_OTHER);
    for cookie in response.headers().get_all(header::SET_COOKIE) {
        redirect.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    let location = response
        .headers()
        .get(header::LOCATION)
        .cloned()
        .or_else(|| HeaderValue::from_str(location).ok());
    if let Some(location) = location {
        redirect.headers_mut().insert(header::LOCATION, location);
    }
    redirect
}

/// More fields than any form of ours has: whoever sends more wants the work that they make.
const MOST_FIELDS: usize = 5000;

/// Names and values of an URL-encoded form; nothing of one with too many.
fn form_values(bytes: &[u8]) -> Vec<(String, String)> {
    // Counted before anything is made of them.
    if bytes.iter().filter(|b| **b == b'&').count() >= MOST_FIELDS {
        return Vec::new();
    }
    serde_urlencoded::from_bytes(bytes).unwrap_or_default()
}

/// Path and query of an address of ours; nothing else, so that no form can send people to another site.
pub(super) fn local_address(address: &str) -> Option<String> {
    let uri: Uri = address.parse().ok()?;
    let local = uri.path_and_query()?.as_str();
    let safe = local.starts_with('/') && !local.starts_with("//") && !local.contains('\\');
    safe.then(|| local.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_leads_only_to_pages_of_this_site() {
        assert_eq!(local_address("/admin?saved=1").as_deref(), Some("/admin?saved=1"));
        assert_eq!(
            local_address("http://127.0.0.1:3000/sign-in").as_deref(),
            Some("/sign-in")
        );
        assert_eq!(local_address("//evil.example/x"), None);
        assert_eq!(local_address("https://evil.example/x").as_deref(), Some("/x"));
        assert_eq!(local_address("javascript:alert(1)"), None);
    }
}
