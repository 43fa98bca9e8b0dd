//! What is larger than allowed gets an answer that can be read, with everything that was typed: through a real connection, because
//! that is what a server cuts which does not want to hear more.

use super::{
    booking_tests::Visitor,
    evaluation_tests::{over, tap},
    own_case_tests::{VISIT, matter, number, write},
    testing::act,
};
use app::evaluation::api::UPLOAD;
use model::case::FileId;
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

const MEGABYTE: usize = 1024 * 1024;

/// Sends `head`, so many megabytes and `tail` to the end, and reads the answer only then, as browsers do.
async fn sends(at: SocketAddr, path: &str, cookie: &str, kind: &str, body: (&str, usize, &str)) -> String {
    let (head, megabytes, tail) = body;
    let accept = if kind.ends_with("json") { kind } else { "text/html" };
    let length = head.len() + megabytes * MEGABYTE + tail.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: door.example\r\nconnection: close\r\naccept: {accept}\r\naccept-language: zh-CN\r\n\
         cookie: {cookie}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n{head}"
    );
    let mut stream = TcpStream::connect(at).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let megabyte = vec![b'x'; MEGABYTE];
    for n in 0..megabytes {
        let sent = stream.write_all(&megabyte).await;
        assert!(sent.is_ok(), "{path}: cut after {n} MB: {sent:?}");
    }
    stream.write_all(tail.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

/// The same with a file behind the fields of a form.
async fn sends_file(at: SocketAddr, path: &str, cookie: &str, fields: &[(&str, &str)], file: (&str, usize)) -> String {
    let part = |name: &str| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"");
    let mut head = String::new();
    for (name, value) in fields {
        head += &format!("{}\r\n\r\n{value}\r\n", part(name));
    }
    head += &format!("{}; filename=\"f\"\r\n\r\n", part(file.0));
    let kind = "multipart/form-data; boundary=x";
    sends(at, path, cookie, kind, (&head, file.1, "\r\n--x--\r\n")).await
}

fn refused(answer: &str, status: u16, says: &[&str]) {
    let line = answer.lines().next().unwrap_or_default();
    assert!(line.starts_with(&format!("HTTP/1.1 {status} ")), "{line}");
    for word in says {
        assert!(answer.contains(word), "{word}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_photo_that_is_too_large_is_refused_in_words_and_what_was_typed_beside_it_is_kept() {
    let v = Visitor::new().await;
    let (_, path) = over(&v).await;
    tap(&v, "", &path, "4", "a").await;
    let at = v.site.listen().await;
    let fields = [
        ("from", path.as_str()),
        ("at", path.trim_start_matches("/rate/")),
        ("input[reasons][]", "r8"),
        ("input[answers][0][code]", "q2"),
        ("input[answers][0][values][0]", "一盏灯"),
        ("input[words]", "椅子腿断了"),
    ];
    // One a megabyte larger than allowed, and one that is larger than the whole form may be.
    for megabytes in [16, 40] {
        let answer = sends_file(at, UPLOAD, "", &fields, ("photos[q3]", megabytes)).await;
        let problem = "href=\"#f-photos-q3-\"";
        refused(&answer, 422, &["椅子腿断了", "一盏灯", "15 MB", problem]);
    }
    // Nothing of it was kept: the form is still open.
    assert!(v.get_as("", &path).await.body.contains("name=\"photos[q3]\""));
    // Words of 40 megabytes are none that could be kept; that they are too many is said, as a page and to a script.
    let (form, page) = ("application/x-www-form-urlencoded", "/api/evaluation/tell");
    let answer = sends(at, page, "", form, ("input%5Bwords%5D=", 40, "")).await;
    refused(&answer, 413, &["<h1>", "1 MB"]);
    let json = sends(at, page, "", "application/json", ("{\"at\":\"", 40, "\"}")).await;
    refused(&json, 413, &["\"file_too_large\",\"values\":[\"1\"]"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn photos_that_come_slowly_keep_nobody_else_from_sending() {
    let v = Visitor::new().await;
    let (_, path) = over(&v).await;
    tap(&v, "", &path, "4", "a").await;
    let at = v.site.listen().await;
    let mut slow = Vec::new();
    for _ in 0..20 {
        let mut stream = TcpStream::connect(at).await.unwrap();
        let begun = format!(
            "POST {UPLOAD} HTTP/1.1\r\nhost: door.example\r\ncontent-type: multipart/form-data; boundary=x\r\n\
             content-length: 1000000\r\n\r\n--x\r\nContent-Disposition: form-data; name=\"photos[q3]\"; filename=\"f\"\r\n\r\nx"
        );
        stream.write_all(begun.as_bytes()).await.unwrap();
        slow.push(stream);
    }
    let fields = [
        ("from", path.as_str()),
        ("at", path.trim_start_matches("/rate/")),
        ("input[words]", "椅子腿断了"),
    ];
    let sent = sends_file(at, UPLOAD, "", &fields, ("photos[q3]", 1));
    let answer = tokio::time::timeout(Duration::from_secs(20), sent).await.unwrap();
    refused(&answer, 422, &["椅子腿断了", "href=\"#f-photos-q3-\""]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_of_a_case_that_is_too_large_is_refused_by_the_limit_that_is_set() {
    use store::setting::{self, CASE_FILES};
    let v = Visitor::new().await;
    let code = matter(&v).await.code;
    let sent = write(&v, &code, "k", &[&VISIT[..], &[("go", "send")]].concat()).await;
    let number = number(&sent.header("location"));
    let (here, id) = (format!("/me/cases/{number}"), FileId::from_i64(7001).to_string());
    let fields = [
        ("from", here.as_str()),
        ("then", here.as_str()),
        ("number", &number),
        ("id", &id),
        ("material", ""),
    ];
    let at = v.site.listen().await;
    let (path, own) = ("/upload/case-file", "resident=resident-token");
    let db = v.site.server.store.db();
    let mut set = setting::get(db, CASE_FILES).await.unwrap();
    for (most, megabytes) in [(set.value.most_mb, 40), (1, 2), (1, 40)] {
        if set.value.most_mb != most {
            set.value.most_mb = most;
            setting::save(db, &act(&v.site.server), CASE_FILES, set.version, &set.value)
                .await
                .unwrap();
        }
        let answer = sends_file(at, path, own, &fields, ("file", megabytes)).await;
        refused(
            &answer,
            422,
            &[number.as_str(), &format!("{most} MB"), "href=\"#f-file\""],
        );
    }
    // Of somebody whose session has ended nothing of the file is looked at, and they still hear why.
    let answer = sends_file(at, path, "", &fields, ("file", 40)).await;
    refused(&answer, 401, &[&number]);
    assert!(!v.get(&here).await.body.contains("/case-files/"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_blank_form_that_is_too_large_is_refused_by_the_same_limit() {
    let v = Visitor::new().await;
    let admin = v.site.administrator("boss").await;
    let db = v.site.server.store.db();
    let content = matter(&v).await;
    let before = store::matter::by_code(db, &content.code).await.unwrap().unwrap();
    let (here, id) = (format!("/admin/matters/{}", content.code), before.id.to_string());
    let fields = [
        ("from", here.as_str()),
        ("then", here.as_str()),
        ("id", &id),
        ("version", "1"),
        ("material", &content.materials[1].code),
        ("role", "sample"),
    ];
    let at = v.site.listen().await;
    let chosen = format!("<option value=\"{}\" selected", content.materials[1].code);
    for megabytes in [11, 40] {
        let path = app::matter::admin_api::UPLOAD;
        let answer = sends_file(at, path, &admin, &fields, ("file", megabytes)).await;
        refused(&answer, 422, &["10 MB", "href=\"#f-file\"", &chosen]);
    }
    let after = store::matter::by_code(db, &content.code).await.unwrap().unwrap();
    assert_eq!(after, before);
}
