//! A server on a port of its own, and how to ask it something.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
};

/// Longer than the server lets anything take: what does not come fails its test, and does not hold up the others.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// The server, killed at the end whatever happens, the lines of its log, and those that it printed until it answered. The log is read
/// as it comes: whoever writes into a full pipe stops, and with them everybody who has something to log.
pub(crate) struct Running(pub(crate) Child, pub(crate) Receiver<String>, pub(crate) Vec<String>);

impl Drop for Running {
    #[allow(clippy::print_stdout)] // for whom a test has failed
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
        if thread::panicking() {
            let printed = self.2.drain(..);
            printed.chain(self.1.iter()).for_each(|line| println!("{line}"));
        }
    }
}

/// An address that is free now.
pub(crate) fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// A server with these settings, once it answers.
pub(crate) fn started(folder: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> (Running, SocketAddr) {
    let addr = free();
    let child = Command::new(env!("CARGO_BIN_EXE_server"))
        .args(arguments)
        .env("DOORSTEP_DATA", folder)
        .env("DOORSTEP_SITE", folder.join("site"))
        .env("DOORSTEP_ADDR", addr.to_string())
        .env_remove("DATABASE_URL")
        .envs(settings.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (line, log) = mpsc::channel();
    let mut server = Running(child, log, Vec::new());
    let said = BufReader::new(server.0.stderr.take().unwrap());
    thread::spawn(move || said.lines().map_while(Result::ok).for_each(|said| _ = line.send(said)));
    let mut printed = BufReader::new(server.0.stdout.take().unwrap());
    for line in printed.by_ref().lines().map(Result::unwrap) {
        let answers = line.contains("is at http");
        server.2.push(line);
        if answers {
            break;
        }
    }
    let last = server.2.last();
    assert!(last.is_some_and(|line| line.contains("is at http")), "it started");
    // Open to its end: whoever prints into a closed pipe fails.
    server.0.stdout = Some(printed.into_inner());
    (server, addr)
}

/// Asks `GET /…` or `POST /…` with headers and a body; the answer is still to be read.
pub(crate) fn ask(addr: SocketAddr, what: &str, headers: &[(&str, &str)], body: &str) -> BufReader<TcpStream> {
    let mut connection = TcpStream::connect(addr).unwrap();
    connection.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut head = format!("{what} HTTP/1.1\r\nhost: {addr}\r\nconnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() {
        head.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    connection.write_all(format!("{head}\r\n{body}").as_bytes()).unwrap();
    BufReader::new(connection)
}
