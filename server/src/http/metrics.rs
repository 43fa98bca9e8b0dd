//! What is counted: requests by method, route and status, and how long they took. No address, no search, nobody's name.

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use shell::App;
use std::{sync::LazyLock, time::Instant};

/// Templates of the application's pages (`/centers/{id}`).
pub(super) struct Pages(Box<[String]>);

impl Pages {
    /// Asks the application for its routes; once a process, and before it answers anything: while Leptos generates its list,
    /// no resource loads in the whole process, and a page that is drawn meanwhile waits for ever (leptos#4773).
    pub(super) fn of_the_application() -> &'static Self {
        static PAGES: LazyLock<Pages> = LazyLock::new(|| {
            let routes = leptos_axum::generate_route_list(App);
            Pages(routes.iter().map(|route| route.path().to_owned()).collect())
        });
        &PAGES
    }

    /// The template that fits `path`; anything else is `other`, so that nobody can invent names for counters.
    fn template(&self, path: &str) -> &str {
        self.0
            .iter()
            .find(|template| fits(template, path))
            .map_or("other", String::as_str)
    }
}

fn fits(template: &str, path: &str) -> bool {
    let segments = |p: &'_ str| p.trim_matches('/').split('/').map(str::to_owned).collect::<Vec<_>>();
    let (template, path) = (segments(template), segments(path));
    template.len() == path.len() && template.iter().zip(&path).all(|(t, p)| t.starts_with('{') || t == p)
}

/// Counts a request once it is answered.
#[allow(clippy::disallowed_methods)] // a stopwatch: no rule depends on it
pub(super) async fn count(State(pages): State<&'static Pages>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().as_str().to_owned();
    let matched = request.extensions().get::<MatchedPath>().map(|m| m.as_str().to_owned());
    let route = match matched {
        // All calls share one route of axum's; the names of server functions are known and few.
        Some(route) if route == "/api/{*call}" => call(request.uri().path()).to_owned(),
        Some(route) => route,
        None => pages.template(request.uri().path()).to_owned(),
    };
    let response = next.run(request).await;
    let status = response.status().as_str().to_owned();
    let labels = [("method", method), ("route", route), ("status", status)];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_seconds", &labels).record(begun.elapsed().as_secs_f64());
    response
}

/// The path of a server function that exists, else the route of all.
fn call(path: &str) -> &str {
    let known = leptos::server_fn::axum::server_fn_paths().any(|(known, _)| known == path);
    if known { path } else { "/api/{*call}" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_counted_under_its_template_and_an_invented_one_under_other() {
        let pages = Pages(["/", "/centers", "/centers/{id}"].map(str::to_owned).into());
        for (path, template) in [
            ("/", "/"),
            ("/centers", "/centers"),
            ("/centers/42", "/centers/{id}"),
            ("/centers/42/x", "other"),
            ("/x", "other"),
        ] {
            assert_eq!(pages.template(path), template);
        }
    }
}
