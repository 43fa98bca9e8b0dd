//! Pages: what the address means is the application's business, this prepares what every page knows.

use super::{Web, preference, pwa, security};
use app::{
    boot::{Boot, Sent},
    lang::Lang,
    server::{ResidentSession, Session},
};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use leptos::{
    nonce::{Nonce, provide_nonce},
    prelude::*,
};
use model::{
    AppError,
    permission::{Action, Target, may},
    resident::SignedIn,
};
use shell::document;
use store::setting;

/// Any `GET` that no other route takes.
pub(super) async fn page(State(web): State<Web>, request: Request) -> Response {
    if !matches!(*request.method(), http::Method::GET | http::Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    render(&web, request, None).await
}

/// Renders the page at the request's address; `sent` is a form of it that was just sent without scripts.
pub(super) async fn render(web: &Web, request: Request, sent: Option<Sent>) -> Response {
    render_document(web, request, sent, document).await
}

/// Renders `document` with what every page knows.
pub(super) async fn render_document<V: IntoView + 'static>(
    web: &Web,
    request: Request,
    sent: Option<Sent>,
    document: fn(LeptosOptions) -> V,
) -> Response {
    let session = request.extensions().get::<Session>().cloned();
    let lang = request.extensions().get::<Lang>().copied().unwrap_or_default();
    let resident = request.extensions().get::<ResidentSession>().cloned();
    let for_everybody = sent.is_none() && pwa::is_for_everybody(request.uri());
    // The worker asks without a cookie, so that it gets what nobody has said anything on.
    let of_device =
        pwa::tells_devices_apart(request.uri().path()) && !request.headers().contains_key(preference::KEEP_AS);
    let personal = session.is_some() || resident.is_some() || of_device || !for_everybody;
    let refused = sent.as_ref().and_then(Sent::status);
    // Should the page that would show it not be drawn, what was typed is in the answer all the same.
    let typed = match &sent {
        Some(Sent::Rejected(r)) => (r.path.clone(), r.values.clone()),
        _ => Default::default(),
    };
    let asked = request.headers().clone();
    let keep_as = (personal && for_everybody).then(|| preference::keep_as(lang, &asked));
    // At the panel's door one signs in and is back at the form.
    let has_door = request.uri().path().starts_with("/admin");
    let boot = match boot(web, request.headers(), lang, session.as_ref(), sent).await {
        Ok(boot) => Boot {
            resident: resident.as_ref().map(|s| SignedIn::of(&s.resident, !s.passing)).into(),
            ..boot
        },
        Err(error) => return super::error::keeping(&asked, &error, &typed.0, &typed.1),
    };
    let server = web.server.clone();
    let options = web.options.clone();
    let files = web.front.files(request.uri());
    let nonce = std::sync::Arc::new(std::sync::OnceLock::<String>::new());
    let seen = nonce.clone();
    let render = leptos_axum::render_app_async_with_context(
        move || {
            provide_nonce();
            if let Some(nonce) = use_context::<Nonce>() {
                _ = seen.set(nonce.to_string());
            }
            provide_context(server.clone());
            provide_context(boot.clone());
            provide_context(files.clone());
        },
        move || document(options.clone()),
    );
    let mut response = render(request).await;
    let lost = match response.status() {
        _ if typed.1.is_empty() => None,
        StatusCode::SERVICE_UNAVAILABLE => Some(AppError::Unavailable),
        // A page that asks to sign in, or leads away to where one does.
        status if status == StatusCode::UNAUTHORIZED || status.is_redirection() => {
            (refused == Some(AppError::SignIn.status()) && !has_door).then_some(AppError::SignIn)
        }
        _ => None,
    };
    if let Some(error) = lost {
        return super::error::keeping(&asked, &error, &typed.0, &typed.1);
    }
    if let Some(status) = refused.and_then(|s| StatusCode::from_u16(s).ok())
        && response.status() == StatusCode::OK
    {
        *response.status_mut() = status;
    }
    let headers = response.headers_mut();
    // The service worker keeps what does not say `no-store`.
    let keeping = if personal {
        "private, no-store"
    } else {
        "private, no-cache"
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keeping));
    // This answer names somebody; the same page without them may be kept.
    if let Some(Ok(keep_as)) = keep_as.map(HeaderValue::try_from) {
        headers.insert(preference::KEEP_AS, keep_as);
    }
    headers.insert(
        header::VARY,
        HeaderValue::from_static("cookie, accept-language, keep-as"),
    );
    security::content_policy(headers, nonce.get().map(String::as_str), web).await;
    response
}

/// What the page knows from the start.
async fn boot(
    web: &Web,
    headers: &HeaderMap,
    lang: Lang,
    session: Option<&Session>,
    sent: Option<Sent>,
) -> Result<Boot, AppError> {
    let db = web.server.store.db();
    let (rejected, answered) = match sent {
        Some(Sent::Rejected(rejected)) => (Some(rejected), None),
        Some(Sent::Answered(answered)) => (None, Some(answered)),
        None => (None, None),
    };
    Ok(Boot {
        branding: web.server.store.branding().await?.value.clone(),
        viewer: session.map(|s| s.viewer.clone()).into(),
        panel: session.is_some_and(|s| may(&s.viewer, Action::OpenPanel, Target::Anywhere)),
        resident: Default::default(),
        sample: setting::get(db, setting::SAMPLE).await?.value,
        now: web.server.local_now(),
        assets: web.server.assets.to_string(),
        lang: lang.tag().to_owned(),
        elder: preference::of(headers, preference::ELDER_COOKIE) == Some("1"),
        origin: web.server.origin.clone(),
        rejected: rejected.into(),
        answered: answered.into(),
    })
}

/// The value of a cookie.
pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .find_map(|line| pair(line, name))
}

/// The value of `name` in a line of pairs: `lang=en; elder=1`.
pub(super) fn pair<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    line.split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(n, _)| *n == name)
        .map(|(_, value)| value)
}

/// Empty answer, for `HEAD` and redirects.
pub(super) fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
