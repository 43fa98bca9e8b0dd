//! The binary as a whole: told to stop, it finishes what is under way.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
};

/// The server, killed at the end whatever happens.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

/// A server on a port of its own, once it answers.
fn started(folder: &Path, arguments: &[&str]) -> (Running, SocketAddr) {
    let addr = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let child = Command::new(env!("CARGO_BIN_EXE_server"))
        .args(arguments)
        .env("DOORSTEP_DATA", folder)
        .env("DOORSTEP_SITE", folder.join("site"))
        .env("DOORSTEP_ADDR", addr.to_string())
        .env_remove("DATABASE_URL")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut server = Running(child);
    let mut printed = BufReader::new(server.0.stdout.take().unwrap());
    assert!(
        printed
            .by_ref()
            .lines()
            .any(|line| line.unwrap().contains("is at http")),
        "it started"
    );
    // Open to its end: whoever prints into a closed pipe fails.
    server.0.stdout = Some(printed.into_inner());
    (server, addr)
}

fn tell_to_stop(server: &Running) {
    let told = Command::new("kill")
        .args(["-TERM", &server.0.id().to_string()])
        .status()
        .unwrap();
    assert!(told.success());
}

#[test]
fn a_request_in_flight_is_answered_before_the_server_stops() {
    let folder = tempfile::tempdir().unwrap();
    let (mut server, addr) = started(folder.path(), &["serve"]);
    let mut log = BufReader::new(server.0.stderr.take().unwrap());

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
    assert!(
        log.by_ref().lines().any(|line| line.unwrap().contains("stopping")),
        "it heard the order"
    );
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
    let (mut server, addr) = started(folder.path(), &["serve", "--demo"]);
    let ask = |path: &str, accept: &str| {
        let mut connection = TcpStream::connect(addr).unwrap();
        let head = format!("GET {path} HTTP/1.1\r\nhost: {addr}\r\nconnection: close\r\naccept: {accept}\r\n\r\n");
        connection.write_all(head.as_bytes()).unwrap();
        BufReader::new(connection)
    };
    let lines = ask("/open/centers.csv", "text/csv").lines();
    let center = lines
        .map(|line| line.unwrap())
        .find_map(|line| {
            line.split_once(',')
                .map(|(id, _)| id.to_owned())
                .filter(|id| id.len() == 13)
        })
        .expect("a center");
    let mut stream = ask(&format!("/open/centers/{center}/changes"), "text/event-stream");
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
