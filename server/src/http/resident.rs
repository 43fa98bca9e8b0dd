//! What a resident gets as a file or leaves by: everything that is kept about them, and signing out.

use super::{Web, error, page};
use app::server::{ResidentSession, resident_cookie};
use axum::{
    Json, Router,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use model::AppError;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/me/data.json", get(data))
        .route("/me/sign-out", post(sign_out))
}

/// `GET /me/data.json`: only where it is known that the phone is theirs, because it outlasts the session.
async fn data(State(web): State<Web>, request: Request) -> Response {
    let Some(session) = request.extensions().get::<ResidentSession>() else {
        return error::plain(request.headers(), &AppError::SignIn);
    };
    if let Err(refused) = session.proven() {
        return error::plain(request.headers(), &refused);
    }
    match store::resident::export(web.server.store.db(), session.resident.id).await {
        Ok(kept) => {
            let headers = [
                (header::CACHE_CONTROL, "private, no-store"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"doorstep.json\""),
            ];
            (headers, Json(kept)).into_response()
        }
        Err(fault) => error::plain(request.headers(), &fault.into()),
    }
}

/// `POST /me/sign-out`
async fn sign_out(State(web): State<Web>, request: Request) -> Response {
    if let Some(session) = request.extensions().get::<ResidentSession>() {
        let ended =
            store::resident::session::end(web.server.store.db(), session.resident.id, &session.token_hash).await;
        if let Err(fault) = ended {
            return error::plain(request.headers(), &fault.into());
        }
    }
    let mut response = page::empty(StatusCode::SEE_OTHER);
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, HeaderValue::from_static("/"));
    // What the browser kept of personal pages goes too.
    headers.insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    if let Ok(cookie) = HeaderValue::from_str(&resident_cookie(&web.server, "", 0)) {
        headers.insert(header::SET_COOKIE, cookie);
    }
    response
}
