//! What is known of a request before anybody handles it: the session, the language, the visitor's address.

use super::{Web, forms, page, preference};
use app::{
    lang::{LANG_COOKIE, Lang},
    resident::api::RESIDENT_COOKIE,
    server::{ResidentSession, Session, Visitor, desk_cookie, session_cookie, token_hash},
    staff::api::SESSION_COOKIE,
};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use model::AppError;
use std::net::SocketAddr;

/// Attaches [`Session`], [`ResidentSession`], [`Lang`] and [`Visitor`] to the request.
pub(super) async fn attach(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let (token, resident) = if is_for_everybody(request.uri().path()) {
        (String::new(), String::new())
    } else {
        let cookie = |name| page::cookie(request.headers(), name).unwrap_or_default().to_owned();
        (cookie(SESSION_COOKIE), cookie(RESIDENT_COOKIE))
    };
    let (session, resident) = match (find(&web, &token).await, find_resident(&web, &resident).await) {
        (Ok(session), Ok(resident)) => (session, resident),
        (Err(error), _) | (_, Err(error)) => return forms::unanswered(request, &error).await,
    };
    let headers = request.headers();
    let accept = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
    let lang = Lang::negotiate(preference::of(headers, LANG_COOKIE), accept);
    let visitor = visitor(&web, &request);
    let extensions = request.extensions_mut();
    extensions.insert(lang);
    extensions.insert(visitor);
    if let Some(session) = session {
        extensions.insert(session);
    }
    if let Some(resident) = resident {
        extensions.insert(resident);
    }
    next.run(request).await
}

/// What a page that shows what is free asks again by itself whenever that changes, for as long as it is open.
const NEWS: [&str; 2] = ["/api/booking/calendar", "/api/booking/center_day"];

/// Whether the answer is the same for everybody: nobody's session is looked up for it, so a page that asks for news on its own
/// keeps nobody signed in who has gone away.
fn is_for_everybody(path: &str) -> bool {
    path.starts_with("/open/") || NEWS.contains(&path)
}

/// The session that a token opens.
pub(super) async fn find(web: &Web, token: &str) -> Result<Option<Session>, AppError> {
    if token.is_empty() {
        return Ok(None);
    }
    let token_hash = token_hash(token);
    let viewer = store::session::lookup(web.server.store.db(), &token_hash, web.server.now()).await?;
    Ok(viewer.map(|viewer| Session { viewer, token_hash }))
}

async fn find_resident(web: &Web, token: &str) -> Result<Option<ResidentSession>, AppError> {
    if token.is_empty() {
        return Ok(None);
    }
    let token_hash = token_hash(token);
    let found = store::resident::session::lookup(web.server.store.db(), &token_hash, web.server.now()).await?;
    Ok(found.map(|(resident, passing)| ResidentSession {
        resident,
        token_hash,
        passing,
    }))
}

/// The address a request comes from. Behind a proxy it is the last one that the proxy has added; the others anybody can
/// invent.
fn visitor(web: &Web, request: &Request) -> Visitor {
    let forwarded = request.headers().get_all("x-forwarded-for").iter().next_back();
    let forwarded = forwarded
        .and_then(|v| v.to_str().ok()?.rsplit(',').next())
        .map(|a| a.trim().to_owned());
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|c| c.0.ip().to_string());
    Visitor(
        forwarded
            .filter(|_| web.config.behind_proxy)
            .or(peer)
            .unwrap_or_default(),
    )
}

/// `POST /sign-out`. The device stays one that staff work on, and rates nothing.
pub(super) async fn sign_out(State(web): State<Web>, request: Request) -> Response {
    let mut cookies = vec![session_cookie(&web.server, "", 0)];
    if let Some(session) = request.extensions().get::<Session>() {
        let act = web.server.act(&session.viewer);
        if let Err(error) = store::session::end(web.server.store.db(), &act, &session.token_hash).await {
            return super::error::plain(request.headers(), &error.into());
        }
        cookies.push(desk_cookie(&web.server));
    }
    let mut response = page::empty(StatusCode::SEE_OTHER);
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, HeaderValue::from_static("/"));
    // What the browser kept of personal pages goes too.
    headers.insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    for cookie in cookies.iter().filter_map(|line| HeaderValue::from_str(line).ok()) {
        headers.append(header::SET_COOKIE, cookie);
    }
    response
}
