//! The log: append-only, filtered, in pages.

use crate::harness::{NOW, World};
use jiff::tz::{TimeZone, offset};
use model::audit::AuditFilter;
use store::audit;

stories! {
    nobody_changes_or_removes_an_entry_not_even_with_sql,
    a_filter_finds_by_person_action_subject_and_day,
    pages_follow_each_other_without_gap_or_repeat,
}

async fn nobody_changes_or_removes_an_entry_not_even_with_sql(w: World) {
    audit::record(w.db(), &w.act(), "staff.export", "42", "", true)
        .await
        .unwrap();
    for sql in ["UPDATE audit SET who = 'x'", "DELETE FROM audit"] {
        let tx = w.db().begin().await.unwrap();
        assert!(tx.run(sql, vec![]).await.is_err(), "{sql}");
    }
    assert_eq!(w.log().await[0].who, "王芳");
}

async fn a_filter_finds_by_person_action_subject_and_day(w: World) {
    audit::record(w.db(), &w.act(), "center.save", "东风村 100%", "", true)
        .await
        .unwrap();
    audit::record(w.db(), &w.act_at(NOW + 86_400), "staff.sign_in", "li", "wrong", false)
        .await
        .unwrap();
    let zone = TimeZone::fixed(offset(8));
    let day = jiff::Timestamp::from_second(NOW)
        .unwrap()
        .to_zoned(zone.clone())
        .date()
        .to_string();
    let found = async |filter: AuditFilter| audit::list(w.db(), &filter, &zone).await.unwrap().len();
    assert_eq!(
        found(AuditFilter {
            who: "芳".into(),
            ..Default::default()
        })
        .await,
        2
    );
    assert_eq!(
        found(AuditFilter {
            action: "center.".into(),
            ..Default::default()
        })
        .await,
        1
    );
    assert_eq!(
        found(AuditFilter {
            action: "save".into(),
            ..Default::default()
        })
        .await,
        0
    );
    assert_eq!(
        found(AuditFilter {
            subject: "0%".into(),
            ..Default::default()
        })
        .await,
        1
    );
    assert_eq!(
        found(AuditFilter {
            subject: "%%".into(),
            ..Default::default()
        })
        .await,
        0
    );
    assert_eq!(
        found(AuditFilter {
            to: day.clone(),
            ..Default::default()
        })
        .await,
        1
    );
    assert_eq!(
        found(AuditFilter {
            from: day,
            ..Default::default()
        })
        .await,
        2
    );
}

async fn pages_follow_each_other_without_gap_or_repeat(w: World) {
    for _ in 0..=audit::PAGE_SIZE {
        audit::record(w.db(), &w.act(), "center.save", "x", "", true)
            .await
            .unwrap();
    }
    let first = audit::list(w.db(), &AuditFilter::default(), &TimeZone::UTC)
        .await
        .unwrap();
    assert_eq!(first.len(), audit::PAGE_SIZE);
    let next = AuditFilter {
        before: first.last().map(|e| e.id),
        ..Default::default()
    };
    assert_eq!(audit::list(w.db(), &next, &TimeZone::UTC).await.unwrap().len(), 1);
    assert_eq!(w.log().await.len(), audit::PAGE_SIZE + 1);
}
