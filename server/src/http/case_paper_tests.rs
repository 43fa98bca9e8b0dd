//! Papers that somebody brings to the counter: photographed there, sealed, opened by who handles the case, taken back by the counter.

use super::case_tests::{WHO, World};
use model::{
    case::{FileId, State},
    matter::Mode,
    permission::{Role, Scope},
};

const PDF: &str = "%PDF-1.7\n1 0 obj\n%%EOF\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn papers_are_added_at_the_counter_and_by_nobody_elses() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    w.register(&counter, "k", &w.matter, Mode::Assisted, &WHO).await;
    let one = w.only().await;
    let number = one.number.to_string();
    let here = format!("/admin/cases/{number}");
    let then = format!("{here}?saved=1");
    let page = w.get(&counter, &here).await;
    assert!(page.body.contains("capture=\"environment\""), "{}", page.body);
    let add = async |id: i64, cookie: &str, files: &[(&str, &[u8])]| {
        let id = FileId::from_i64(id).to_string();
        let fields = [
            ("from", here.as_str()),
            ("then", then.as_str()),
            ("number", &number),
            ("id", &id),
            ("material", ""),
        ];
        w.site.post_files("/upload/case-paper", cookie, &fields, files).await
    };
    // Of camera and file one is chosen; a lie is named.
    let both: [(&str, &[u8]); 2] = [("file", PDF.as_bytes()), ("file", b"")];
    let added = add(7001, &counter, &both).await;
    assert_eq!(
        (added.status, added.header("location")),
        (303, then.clone()),
        "{}",
        added.body
    );
    let lie = add(7002, &counter, &[("file", b"<script>")]).await;
    assert!(
        lie.status == 422 && lie.body.contains("读不了这种文件"),
        "{}",
        lie.status
    );
    assert_eq!(add(7002, &counter, &[("file", b"")]).await.status, 422);
    // Nobody who is not signed in, whoever is as a resident only, and no other center's staff.
    assert_eq!(add(7003, "", &both).await.status, 401);
    let other = w.staff(Role::CounterStaff, Scope::Center(w.town.id)).await;
    assert_eq!(add(7003, &other, &both).await.status, 403);
    let inspector = w.staff(Role::Inspector, Scope::Everywhere).await;
    assert_eq!(add(7003, &inspector, &both).await.status, 403);
    let db = w.site.server.store.db();
    let files = store::case::files(db, one.id).await.unwrap();
    assert_eq!(files.len(), 1);
    assert!(files[0].added_by.contains("counter_staff"), "{}", files[0].added_by);
    let (_, sealed) = store::case::file_content(db, files[0].id).await.unwrap().unwrap();
    assert!(!sealed.windows(4).any(|bytes| bytes == b"%PDF"));
    let file = format!("/case-files/{}", files[0].id);
    let page = w.get(&counter, &here).await;
    assert!(
        page.body.contains(&file) && page.body.contains("在窗口添加"),
        "{}",
        page.body
    );
    assert_eq!(w.get(&counter, &file).await.body, PDF);
    assert_eq!(w.get(&other, &file).await.status, 404);
    // The log keeps that it was added and opened; it is taken back by who may handle the case.
    let remove = async |cookie: &str| {
        let id = files[0].id.to_string();
        let fields = [("from", here.as_str()), ("number", &number), ("id", &id)];
        w.site.post("/api/case/remove_paper", cookie, &fields).await.status
    };
    assert_eq!(remove(&other).await, 403);
    assert_eq!(remove(&counter).await, 303);
    assert!(store::case::files(db, one.id).await.unwrap().is_empty());
    let filter = model::audit::AuditFilter {
        subject: number.clone(),
        ..model::audit::AuditFilter::default()
    };
    let log = store::audit::list(db, &filter, &w.site.server.zone).await.unwrap();
    let actions: Vec<_> = log.iter().rev().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["case.open", "case.add_file", "case.file", "case.remove_file"]);
    // What has ended takes none.
    let decide = [("input[step]", "decide"), ("input[decision]", "granted")];
    w.step(&counter, one.number, 1, &[("input[step]", "accept")]).await;
    w.step(&counter, one.number, 2, &decide).await;
    assert_eq!(w.only().await.state, State::Decided);
    assert_eq!(add(7004, &counter, &both).await.status, 422);
    assert!(!w.get(&counter, &here).await.body.contains("capture="));
}
