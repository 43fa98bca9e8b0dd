//! Files of a case: whose they are, who takes them back, and when they are forgotten.

use crate::{
    case::{count, refused},
    case_own::{form, own, person, town, withdraws, writes},
    follow_up::zone,
    harness::{NOW, World},
};
use model::{
    Problem,
    case::{Actor, FileId, FileKind, NewStep, Step},
    matter::Mode,
    resident::ResidentId,
};
use store::{
    StoreError,
    case::{self, NewFile, Taking},
    resident,
};

stories! {
    files_are_the_cases_and_are_deleted_in_time,
    what_the_counter_adds_the_counter_takes_back,
}

async fn files_are_the_cases_and_are_deleted_in_time(w: World) {
    let t = town(&w).await;
    let one = writes(&w, &t, "k", None, &own(&form(&t, Mode::Assisted), true), true)
        .await
        .unwrap();
    let new = |id: i64, resident| NewFile {
        id: FileId::from_i64(id),
        case: one.id,
        resident: Some(resident),
        material: "",
        name: "照片.jpg",
        kind: FileKind::Jpeg,
        size: 3,
        sealed: b"sealed",
    };
    // A repeat adds nothing; nobody else adds anything.
    for _ in 0..2 {
        case::add_file(w.db(), &w.act(), new(1, t.who)).await.unwrap();
    }
    let stranger = person(&w, "13800005678").await;
    let foreign = case::add_file(w.db(), &w.act(), new(2, stranger)).await;
    assert!(matches!(foreign, Err(StoreError::NotFound)));
    assert_eq!(case::files(w.db(), one.id).await.unwrap().len(), 1);
    // Whose they are reads of them, and of everything else that is kept of the case.
    let ask = NewStep {
        materials: vec!["id".into()],
        extra: vec!["近期照片".into()],
        ..NewStep::bare(Step::AskCorrection)
    };
    let version = case::get(w.db(), one.number).await.unwrap().unwrap().version;
    let asking = Taking {
        version,
        actor: Actor::Staff,
        step: &ask,
        answer: "",
    };
    case::take(w.db(), &w.act(), &zone(), one.id, &asking).await.unwrap();
    let kept = resident::export(w.db(), t.who).await.unwrap().cases.remove(0);
    let file = &kept.files[0];
    assert_eq!(
        (kept.files.len(), file.name.as_str(), file.size, file.added_at),
        (1, "照片.jpg", 3, NOW)
    );
    assert_eq!(
        (kept.mode.as_str(), kept.centers.0.as_str()),
        ("assisted", "东风村党群服务中心")
    );
    assert_eq!(
        kept.consent_at,
        case::get(w.db(), one.number).await.unwrap().unwrap().consent_at
    );
    let asked = kept
        .steps
        .iter()
        .find(|(_, step, ..)| step == "ask_correction")
        .unwrap();
    assert_eq!(asked.3.len(), 2, "{asked:?}");
    assert_eq!(asked.3[1], "近期照片");
    let one = case::get(w.db(), one.number).await.unwrap().unwrap();
    let few = model::case::FileSettings {
        most_files: 2,
        ..Default::default()
    };
    store::setting::save(w.db(), &w.act(), store::setting::CASE_FILES, 0, &few)
        .await
        .unwrap();
    case::add_file(w.db(), &w.act(), new(3, t.who)).await.unwrap();
    let more = case::add_file(w.db(), &w.act(), new(4, t.who)).await;
    refused(more, "file", Problem::TooManyFiles { max: 2 });
    let id = FileId::from_i64(3);
    case::remove_file(w.db(), &w.act(), one.id, Some(t.who), id)
        .await
        .unwrap();
    assert!(case::file_content(w.db(), id).await.unwrap().is_none());
    // At the end no more are taken, and after half a year the contents go.
    withdraws(&w, &one).await.unwrap();
    let late = case::add_file(w.db(), &w.act(), new(5, t.who)).await;
    refused(late, "file", Problem::NotNow);
    let days = |n: i64| NOW + n * 24 * 3600;
    assert_eq!(case::forget_files(w.db(), days(179)).await.unwrap(), 0);
    assert_eq!(case::forget_files(w.db(), days(180)).await.unwrap(), 1);
    assert_eq!(
        count(
            &w,
            "SELECT COUNT(*) AS n FROM case_file WHERE sealed IS NOT NULL OR name <> ''"
        )
        .await,
        0
    );
    // Who asks to be forgotten leaves no file.
    let two = writes(&w, &t, "k2", None, &own(&form(&t, Mode::Assisted), false), false)
        .await
        .unwrap();
    let of_two = NewFile {
        case: two.id,
        ..new(6, t.who)
    };
    case::add_file(w.db(), &w.act(), of_two).await.unwrap();
    resident::erase(w.db(), &w.act(), &crate::follow_up::zone(), t.who)
        .await
        .unwrap();
    assert_eq!(
        count(&w, "SELECT COUNT(*) AS n FROM case_file WHERE sealed IS NOT NULL").await,
        0
    );
}

async fn what_the_counter_adds_the_counter_takes_back(w: World) {
    let t = town(&w).await;
    let one = writes(&w, &t, "k", None, &own(&form(&t, Mode::Assisted), true), true)
        .await
        .unwrap();
    let new = |id: i64, resident: Option<ResidentId>| NewFile {
        id: FileId::from_i64(id),
        case: one.id,
        resident,
        material: "",
        name: "户口簿.jpg",
        kind: FileKind::Jpeg,
        size: 3,
        sealed: b"sealed",
    };
    let staff = store::Act {
        who: "王芳".into(),
        ..w.act()
    };
    case::add_file(w.db(), &w.act(), new(1, Some(t.who))).await.unwrap();
    for _ in 0..2 {
        case::add_file(w.db(), &staff, new(2, None)).await.unwrap();
    }
    let files = case::files(w.db(), one.id).await.unwrap();
    let by: Vec<_> = files.iter().map(|file| file.added_by.as_str()).collect();
    assert_eq!(by, ["", "王芳"]);
    // Neither takes back what the other has added.
    for (resident, id) in [(Some(t.who), 2), (None, 1)] {
        case::remove_file(w.db(), &staff, one.id, resident, FileId::from_i64(id))
            .await
            .unwrap();
        assert_eq!(case::files(w.db(), one.id).await.unwrap().len(), 2);
    }
    case::remove_file(w.db(), &staff, one.id, None, FileId::from_i64(2))
        .await
        .unwrap();
    assert_eq!(case::files(w.db(), one.id).await.unwrap().len(), 1);
    for action in ["add_file", "remove_file"] {
        let logged = match action {
            "add_file" => "SELECT COUNT(*) AS n FROM audit WHERE action = 'case.add_file'",
            _ => "SELECT COUNT(*) AS n FROM audit WHERE action = 'case.remove_file'",
        };
        assert_eq!(count(&w, logged).await, 1, "{action}");
    }
    // What has been accepted takes papers of the counter, and photos from home no more; what has ended takes neither.
    let takes = async |step: Step| {
        let taking = Taking {
            version: case::by_id(w.db(), one.id).await.unwrap().version,
            actor: Actor::Staff,
            step: &NewStep {
                decision: (step == Step::Decide).then_some(model::case::Decision::Granted),
                ..NewStep::bare(step)
            },
            answer: "",
        };
        case::take(w.db(), &staff, &zone(), one.id, &taking).await.unwrap();
    };
    takes(Step::Accept).await;
    let home = case::add_file(w.db(), &w.act(), new(3, Some(t.who))).await;
    refused(home, "file", Problem::NotNow);
    case::add_file(w.db(), &staff, new(4, None)).await.unwrap();
    takes(Step::Decide).await;
    let late = case::add_file(w.db(), &staff, new(5, None)).await;
    refused(late, "file", Problem::NotNow);
}
