//! The binary as a whole: told to stop, it finishes what is under way.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)] // a test with a real server has a real clock

#[path = "support/serving.rs"]
mod serving;

use serving::{PATIENCE, Running, ask, started};
use std::{
    io::{BufRead, Read, Write},
    net::TcpStream,
    process::Command,
    time::Instant,
};

fn tell_to_stop(server: &Running) {
    let told = Command::new("kill")
        .args(["-TERM", &server.0.id().to_string()])
        .status()
        .unwrap();
    assert!(told.success());
}

/// Whether its log says so before patience ends, however much else it says.
fn says(server: &Running, what: &str) -> bool {
    let until = Instant::now() + PATIENCE;
    let line = || {
        let left = until.saturating_duration_since(Instant::now());
        server.1.recv_timeout(left).ok()
    };
    std::iter::from_fn(line).any(|line| line.contains(what))
}

#[test]
fn a_request_in_flight_is_answered_before_the_server_stops() {
    let folder = tempfile::tempdir().unwrap();
    let (mut server, addr) = started(folder.path(), &["serve"], &[]);

    // Half of a form has been sent when the order comes.
    let body = "name=lang&value=en&then=%2F";
    let (first, second) = body.split_at(9);
    let mut connection = TcpStream::connect(addr).unwrap();
    let head = format!(
        "POST /preference HTTP/1.1\r\nhost: {addr}\r\nconnection: close\r\nexpect: 100-continue\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    connection.write_all(head.as_bytes()).unwrap();
    // It is being answered, and does not just wait to be accepted.
    let mut go_on = [0; b"HTTP/1.1 100 Continue\r\n\r\n".len()];
    connection.read_exact(&mut go_on).unwrap();
    assert!(go_on.starts_with(b"HTTP/1.1 100"));
    connection.write_all(first.as_bytes()).unwrap();
    tell_to_stop(&server);
    assert!(says(&server, "stopping"), "it heard the order");
    assert!(server.0.try_wait().unwrap().is_none(), "it waits for the rest");

    connection.write_all(second.as_bytes()).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 303") && answer.contains("lang=en"),
        "{answer}"
    );
    assert!(server.0.wait().unwrap().success());
}

#[test]
fn a_stream_of_changes_ends_when_the_server_stops() {
    let folder = tempfile::tempdir().unwrap();
    let (mut server, addr) = started(folder.path(), &["serve", "--demo"], &[]);
    let lines = ask(addr, "GET /open/centers.csv", &[("accept", "text/csv")], "").lines();
    let center = lines
        .map(|line| line.unwrap())
        .find_map(|line| {
            line.split_once(',')
                .map(|(id, _)| id.to_owned())
                .filter(|id| id.len() == 13)
        })
        .expect("a center");
    let mut stream = ask(
        addr,
        &format!("GET /open/centers/{center}/changes"),
        &[("accept", "text/event-stream")],
        "",
    );
    assert!(
        stream.by_ref().lines().any(|line| line.unwrap().starts_with("data: ")),
        "it began"
    );
    tell_to_stop(&server);
    let mut rest = String::new();
    stream.read_to_string(&mut rest).unwrap();
    assert!(!rest.contains("data: "), "{rest}");
    assert!(server.0.wait().unwrap().success());
}
