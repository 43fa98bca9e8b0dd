//! Writes from other sites are refused.

use axum::{
    extract::Request,
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Lets a request through that cannot change anything, or that the browser says comes from this site. A request with
/// neither `Sec-Fetch-Site` nor `Origin` is not a browser's, so there is no cookie to be abused.
pub(super) async fn refuse_cross_site(request: Request, next: Next) -> Response {
    if is_safe(&request) {
        next.run(request).await
    } else {
        StatusCode::FORBIDDEN.into_response()
    }
}

fn is_safe(request: &Request) -> bool {
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
            host.is_some() && host == text(header::HOST)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    fn request(method: Method, headers: &[(&str, &str)]) -> Request {
        let mut builder = Request::builder().method(method).uri("/api/center/save");
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        builder.body(Body::empty()).unwrap()
    }

    #[test]
    fn a_form_on_another_site_cannot_write_here() {
        assert!(!is_safe(&request(Method::POST, &[("sec-fetch-site", "cross-site")])));
        assert!(!is_safe(&request(Method::POST, &[("sec-fetch-site", "same-site")])));
        assert!(!is_safe(&request(
            Method::POST,
            &[("origin", "https://evil.example"), ("host", "door.example")]
        )));
        assert!(!is_safe(&request(
            Method::POST,
            &[("origin", "null"), ("host", "door.example")]
        )));
    }

    #[test]
    fn our_own_pages_and_other_clients_can_write() {
        assert!(is_safe(&request(Method::POST, &[("sec-fetch-site", "same-origin")])));
        assert!(is_safe(&request(
            Method::POST,
            &[("origin", "https://door.example"), ("host", "door.example")]
        )));
        assert!(is_safe(&request(Method::POST, &[])));
        assert!(is_safe(&request(Method::GET, &[("sec-fetch-site", "cross-site")])));
    }
}
