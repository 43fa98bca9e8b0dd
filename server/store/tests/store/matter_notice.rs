//! Issued one-time notices: what was told stays word for word, whatever becomes of the matter.

use crate::harness::World;
use jiff::civil::date;
use model::{
    Problem,
    center::CenterId,
    matter::{Answers, Content, MatterId, Outcome},
};
use store::{Act, StoreError, matter, matter_notice as notice};

stories! {
    what_was_issued_stays_when_the_matter_changes_and_is_retired,
    a_repeat_issues_nothing_and_other_content_is_told,
    a_list_that_is_not_settled_or_not_what_it_says_now_is_not_signed,
    an_issued_notice_cannot_be_changed_or_deleted,
}

fn allowance() -> Content {
    let all = store::sample::matters::read().unwrap();
    all.into_iter().find(|m| m.code == "C0101").unwrap()
}

/// Answers that come to a list.
fn settled(content: &Content) -> Answers {
    let mut answers = Answers::new();
    while let Outcome::Ask(question) = content.narrow(&answers).outcome {
        let choice = question.choices.iter().find(|c| c.stop.is_empty()).unwrap();
        answers.insert(question.code.clone(), choice.code.clone());
    }
    answers
}

/// A matter, a center, and somebody who signs.
async fn ready(w: &World) -> (MatterId, CenterId, Act) {
    w.divisions().await;
    let center = w.center("村").await;
    let id = matter::create(w.db(), &w.act(), "k1", &allowance()).await.unwrap();
    let mut act = w.act();
    act.staff = Some(w.administrator("li").await);
    (id, center, act)
}

fn new(answers: &Answers, center: CenterId) -> notice::New<'_> {
    notice::New {
        code: "C0101",
        version: 1,
        answers,
        center,
        day: date(2026, 9, 21),
    }
}

async fn what_was_issued_stays_when_the_matter_changes_and_is_retired(w: World) {
    let (matter_id, center, act) = ready(&w).await;
    let mut answers = settled(&allowance());
    answers.insert("nothing".into(), "asked".into());
    let id = notice::issue(w.db(), &act, "n1", &new(&answers, center)).await.unwrap();
    let issued = notice::get(w.db(), id).await.unwrap().unwrap();
    assert_eq!(issued.answers, settled(&allowance()), "only what was asked is kept");
    assert_eq!(
        (issued.version, issued.signed.as_str(), issued.center_names.zh.as_str()),
        (1, "王芳", "村")
    );
    let mut changed = allowance();
    changed.materials.clear();
    matter::save(w.db(), &w.act(), matter_id, 1, &changed, &[])
        .await
        .unwrap();
    matter::retire(w.db(), &w.act(), matter_id, true).await.unwrap();
    assert_eq!(notice::get(w.db(), id).await.unwrap().unwrap(), issued);
    assert_eq!(
        notice::by_number(w.neighbour.db(), issued.number)
            .await
            .unwrap()
            .unwrap(),
        issued
    );
    let content = matter::content(w.db(), matter_id, issued.version).await.unwrap();
    assert_eq!(content, allowance());
    let log = w.log().await;
    assert!(
        log.iter()
            .any(|e| e.action == "matter_notice.issue" && e.detail == issued.number.spaced())
    );
}

async fn a_repeat_issues_nothing_and_other_content_is_told(w: World) {
    let (_, center, act) = ready(&w).await;
    let answers = settled(&allowance());
    let first = notice::issue(w.db(), &act, "n1", &new(&answers, center)).await.unwrap();
    assert_eq!(
        notice::issue(w.db(), &act, "n1", &new(&answers, center)).await.unwrap(),
        first
    );
    let none = Answers::new();
    let other = notice::issue(w.db(), &act, "n1", &new(&none, center))
        .await
        .unwrap_err();
    assert_eq!(other.field_error().unwrap().problem, Problem::AlreadySent);
    let second = notice::issue(w.db(), &act, "n2", &new(&answers, center)).await.unwrap();
    let number = async |id| notice::get(w.db(), id).await.unwrap().unwrap().number;
    assert_ne!(number(first).await, number(second).await);
}

async fn a_list_that_is_not_settled_or_not_what_it_says_now_is_not_signed(w: World) {
    let (matter_id, center, act) = ready(&w).await;
    let (none, answers) = (Answers::new(), settled(&allowance()));
    assert!(!answers.is_empty(), "the sample's allowance asks something");
    let open = notice::issue(w.db(), &act, "n1", &new(&none, center))
        .await
        .unwrap_err();
    assert_eq!(open.field_error().unwrap().field, "answers");
    let nobody = notice::issue(w.db(), &w.act(), "n2", &new(&answers, center)).await;
    assert!(matches!(nobody, Err(StoreError::NotFound)), "somebody signs");
    let mut changed = allowance();
    changed.result = "新".into();
    matter::save(w.db(), &w.act(), matter_id, 1, &changed, &[])
        .await
        .unwrap();
    let old = notice::issue(w.db(), &act, "n3", &new(&answers, center))
        .await
        .unwrap_err();
    assert_eq!(old.field_error().unwrap().field, "version");
    matter::retire(w.db(), &w.act(), matter_id, true).await.unwrap();
    let retired = notice::issue(w.db(), &act, "n4", &new(&answers, center)).await;
    assert!(matches!(retired, Err(StoreError::NotFound)));
}

async fn an_issued_notice_cannot_be_changed_or_deleted(w: World) {
    let (_, center, act) = ready(&w).await;
    notice::issue(w.db(), &act, "n1", &new(&settled(&allowance()), center))
        .await
        .unwrap();
    for sql in ["UPDATE matter_notice SET signed = ''", "DELETE FROM matter_notice"] {
        let tx = w.db().begin().await.unwrap();
        assert!(tx.run(sql, vec![]).await.is_err(), "{sql}");
    }
}
