//! What is counted is shown at an address of its own, and only there.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/serving.rs"]
mod serving;

use serving::{ask, free, started};
use std::{io::Read as _, net::SocketAddr};

/// The whole answer.
fn get(addr: SocketAddr, path: &str) -> String {
    let mut answer = String::new();
    let mut asked = ask(addr, &format!("GET {path}"), &[], "");
    asked.read_to_string(&mut answer).unwrap();
    answer
}

/// The public address has a page for whoever errs, as it has for every address that it does not know.
fn nothing_counted(addr: SocketAddr) {
    let answer = get(addr, "/metrics");
    assert!(!answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(!answer.contains("http_requests_total"), "{answer}");
}

#[test]
fn without_an_address_of_their_own_nobody_gets_metrics() {
    let folder = tempfile::tempdir().unwrap();
    let (_server, addr) = started(folder.path(), &["serve"], &[]);
    assert!(get(addr, "/healthz").starts_with("HTTP/1.1 200"));
    nothing_counted(addr);
}

#[test]
fn requests_are_counted_by_method_route_and_status_and_shown_where_the_public_does_not_come() {
    let folder = tempfile::tempdir().unwrap();
    let apart = free();
    let at = apart.to_string();
    let (_server, addr) = started(folder.path(), &["serve"], &[("DOORSTEP_METRICS_ADDR", &at)]);
    for path in [
        "/healthz",
        "/healthz",
        "/centers/0000000000007",
        "/centers/0000000000008?near=122.9,46.7",
        "/nowhere/at-all",
        "/slip/5FQ2kkQ1",
    ] {
        get(addr, path);
    }
    let shown = get(apart, "/metrics");
    assert!(shown.starts_with("HTTP/1.1 200"), "{shown}");
    let counted = |route: &str, status: &str| -> u64 {
        let labels = [
            "method=\"GET\"".to_owned(),
            format!("route=\"{route}\""),
            format!("status=\"{status}"),
        ];
        let line = shown
            .lines()
            .find(|line| line.starts_with("http_requests_total{") && labels.iter().all(|l| line.contains(l.as_str())));
        line.and_then(|line| line.rsplit(' ').next()?.parse().ok()).unwrap_or(0)
    };
    assert_eq!(counted("/healthz", "200\""), 2, "{shown}");
    // By template, so that neither a place nor a token becomes a counter of its own.
    assert_eq!(counted("/centers/{id}", "404\""), 2, "{shown}");
    assert_eq!(counted("other", "404\""), 1, "{shown}");
    for secret in ["0000000000007", "122.9", "at-all", "5FQ2kkQ1"] {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
    assert!(shown.contains("http_request_seconds"), "{shown}");
    nothing_counted(addr);
}
