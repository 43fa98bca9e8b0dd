//! Blank forms and filled-in samples: what a version has stays, unless it is withdrawn from all of them, and nobody loses what somebody else
//! has added.

use crate::harness::World;
use model::{
    Problem,
    case::FileKind,
    import::{Kind, MatterRecord, Table, matter_row, parse_matters},
    matter::{Content, FileRole, MatterFile, MatterId, MatterInput},
};
use std::sync::Arc;
use store::{
    StoreError,
    db::Query as _,
    import::Done,
    matter::{self, FileOf, StoredFile},
};

stories! {
    a_material_gets_a_form_and_a_sample_and_older_versions_keep_theirs,
    the_same_file_again_is_kept_once_and_makes_no_version,
    of_two_who_replace_a_file_the_second_is_told,
    files_that_many_add_at_once_are_all_there,
    forms_and_tables_that_say_nothing_of_files_keep_them,
    a_file_goes_to_no_foreign_material_and_leaves_nothing_behind,
    what_was_added_cannot_be_changed_or_deleted,
    a_withdrawn_file_is_gone_from_all_versions_and_does_not_come_back,
    a_file_that_is_withdrawn_and_added_at_once_is_named_by_no_matter,
}

const PDF: FileKind = FileKind::Pdf;

fn allowance() -> Content {
    let all = store::sample::matters::read().unwrap();
    all.into_iter().find(|m| m.code == "C0101").unwrap()
}

/// A matter, and the code of its first material.
async fn ready(w: &World) -> (MatterId, String) {
    let id = matter::create(w.db(), &w.act(), "k1", &allowance()).await.unwrap();
    (id, allowance().materials[0].code.clone())
}

fn of(matter: MatterId, version: i64, material: &str, role: FileRole) -> FileOf<'_> {
    FileOf {
        matter,
        version,
        material,
        role,
    }
}

async fn file(w: &World, id: MatterId, version: i64, role: FileRole) -> Option<MatterFile> {
    let content = matter::content(w.db(), id, version).await.unwrap();
    content.materials[0].file(role).cloned()
}

async fn a_material_gets_a_form_and_a_sample_and_older_versions_keep_theirs(w: World) {
    let (id, code) = ready(&w).await;
    let before = matter::revision(w.db()).await.unwrap();
    let add = async |version, role, name: &str, bytes: &[u8]| {
        let of = of(id, version, &code, role);
        matter::add_file(w.db(), &w.act(), of, name, (PDF, bytes))
            .await
            .unwrap()
    };
    assert_eq!(add(1, FileRole::Blank, "申请表", b"one").await, 2);
    assert_eq!(add(2, FileRole::Sample, "样表", b"filled in").await, 3);
    assert_eq!(add(3, FileRole::Blank, "申请表", b"another").await, 4);
    let gone = matter::remove_file(w.db(), &w.act(), of(id, 4, &code, FileRole::Sample)).await;
    assert_eq!(gone.unwrap(), 5);
    assert!(
        matter::revision(w.db()).await.unwrap() > before,
        "who has the catalog in memory hears of it"
    );
    assert_eq!(file(&w, id, 1, FileRole::Blank).await, None);
    assert_eq!(file(&w, id, 5, FileRole::Sample).await, None);
    let (old, new, sample) = (
        file(&w, id, 2, FileRole::Blank).await.unwrap(),
        file(&w, id, 5, FileRole::Blank).await.unwrap(),
        file(&w, id, 4, FileRole::Sample).await.unwrap(),
    );
    assert_eq!((old.name.as_str(), old.size, old.kind), ("申请表", 3, PDF));
    // What was replaced and what was taken out is still there for whoever began with it.
    for (file, bytes) in [(old, &b"one"[..]), (new, &b"another"[..]), (sample, &b"filled in"[..])] {
        let kept = matter::file_content(w.neighbour.db(), &file.key).await.unwrap();
        assert_eq!(kept.as_deref(), Some(bytes));
        let known = matter::stored_file(w.db(), &file.key).await.unwrap();
        assert_eq!(known, Some(StoredFile::Kept(file)));
    }
    for key in ["", "0".repeat(32).as_str(), "\0", "' OR 1=1 --", "申请表"] {
        assert_eq!(matter::stored_file(w.db(), key).await.unwrap(), None);
        assert_eq!(matter::file_content(w.db(), key).await.unwrap(), None);
    }
    let log = w.log().await;
    assert_eq!(
        (log[0].action.as_str(), log[1].action.as_str()),
        ("matter.remove_file", "matter.file")
    );
    assert!(
        log[1].subject.contains("C0101") && log[1].detail.contains("blank: 申请表.pdf → 申请表.pdf"),
        "{:?}",
        log[1]
    );
}

async fn the_same_file_again_is_kept_once_and_makes_no_version(w: World) {
    let (id, code) = ready(&w).await;
    let add = async |version, role, name: &str| {
        let of = of(id, version, &code, role);
        matter::add_file(w.db(), &w.act(), of, name, (PDF, b"one"))
            .await
            .unwrap()
    };
    assert_eq!(add(1, FileRole::Blank, "表").await, 2);
    // A double click sends what the page had.
    assert_eq!(add(1, FileRole::Blank, "表").await, 2);
    assert_eq!(add(2, FileRole::Sample, "表").await, 3);
    let (blank, sample) = (
        file(&w, id, 3, FileRole::Blank).await.unwrap(),
        file(&w, id, 3, FileRole::Sample).await.unwrap(),
    );
    assert_eq!(blank, sample);
    assert_eq!(
        add(3, FileRole::Sample, "样表").await,
        4,
        "another name is another address"
    );
    let renamed = file(&w, id, 4, FileRole::Sample).await.unwrap();
    assert_ne!(renamed.key, blank.key);
    let remove = async || {
        let of = of(id, 4, &code, FileRole::Sample);
        matter::remove_file(w.db(), &w.act(), of).await.unwrap()
    };
    assert_eq!((remove().await, remove().await), (5, 5));
}

async fn of_two_who_replace_a_file_the_second_is_told(w: World) {
    let (id, code) = ready(&w).await;
    let blank = |version| of(id, version, &code, FileRole::Blank);
    matter::add_file(w.db(), &w.act(), blank(1), "甲", (PDF, b"one"))
        .await
        .unwrap();
    let told = matter::add_file(w.neighbour.db(), &w.act(), blank(1), "乙", (PDF, b"two")).await;
    assert!(matches!(told, Err(StoreError::Conflict { version: 2, .. })), "{told:?}");
    let told = matter::remove_file(w.neighbour.db(), &w.act(), blank(1)).await;
    assert!(matches!(told, Err(StoreError::Conflict { version: 2, .. })), "{told:?}");
    // Who has seen it may.
    let knowing = matter::add_file(w.neighbour.db(), &w.act(), blank(2), "乙", (PDF, b"two")).await;
    assert_eq!(knowing.unwrap(), 3);
}

async fn files_that_many_add_at_once_are_all_there(w: World) {
    let mut content = allowance();
    let one = content.materials[0].clone();
    content.materials = (0..10)
        .map(|i| model::matter::Material {
            code: format!("m{i}"),
            ..one.clone()
        })
        .collect();
    let id = matter::create(w.db(), &w.act(), "k1", &content).await.unwrap();
    let w = Arc::new(w);
    // All from the page as it was at first, and the same twice for each material.
    let tries: Vec<_> = (0..20)
        .map(|i: i64| {
            let w = w.clone();
            tokio::spawn(async move {
                let (material, name) = (format!("m{}", i % 10), format!("表 {}", i % 10));
                let of = of(id, 1, &material, FileRole::Blank);
                matter::add_file(w.db(), &w.act(), of, &name, (PDF, b"one")).await
            })
        })
        .collect();
    for one in tries {
        one.await.unwrap().unwrap();
    }
    let now = matter::get(w.db(), id).await.unwrap().unwrap();
    assert_eq!(now.version, 11, "a version for each and none for a repeat");
    for (i, material) in now.content.materials.iter().enumerate() {
        let file = material.blank.as_ref().unwrap();
        assert_eq!(file.name, format!("表 {i}"));
    }
}

async fn forms_and_tables_that_say_nothing_of_files_keep_them(w: World) {
    let (id, code) = ready(&w).await;
    let blank = of(id, 1, &code, FileRole::Blank);
    matter::add_file(w.db(), &w.act(), blank, "表", (PDF, b"one"))
        .await
        .unwrap();
    let has = async |version| file(&w, id, version, FileRole::Blank).await.map(|file| file.name);
    // The form of the panel.
    let now = matter::get(w.db(), id).await.unwrap().unwrap();
    let mut content = MatterInput::from(&now.content).check().unwrap();
    assert_eq!(
        matter::save(w.db(), &w.act(), id, 2, &content, &[]).await.unwrap(),
        2,
        "nothing new"
    );
    content.result = "一张卡".into();
    assert_eq!(matter::save(w.db(), &w.act(), id, 2, &content, &[]).await.unwrap(), 3);
    assert_eq!(has(3).await.as_deref(), Some("表"));
    // What was exported, once as it is and once with a word changed.
    let table = |result: &str| {
        let mut content = content.clone();
        content.result = result.to_owned();
        Table {
            headings: Kind::Matters.headings(false),
            rows: vec![matter_row(&MatterRecord {
                content,
                retired: false,
            })],
        }
    };
    for (result, counts, version) in [("一张卡", (0, 0, 1), 3), ("两张卡", (0, 1, 0), 4)] {
        let parsed = parse_matters(&table(result), &store::import::matters(w.db()).await.unwrap());
        assert_eq!((parsed.counts(), parsed.problems.len()), (counts, 0));
        store::import::apply(w.db(), &w.act(), Some(result), &parsed.rows, false)
            .await
            .unwrap();
        assert_eq!(matter::get(w.db(), id).await.unwrap().unwrap().version, version);
        assert_eq!(has(version).await.as_deref(), Some("表"));
    }
    // A file that comes in between a table's preview and its writing.
    let parsed = parse_matters(&table("三张卡"), &store::import::matters(w.db()).await.unwrap());
    let sample = of(id, 4, &code, FileRole::Sample);
    matter::add_file(w.db(), &w.act(), sample, "样", (PDF, b"two"))
        .await
        .unwrap();
    let done = store::import::apply(w.db(), &w.act(), Some("k"), &parsed.rows, false).await;
    assert_eq!(done.unwrap().count(Done::Updated), 1);
    let kept = file(&w, id, 6, FileRole::Sample).await.map(|file| file.name);
    assert_eq!((has(6).await.as_deref(), kept.as_deref()), (Some("表"), Some("样")));
}

async fn a_file_goes_to_no_foreign_material_and_leaves_nothing_behind(w: World) {
    let (id, code) = ready(&w).await;
    let add = async |matter, version, material: &str| {
        let of = of(matter, version, material, FileRole::Blank);
        matter::add_file(w.db(), &w.act(), of, "表", (PDF, b"one")).await
    };
    let refused = add(id, 1, "nothing").await.unwrap_err().field_error().unwrap();
    let what = "nothing".to_owned();
    assert_eq!(
        (refused.field.as_str(), refused.problem),
        ("material", Problem::NoSuch { what })
    );
    for (matter, version) in [(MatterId::from_i64(7), 1), (id, 9)] {
        let refused = add(matter, version, &code).await;
        assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
    }
    assert_eq!(matter::get(w.db(), id).await.unwrap().unwrap().version, 1);
    let kept = async || {
        let row = w.db().row("SELECT COUNT(*) AS n FROM matter_file", vec![]).await;
        row.unwrap().unwrap().get::<i64>("n").unwrap()
    };
    assert_eq!(kept().await, 0, "no bytes of what was refused");
    assert_eq!(add(id, 1, &code).await.unwrap(), 2);
    assert_eq!(kept().await, 1);
    let insert = "INSERT INTO matter_file (id, name, kind, content, withdrawn, added_at, added_by)
                  VALUES ($1, $2, 'pdf', $3, $4, 1, '')";
    for (name, withdrawn, broken) in [
        ("", None, "matter_file_name_check"),
        ("there and gone", Some(&[1; 32][..]), "matter_file_withdrawn_check"),
    ] {
        let args = store::args!["0".repeat(32), name, &b"one"[..], withdrawn];
        let refused = w.db().begin().await.unwrap().run(insert, args).await;
        assert!(
            matches!(&refused, Err(StoreError::Constraint(which)) if which == broken),
            "{broken}: {refused:?}"
        );
    }
}

async fn what_was_added_cannot_be_changed_or_deleted(w: World) {
    let (id, code) = ready(&w).await;
    let blank = of(id, 1, &code, FileRole::Blank);
    matter::add_file(w.db(), &w.act(), blank, "表", (PDF, b"one"))
        .await
        .unwrap();
    let emptied = "UPDATE matter_file SET content = NULL";
    let refused = async |sql: &'static str| {
        let tx = w.db().begin().await.unwrap();
        let refused = tx.run(sql, vec![]).await.unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{sql}: {refused}");
    };
    for sql in [
        "UPDATE matter_file SET name = 'x'",
        "UPDATE matter_file SET content = NULL, name = 'x'",
        "UPDATE matter_file SET added_by = ''",
        "UPDATE matter_file SET withdrawn = NULL",
        "DELETE FROM matter_file",
    ] {
        refused(sql).await;
    }
    // What names somebody may be emptied, and stays empty.
    let tx = w.db().begin().await.unwrap();
    assert_eq!(tx.run(emptied, vec![]).await.unwrap(), 1);
    tx.commit().await.unwrap();
    refused(emptied).await;
    refused("UPDATE matter_file SET content = CAST('x' AS BYTEA)").await;
}

async fn a_withdrawn_file_is_gone_from_all_versions_and_does_not_come_back(w: World) {
    let (id, code) = ready(&w).await;
    let other = Content {
        code: "X0001".into(),
        ..allowance()
    };
    let other_id = matter::create(w.db(), &w.act(), "k2", &other).await.unwrap();
    let add = async |id, version, role, name: &str| {
        let of = of(id, version, &code, role);
        let bytes: &[u8] = match role {
            FileRole::Sample => b"of somebody",
            FileRole::Blank => b"to fill in!",
        };
        matter::add_file(w.db(), &w.act(), of, name, (PDF, bytes)).await
    };
    // The same sample at two matters, where it is called otherwise, in two versions of one of them, and a form beside it.
    assert_eq!(add(id, 1, FileRole::Sample, "样表").await.unwrap(), 2);
    assert_eq!(add(id, 2, FileRole::Blank, "空表").await.unwrap(), 3);
    assert_eq!(add(other_id, 1, FileRole::Sample, "范本").await.unwrap(), 2);
    let sample = file(&w, id, 3, FileRole::Sample).await.unwrap();
    let blank = file(&w, id, 3, FileRole::Blank).await.unwrap();
    let renamed = file(&w, other_id, 2, FileRole::Sample).await.unwrap();
    assert_ne!(renamed.key, sample.key);
    let kept = async || {
        let kept = matter::kept_files(w.db(), id).await.unwrap().into_iter();
        kept.map(|one| (one.file.key, one.version)).collect::<Vec<_>>()
    };
    assert_eq!(kept().await, [(blank.key.clone(), 3), (sample.key.clone(), 3)]);
    let before = matter::revision(w.db()).await.unwrap();

    matter::withdraw_file(w.db(), &w.act(), &sample.key).await.unwrap();
    for key in [&sample.key, &renamed.key] {
        let gone = matter::stored_file(w.neighbour.db(), key).await.unwrap();
        assert_eq!(gone, Some(StoredFile::Withdrawn));
        assert_eq!(matter::file_content(w.db(), key).await.unwrap(), None);
    }
    for (id, version) in [(id, 4), (other_id, 3)] {
        assert_eq!(matter::get(w.db(), id).await.unwrap().unwrap().version, version);
        assert_eq!(file(&w, id, version, FileRole::Sample).await, None);
    }
    assert_eq!(
        file(&w, id, 4, FileRole::Blank).await,
        Some(blank.clone()),
        "what is beside it stays"
    );
    assert_eq!(file(&w, id, 3, FileRole::Sample).await, Some(sample.clone()));
    assert_eq!(kept().await, [(blank.key, 4)]);
    assert!(matter::revision(w.db()).await.unwrap() > before);
    let log = w.log().await;
    assert_eq!(
        (log[0].action.as_str(), log[0].subject.as_str()),
        ("matter.withdraw_file", "样表.pdf")
    );
    for key in [&sample.key, &renamed.key] {
        assert!(log[0].detail.contains(key), "{:?}", log[0]);
    }
    // A second press changes nothing, and the same file cannot be added again, whatever it is called.
    matter::withdraw_file(w.db(), &w.act(), &sample.key).await.unwrap();
    assert_eq!(w.log().await.len(), log.len());
    for name in ["样表", "范本", "又一个名字"] {
        let again = add(id, 4, FileRole::Sample, name).await.unwrap_err().field_error();
        let again = again.unwrap();
        assert_eq!((again.field.as_str(), again.problem), ("file", Problem::FileWithdrawn));
    }
    for unknown in ["0".repeat(32).as_str(), "", "\0"] {
        let refused = matter::withdraw_file(w.db(), &w.act(), unknown).await;
        assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
    }
    // One that only earlier versions have is found, too.
    let removed = of(id, 4, &code, FileRole::Blank);
    assert_eq!(matter::remove_file(w.db(), &w.act(), removed).await.unwrap(), 5);
    let left = kept().await;
    assert_eq!(left.len(), 1);
    matter::withdraw_file(w.db(), &w.act(), &left[0].0).await.unwrap();
    assert!(kept().await.is_empty());
    assert_eq!(
        matter::get(w.db(), id).await.unwrap().unwrap().version,
        5,
        "nothing that it says now has changed"
    );
}

async fn a_file_that_is_withdrawn_and_added_at_once_is_named_by_no_matter(w: World) {
    let (id, code) = ready(&w).await;
    let mut others = Vec::new();
    for n in 0..4 {
        let content = Content {
            code: format!("X000{n}"),
            ..allowance()
        };
        let key = format!("other{n}");
        others.push(matter::create(w.db(), &w.act(), &key, &content).await.unwrap());
    }
    for round in 0..8_u8 {
        let bytes = [round; 9];
        let version = async |id| matter::get(w.db(), id).await.unwrap().unwrap().version;
        let sample = of(id, version(id).await, &code, FileRole::Sample);
        let seen = matter::add_file(w.db(), &w.act(), sample, "样表", (PDF, &bytes))
            .await
            .unwrap();
        let key = file(&w, id, seen, FileRole::Sample).await.unwrap().key;
        // One withdraws it while others add the same at their matters, under its name and under another, from two processes.
        let mut tasks = Vec::new();
        for (n, other) in others.iter().copied().enumerate() {
            let (of_task, code, version) = (w.clone(), code.clone(), version(other).await);
            tasks.push(tokio::spawn(async move {
                let store = [&of_task.store, &of_task.neighbour][n % 2].clone();
                let sample = of(other, version, &code, FileRole::Sample);
                let name = ["样表", "范本"][n / 2];
                matter::add_file(store.db(), &of_task.act(), sample, name, (PDF, &bytes)).await
            }));
            if n == 1 {
                let (w, key) = (w.clone(), key.clone());
                tasks.push(tokio::spawn(async move {
                    matter::withdraw_file(w.db(), &w.act(), &key).await.map(|()| 0)
                }));
            }
        }
        for task in tasks {
            if let Err(error) = task.await.unwrap() {
                let refused = error.field_error().unwrap();
                assert_eq!(refused.problem, Problem::FileWithdrawn);
            }
        }
        let stored = matter::stored_file(w.db(), &key).await.unwrap();
        assert_eq!(stored, Some(StoredFile::Withdrawn));
        for matter in matter::all(w.db()).await.unwrap() {
            // There is nothing else that a matter could have.
            let named = matter
                .content
                .materials
                .iter()
                .any(|material| material.files().count() > 0);
            assert!(!named, "{} in round {round}", matter.content.code);
        }
    }
}
