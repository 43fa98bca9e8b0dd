//! Writes from other sites are refused.

use super::Web;
use axum::{
    extract::{Request, State},
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Lets a request through that cannot change anything, or that the browser says comes from this site. A request with
/// neither `Sec-Fetch-Site` nor `Origin` is not a browser's, so there is no cookie to be abused.
pub(super) async fn refuse_cross_site(State(web): State<Web>, request: Request, next: Next) -> Response {
    if is_safe(&request, &web.server.origin) {
        next.run(request).await
    } else {
        StatusCode::FORBIDDEN.into_response()
    }
}

/// `own` is the deployment's origin: a proxy may pass another `Host` on than the one that the browser asked.
fn is_safe(request: &Request, own: &str) -> bool {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return true;
    }
    let text = |name| request.headers().get(name).and_then(|v| v.to_str().ok());
    match (
        text(header::HeaderName::from_static("sec-fetch-site")),
        text(header::ORIGIN),
    ) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, None) => true,
        (None, Some(origin)) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            origin == own || (host.is_some() && host == text(header::HOST))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    const OWN: &str = "https://door.example";

    fn request(method: Method, headers: &[(&str, &str)]) -> Request {
        let mut builder = Request::builder().method(method).uri("/api/center/save");
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        builder.body(Body::empty()).unwrap()
    }

    fn safe(request: Request) -> bool {
        is_safe(&request, OWN)
    }

    #[test]
    fn a_form_on_another_site_cannot_write_here() {
        assert!(!safe(request(Method::POST, &[("sec-fetch-site", "cross-site")])));
        assert!(!safe(request(Method::POST, &[("sec-fetch-site", "same-site")])));
        assert!(!safe(request(
            Method::POST,
            &[("origin", "https://evil.example"), ("host", "door.example")]
        )));
        assert!(!safe(request(
            Method::POST,
            &[("origin", "https://door.example.evil"), ("host", "10.0.0.2:3000")]
        )));
        assert!(!safe(request(
            Method::POST,
            &[("origin", "null"), ("host", "door.example")]
        )));
    }

    #[test]
    fn our_own_pages_and_other_clients_can_write() {
        assert!(safe(request(Method::POST, &[("sec-fetch-site", "same-origin")])));
        assert!(safe(request(
            Method::POST,
            &[("origin", "https://door.example"), ("host", "door.example")]
        )));
        // Behind a proxy that asks us under another name.
        assert!(safe(request(
            Method::POST,
            &[("origin", OWN), ("host", "10.0.0.2:3000")]
        )));
        assert!(safe(request(Method::POST, &[])));
        assert!(safe(request(Method::GET, &[("sec-fetch-site", "cross-site")])));
    }
}
