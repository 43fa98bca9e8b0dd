//! Blank forms and filled-in samples, in browsers without scripts: uploaded by whoever keeps the catalog, found by residents wherever they
//! read what to bring, and the same for ever under their addresses.

use super::{
    booking_tests::Visitor,
    own_case_tests::{VISIT, matter, number, write},
    testing::{Answer, act},
};
use app::{matter::admin_api::UPLOAD, server::token_hash};
use axum::{body::Body, http::Request};
use image::{DynamicImage, ImageFormat};
use model::{
    matter::{Content, FileRole, MatterFile, Outcome},
    permission::{Grant, Role, Scope},
};
use std::io::Cursor;
use store::staff::{self, NewStaff};

const PDF: &str = "%PDF-1.7\n1 0 obj\n%%EOF\n";
const OTHER: &str = "%PDF-1.7\n2 0 obj\n%%EOF\n";
const THIRD: &str = "%PDF-1.7\n3 0 obj\n%%EOF\n";

struct World {
    v: Visitor,
    admin: String,
    /// As it was at first.
    content: Content,
    id: String,
    /// Code of a material that everybody needs.
    material: String,
}

impl World {
    async fn new() -> Self {
        let v = Visitor::new().await;
        let admin = v.site.administrator("boss").await;
        let content = matter(&v).await;
        let material = content.materials.iter().find(|m| m.when.is_empty()).unwrap();
        let material = material.code.clone();
        let stored = store::matter::by_code(v.site.server.store.db(), &content.code).await;
        let id = stored.unwrap().unwrap().id.to_string();
        Self {
            v,
            admin,
            content,
            id,
            material,
        }
    }

    fn page(&self) -> String {
        format!("/admin/matters/{}", self.content.code)
    }

    async fn sends(&self, cookie: &str, version: i64, (material, role): (&str, &str), file: &[u8]) -> Answer {
        let (page, then, version) = (self.page(), format!("{}?saved=1", self.page()), version.to_string());
        let fields = [
            ("from", page.as_str()),
            ("then", &then),
            ("id", &self.id),
            ("version", &version),
            ("material", material),
            ("role", role),
        ];
        self.v.site.post_files(UPLOAD, cookie, &fields, &[("file", file)]).await
    }

    async fn adds(&self, version: i64, role: FileRole, file: &str) -> MatterFile {
        let of = (self.material.as_str(), role.code());
        let added = self.sends(&self.admin, version, of, file.as_bytes()).await;
        assert_eq!(
            (added.status, added.header("location")),
            (303, format!("{}?saved=1", self.page())),
            "{}",
            added.body
        );
        self.file(role).await.unwrap()
    }

    /// What the matter says now.
    async fn now(&self) -> store::matter::Matter {
        let db = self.v.site.server.store.db();
        store::matter::by_code(db, &self.content.code).await.unwrap().unwrap()
    }

    async fn file(&self, role: FileRole) -> Option<MatterFile> {
        let now = self.now().await;
        let material = now.content.materials.iter().find(|m| m.code == self.material);
        material.unwrap().file(role).cloned()
    }

    /// Answers that come to a list, as they stand in an address.
    fn answers(&self) -> String {
        let mut answers = model::matter::Answers::new();
        let mut query = String::new();
        while let Outcome::Ask(question) = self.content.narrow(&answers).outcome {
            let choice = question.choices.iter().find(|c| c.stop.is_empty()).unwrap();
            query += &format!("&q_{}={}", question.code, choice.code);
            answers.insert(question.code.clone(), choice.code.clone());
        }
        query
    }

    async fn reads(&self, path: &str) -> String {
        let page = self.v.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        page.body
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_is_found_wherever_it_says_what_to_bring_and_a_case_keeps_the_one_it_began_with() {
    let w = World::new().await;
    let (code, answers) = (w.content.code.clone(), w.answers());
    let blank = w.adds(1, FileRole::Blank, PDF).await;
    let sample = w.adds(2, FileRole::Sample, OTHER).await;
    assert_eq!(w.now().await.version, 3);
    // Whatever it was called where it was sent from.
    let material = w.content.materials.iter().find(|m| m.code == w.material).unwrap();
    assert_eq!(blank.name, MatterFile::called(&material.name.zh, "空白表格"));
    for path in [
        format!("/matters/{code}?{}", answers.trim_start_matches('&')),
        format!("/matters/{code}/notice?{}", answers.trim_start_matches('&')),
        format!("/matters/{code}/start?mode=home_visit{answers}"),
    ] {
        let body = w.reads(&path).await;
        for part in [
            blank.path().as_str(),
            &sample.path(),
            "空白表格 PDF 1 KB",
            "样表 PDF 1 KB",
        ] {
            assert!(body.contains(part), "{path} lacks {part}: {body}");
        }
    }
    let english = [("accept-language", "en"), ("cookie", "")];
    let guide = format!("/matters/{code}?{}", answers.trim_start_matches('&'));
    let guide_in_english = w.v.site.get_with(&guide, &english).await;
    assert!(guide_in_english.body.contains("Blank form PDF 1 KB"));
    // A case begins, then the form is another one.
    let sent = write(&w.v, &code, "k", &[&VISIT[..], &[("go", "send")]].concat()).await;
    let case = format!("/me/cases/{}", number(&sent.header("location")));
    let newer = w.adds(3, FileRole::Blank, THIRD).await;
    assert!(newer.key != blank.key && newer.key != sample.key);
    let body = w.reads(&case).await;
    assert!(body.contains(&blank.path()) && !body.contains(&newer.path()), "{body}");
    let body = w.reads(&guide).await;
    assert!(body.contains(&newer.path()) && !body.contains(&blank.path()), "{body}");
    assert_eq!(w.v.site.get(&blank.path()).await.body, PDF);
    // For other software: whole addresses.
    let open = w.v.site.get("/open/matter-files.json").await.body;
    let read: serde_json::Value = serde_json::from_str(&open).unwrap();
    let files = read["files"].as_array().unwrap();
    let of = |file: &MatterFile, role: &str| {
        files.iter().any(|one| {
            one["url"] == format!("https://door.example{}", file.path())
                && one["role"] == role
                && one["matter"] == code
                && one["type"] == "application/pdf"
                && one["size"] == file.size
        })
    };
    assert!(
        of(&newer, "blank") && of(&sample, "sample") && files.len() == 2,
        "{files:?}"
    );
    let index = w.v.site.get("/open/matters.json").await.body;
    assert!(
        index.contains(&code) && !index.contains("/matter-files/"),
        "the index that phones keep is without them"
    );
    // Whoever keeps the catalog sees what is there, and can change it.
    let body = w.v.site.get_with(&w.page(), &[("cookie", &w.admin)]).await.body;
    assert!(
        body.contains("enctype=\"multipart/form-data\"") && body.contains(&newer.file_name()),
        "{body}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_kept_under_an_address_never_changes_and_runs_nowhere() {
    let w = World::new().await;
    let blank = w.adds(1, FileRole::Blank, PDF).await;
    let served = w.v.site.get(&blank.path()).await;
    let header = |name: &str| served.header(name);
    assert_eq!((served.status, served.body.as_str()), (200, PDF));
    assert_eq!(header("content-type"), "application/pdf");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("cache-control"), "public, max-age=86400");
    assert!(header("content-disposition").starts_with("attachment; filename=\"form.pdf\"; filename*=UTF-8''"));
    assert!(header("content-security-policy").contains("default-src 'none'"));
    let etag = header("etag");
    let again = [("if-none-match", etag.as_str())];
    let again = w.v.site.get_with(&blank.path(), &again).await;
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    let head = Request::head(blank.path()).body(Body::empty()).unwrap();
    let head = w.v.site.send(head).await;
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(head.header("content-length"), PDF.len().to_string());
    for unknown in [
        "0".repeat(32),
        "x".to_owned(),
        "..%2Fdoorstep.db".to_owned(),
        "%00".to_owned(),
        blank.key.to_uppercase(),
    ] {
        let answer = w.v.site.get(&format!("/matter-files/{unknown}")).await;
        assert!(
            answer.status == 404 && !answer.header("cache-control").contains("max-age"),
            "{unknown}"
        );
    }
    // A picture is drawn anew and looked at.
    let mut png = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(20, 10)
        .write_to(&mut png, ImageFormat::Png)
        .unwrap();
    let of = (w.material.as_str(), "sample");
    let added = w.sends(&w.admin, 2, of, png.get_ref()).await;
    assert_eq!(added.status, 303, "{}", added.body);
    let path = w.file(FileRole::Sample).await.unwrap().path();
    let served = w.v.site.answer(Request::get(path).body(Body::empty()).unwrap()).await;
    assert_eq!(served.headers()["content-type"], "image/jpeg");
    let disposition = served.headers()["content-disposition"].to_str().unwrap();
    assert!(disposition.starts_with("inline; "), "{disposition}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_no_file_of_a_material_is_refused_in_words() {
    let w = World::new().await;
    let blank = (w.material.as_str(), "blank");
    for lie in ["<!DOCTYPE html><script>alert(1)</script>", "%PDF-1.7 cut off", "GIF89a"] {
        let refused = w.sends(&w.admin, 1, (blank.0, "sample"), lie.as_bytes()).await;
        assert!(
            refused.status == 422 && refused.body.contains("读不了这种文件"),
            "{lie}: {}",
            refused.status
        );
        // What was chosen beside it is still chosen.
        assert!(refused.body.contains("<option value=\"sample\" selected"));
    }
    let nothing = w.sends(&w.admin, 1, blank, b"").await;
    assert!(nothing.status == 422 && nothing.body.contains("href=\"#f-file\""));
    let foreign = w.sends(&w.admin, 1, ("nobodys", "blank"), PDF.as_bytes()).await;
    assert!(foreign.status == 422 && foreign.body.contains("href=\"#f-material\""));
    let strange = w.sends(&w.admin, 1, (blank.0, "picture"), PDF.as_bytes()).await;
    assert!(strange.status == 422 && strange.body.contains("href=\"#f-role\""));
    // By whoever keeps the catalog, and nobody else.
    assert_eq!(w.sends("", 1, blank, PDF.as_bytes()).await.status, 401);
    let site = &w.v.site;
    let counter = NewStaff {
        username: "counter".into(),
        name: "counter".into(),
        phone: String::new(),
        grants: vec![Grant {
            role: Role::CounterStaff,
            scope: Scope::Center(site.first().await),
        }],
        password_hash: String::new(),
        must_change_password: false,
    };
    let (db, act) = (site.server.store.db(), act(&site.server));
    let id = staff::create(db, &act, "counter", &counter).await.unwrap();
    store::session::create(db, &act, &token_hash("counter"), id)
        .await
        .unwrap();
    let refused = w.sends("session=counter", 1, blank, PDF.as_bytes()).await;
    assert_eq!(refused.status, 403);
    assert_eq!(w.now().await.version, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_replace_a_form_at_once_the_second_is_told_and_can_still_do_it() {
    let w = World::new().await;
    let blank = (w.material.as_str(), "blank");
    let (one, other) = tokio::join!(
        w.sends(&w.admin, 1, blank, PDF.as_bytes()),
        w.sends(&w.admin, 1, blank, OTHER.as_bytes()),
    );
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    let told = if one.status == 409 { one } else { other };
    assert!(
        told.body.contains("刚刚改过同一处") && told.body.contains("name=\"version\" value=\"2\""),
        "{}",
        told.body
    );
    // A sample beside it is no conflict, whatever page it comes from.
    let sample = w.sends(&w.admin, 1, (blank.0, "sample"), PDF.as_bytes()).await;
    assert_eq!(sample.status, 303, "{}", sample.body);
    // It is taken out again, and the history says what was changed.
    let page = w.page();
    let fields = [
        ("from", page.as_str()),
        ("then", &page),
        ("place", "x"),
        ("id", &w.id),
        ("version", "3"),
        ("material", &w.material),
        ("role", "blank"),
    ];
    let removed = w.v.site.post("/api/matter/remove_file", &w.admin, &fields).await;
    assert_eq!(removed.status, 303, "{}", removed.body);
    assert_eq!(w.file(FileRole::Blank).await, None);
    assert!(w.file(FileRole::Sample).await.is_some());
    let headers = [("cookie", w.admin.as_str()), ("accept-language", "zh-CN")];
    let history = w.v.site.get_with(&format!("{page}?version=4"), &headers).await;
    assert!(history.body.contains("· 空白表格"), "{}", history.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_sample_that_names_somebody_is_withdrawn_for_good_also_from_a_case_that_began_with_it() {
    let w = World::new().await;
    let code = w.content.code.clone();
    let sample = w.adds(1, FileRole::Sample, PDF).await;
    let etag = w.v.site.get(&sample.path()).await.header("etag");
    let sent = write(&w.v, &code, "k", &[&VISIT[..], &[("go", "send")]].concat()).await;
    let case = format!("/me/cases/{}", number(&sent.header("location")));
    // Taking it out of the guide leaves it where it was named before.
    let page = w.page();
    let fields = [
        ("from", page.as_str()),
        ("then", &page),
        ("place", "x"),
        ("id", &w.id),
        ("version", "2"),
        ("material", &w.material),
        ("role", "sample"),
    ];
    let removed = w.v.site.post("/api/matter/remove_file", &w.admin, &fields).await;
    assert_eq!(removed.status, 303, "{}", removed.body);
    assert_eq!(w.v.site.get(&sample.path()).await.status, 200);
    // Only the page of whoever keeps the catalog still offers it; nothing is withdrawn that nobody chose.
    let cookie = [("cookie", w.admin.as_str()), ("accept-language", "zh-CN")];
    let offered = w.v.site.get_with(&page, &cookie).await.body;
    assert!(offered.contains(&format!("value=\"{}\"", sample.key)), "{offered}");
    let withdraw = async |cookie: &str, which: &str| {
        let fields = [("from", page.as_str()), ("then", &page), ("which", which)];
        w.v.site.post("/api/matter/withdraw_file", cookie, &fields).await
    };
    let nothing = withdraw(&w.admin, "").await;
    assert!(
        nothing.status == 422 && nothing.body.contains("href=\"#f-which\""),
        "{}",
        nothing.body
    );
    assert_eq!(withdraw("", &sample.key).await.status, 401);
    assert_eq!(w.v.site.get(&sample.path()).await.status, 200);
    let done = withdraw(&w.admin, &sample.key).await;
    assert_eq!(done.status, 303, "{}", done.body);
    // Whoever has the address is told, in their language, also who asks whether it is still the same.
    for (lang, words) in [("zh-CN", "这份文件已经撤下"), ("en", "This file was withdrawn")] {
        let headers = [("accept-language", lang), ("if-none-match", etag.as_str())];
        let gone = w.v.site.get_with(&sample.path(), &headers).await;
        assert!(gone.status == 410 && gone.body.contains(words), "{}", gone.body);
        assert_eq!(gone.header("cache-control"), "no-store");
        assert!(!gone.body.contains("%PDF"));
    }
    w.reads(&case).await;
    let after = w.v.site.get_with(&page, &cookie).await.body;
    assert!(!after.contains(&format!("value=\"{}\"", sample.key)), "{after}");
    // The same file is not put back by mistake.
    let of = (w.material.as_str(), "sample");
    let again = w.sends(&w.admin, 3, of, PDF.as_bytes()).await;
    assert!(
        again.status == 422 && again.body.contains("这份文件已经撤下"),
        "{}",
        again.body
    );
}
