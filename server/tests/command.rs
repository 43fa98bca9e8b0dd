//! The commands as a person types them: tables out and in, accounts, a backup.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/command.rs"]
mod command;
#[path = "support/serving.rs"]
mod serving;

use command::{rows, server, typed};
use serving::{ask, started};
use std::{
    fs,
    io::Read as _,
    net::SocketAddr,
    path::{Path, PathBuf},
};

/// What can be exported, in the order in which an empty deployment needs it.
const KINDS: [&str; 6] = ["divisions", "amenities", "centers", "rooms", "staff", "matters"];
const OWN: &str = "Kitchen-window-8";

/// What a command prints that has to succeed.
fn told(folder: &Path, arguments: &[&str]) -> String {
    String::from_utf8(server(folder, arguments)).unwrap()
}

/// Where a table of that kind lies, as it was exported.
fn exported(from: &Path, kind: &str, name: &str) -> PathBuf {
    let file = from.join(name);
    server(from, &["export", kind, file.to_str().unwrap()]);
    file
}

/// What it says, in whatever order: roles of one person stand in that of their centers' identifiers.
fn lines(table: &Path) -> Vec<String> {
    let text = fs::read_to_string(table).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

/// Everything that a start as by `make run` prints and logs.
fn start_again(folder: &Path) -> String {
    let mut said = told(folder, &["demo"]);
    let (mut running, _) = started(folder, &["serve"], &[]);
    _ = running.0.kill();
    _ = running.0.wait();
    for line in std::mem::take(&mut running.2).into_iter().chain(running.1.iter()) {
        said.push_str(&line);
        said.push('\n');
    }
    said
}

#[tokio::test]
async fn the_first_administrators_password_is_printed_at_the_first_start_and_at_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let first = start_again(folder.path());
    let password = first.split("as admin with the password ").nth(1).expect("a password");
    let password = password.split_whitespace().next().unwrap();
    assert_eq!(first.matches(password).count(), 1, "{first}");
    let staff = rows(folder.path()).await["staff"];
    for _ in 0..2 {
        let again = start_again(folder.path());
        assert!(again.contains("is at http"), "{again}");
        assert!(!again.contains("the password") && !again.contains(password), "{again}");
    }
    assert_eq!(rows(folder.path()).await["staff"], staff, "nor is there a second one");
}

#[tokio::test]
async fn what_was_exported_makes_an_empty_deployment_the_same_and_a_repeat_changes_nothing() {
    let (sample, own) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    server(sample.path(), &["demo"]);
    let role = ["--role", "town_staff", "--division", "152223100000"];
    let account = ["user", "add", "li.na", "--name", "李娜"];
    server(sample.path(), &[&account[..], &role[..]].concat());
    for kind in KINDS {
        let table = exported(sample.path(), kind, &format!("{kind}.csv"));
        let done = told(own.path(), &["import", kind, table.to_str().unwrap()]);
        assert!(done.contains("修改 updated 0 · 不变 unchanged 0"), "{kind}: {done}");
        assert!(!done.contains("created 0"), "{kind}: {done}");
        assert_eq!(done.contains("temporary password"), kind == "staff", "{kind}: {done}");
    }
    let first = rows(own.path()).await;
    let there = rows(sample.path()).await;
    for table in ["division", "amenity", "center", "room", "staff", "matter"] {
        assert_eq!(first[table], there[table], "{table}");
    }
    for kind in KINDS {
        let there = exported(sample.path(), kind, &format!("{kind}.csv"));
        let here = exported(own.path(), kind, &format!("{kind}.csv"));
        assert_eq!(lines(&there), lines(&here), "{kind}");
        // As a workbook it says the same.
        let workbook = exported(sample.path(), kind, &format!("{kind}.xlsx"));
        for again in [there, workbook] {
            let done = told(own.path(), &["import", kind, again.to_str().unwrap()]);
            assert!(done.contains("新增 created 0 · 修改 updated 0"), "{kind}: {done}");
        }
    }
    assert_eq!(rows(own.path()).await, first);
}

#[tokio::test]
async fn a_dry_run_says_what_would_happen_and_writes_nothing() {
    let (sample, own) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    server(sample.path(), &["demo"]);
    server(own.path(), &["migrate"]);
    let before = rows(own.path()).await;
    let table = exported(sample.path(), "divisions", "divisions.csv");
    let done = told(
        own.path(),
        &["import", "divisions", table.to_str().unwrap(), "--dry-run"],
    );
    assert!(
        done.contains("created 62") && done.contains("nothing written"),
        "{done}"
    );
    assert_eq!(rows(own.path()).await, before);
}

#[tokio::test]
async fn a_bad_row_is_named_by_its_line_and_column_and_keeps_all_others_out() {
    let own = tempfile::tempdir().unwrap();
    server(own.path(), &["migrate"]);
    let before = rows(own.path()).await;
    let file = own.path().join("divisions.csv");
    let town = "代码,上级代码,名称,级别\n152223100000,,音德尔镇,town\n";
    fs::write(&file, format!("{town}15222310020,152223100000,东风村,village\n")).unwrap();
    let import = ["import", "divisions", file.to_str().unwrap()];
    let done = typed(own.path(), &import);
    let said = String::from_utf8(done.stdout).unwrap();
    assert_eq!(done.status.code(), Some(1), "{said}");
    assert!(said.contains("第 3 行 line 3, 代码: "), "{said}");
    assert!(!said.contains("line 2"), "{said}");
    assert!(said.contains("没有写入 / nothing was written"), "{said}");
    assert_eq!(rows(own.path()).await, before);
    // Once it is mended it goes in.
    fs::write(&file, format!("{town}152223100202,152223100000,东风村,village\n")).unwrap();
    assert!(told(own.path(), &import).contains("created 2"));

    // A file that is not there is named.
    let done = typed(own.path(), &["import", "divisions", "/nowhere/divisions.csv"]);
    let said = String::from_utf8(done.stdout).unwrap();
    assert_eq!(done.status.code(), Some(1), "{said}");
    assert!(said.contains("/nowhere/divisions.csv"), "{said}");
}

/// The status of a call, and the session's cookie if it began one.
fn call(addr: SocketAddr, function: &str, cookie: &str, body: &str) -> (u16, String) {
    let headers = [("content-type", "application/json"), ("cookie", cookie)];
    answer(addr, &format!("POST /api/staff/{function}"), &headers, body)
}

fn answer(addr: SocketAddr, what: &str, headers: &[(&str, &str)], body: &str) -> (u16, String) {
    let mut text = String::new();
    ask(addr, what, headers, body).read_to_string(&mut text).unwrap();
    let status = text.split(' ').nth(1).unwrap().parse().unwrap();
    let cookie = text.lines().find_map(|line| line.strip_prefix("set-cookie: "));
    let cookie = cookie.and_then(|c| c.split(';').next()).unwrap_or_default();
    (status, cookie.to_owned())
}

fn sign_in(addr: SocketAddr, username: &str, password: &str) -> (u16, String) {
    let body = format!("{{\"username\":\"{username}\",\"password\":\"{password}\"}}");
    call(addr, "sign_in", "", &body)
}

fn set_password(addr: SocketAddr, cookie: &str, old: &str, new: &str) -> u16 {
    let body = format!("{{\"old_password\":\"{old}\",\"new_password\":\"{new}\",\"again_password\":\"{new}\"}}");
    call(addr, "change_password", cookie, &body).0
}

/// What a printed line says after its last words.
fn temporary(printed: &str) -> String {
    let (_, password) = printed.trim().rsplit_once("temporary password ").unwrap();
    password.to_owned()
}

#[test]
fn a_printed_password_signs_in_until_another_is_set_and_a_reset_one_ends_what_was_before() {
    let folder = tempfile::tempdir().unwrap();
    let (_server, addr) = started(folder.path(), &["serve"], &[]);
    let work = |cookie: &str| call(addr, "list", cookie, "{}").0;
    // While it serves, as an administrator would do it.
    let first = temporary(&told(folder.path(), &["user", "add", "wang.fang", "--name", "王芳"]));
    let (status, cookie) = sign_in(addr, "wang.fang", &first);
    assert_eq!((status, cookie.starts_with("session=")), (200, true));
    assert_eq!(
        work(&cookie),
        403,
        "a first password opens nothing but the form for one's own"
    );
    assert_eq!(set_password(addr, &cookie, &first, &first), 422, "it cannot be kept");
    assert_eq!(set_password(addr, &cookie, &first, OWN), 200);
    assert_eq!(work(&cookie), 200);
    assert_eq!(sign_in(addr, "wang.fang", &first).0, 422, "it is over");
    assert_eq!(sign_in(addr, "wang.fang", OWN).0, 200);

    let second = temporary(&told(folder.path(), &["user", "reset", "wang.fang"]));
    assert_ne!(second, first);
    assert_eq!(work(&cookie), 401, "who was signed in is out");
    assert_eq!(sign_in(addr, "wang.fang", OWN).0, 422);
    let (status, cookie) = sign_in(addr, "wang.fang", &second);
    assert_eq!((status, work(&cookie)), (200, 403));

    // Nobody is made twice, and nobody is reset who is not there.
    for (refused, why) in [
        (["user", "add", "wang.fang"], "there is an account wang.fang already"),
        (["user", "reset", "nobody"], "there is no such account"),
    ] {
        let done = typed(folder.path(), &refused);
        let said = String::from_utf8(done.stdout).unwrap();
        assert_eq!(done.status.code(), Some(1), "{said}");
        assert!(said.contains(why) && !said.contains("constraint"), "{said}");
        assert!(!said.contains("temporary password"), "{said}");
    }
    assert_eq!(sign_in(addr, "wang.fang", &second).0, 200);
}

/// Every file below a folder, by its path in it.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

#[tokio::test]
async fn a_backup_made_while_it_serves_has_the_database_and_the_uploads_and_no_key() {
    let (data, away) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (_server, _) = started(data.path(), &["serve", "--demo"], &[]);
    let keys = files(data.path()).into_iter().filter(|file| file.ends_with(".key"));
    assert!(keys.count() >= 4, "the server has made its keys");
    for (name, content) in [
        ("photos/hall.webp", "a photo"),
        ("uploads/logo/1.png", "a logo"),
        ("imports/preview.csv", "gone within the hour"),
    ] {
        let file = data.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    }
    let copy = away.path().join("copy");
    server(data.path(), &["backup", copy.to_str().unwrap()]);
    assert_eq!(files(&copy), ["doorstep.db", "photos/hall.webp", "uploads/logo/1.png"]);
    assert_eq!(fs::read_to_string(copy.join("photos/hall.webp")).unwrap(), "a photo");
    // It opens, and has what the original has.
    let (there, here) = (rows(data.path()).await, rows(&copy).await);
    for table in ["division", "center", "room", "matter", "staff"] {
        assert_eq!(here[table], there[table], "{table}");
        assert!(here[table] > 0, "{table}");
    }
    for kind in KINDS {
        let of = |folder: &Path| server(folder, &["export", kind]);
        assert_eq!(of(&copy), of(data.path()), "{kind}");
    }
    // The next one in the same place gets a folder of its own, named by its time.
    server(data.path(), &["backup", away.path().to_str().unwrap()]);
    let named = fs::read_dir(away.path()).unwrap().map(|e| e.unwrap().file_name());
    let named: Vec<_> = named.filter(|n| n.to_str().unwrap().starts_with("doorstep-")).collect();
    assert_eq!(named.len(), 1);
    let second = files(&away.path().join(&named[0]));
    assert_eq!(second, ["doorstep.db", "photos/hall.webp", "uploads/logo/1.png"]);
}
