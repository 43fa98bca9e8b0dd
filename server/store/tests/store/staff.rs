//! Accounts, signing in, sessions.

use crate::{
    booking::place_of,
    harness::{NOW, TODAY, World},
};
use model::{
    AppError, Problem,
    permission::{Grant, Role, Scope},
    staff::{FAILURES_TO_LOCK, IDLE_SECONDS, LOCK_SECONDS, SESSION_SECONDS},
};
use std::collections::HashSet;
use store::{
    room, session,
    staff::{
        self,
        sign_in::{FAILURES_AN_ADDRESS, SignIn, WINDOW_SECONDS, sign_in},
    },
};

stories! {
    the_right_password_signs_in_and_a_wrong_one_says_no_more_than_an_unknown_name,
    the_fifth_failure_locks_the_account_for_half_an_hour,
    an_address_that_guesses_has_to_wait,
    a_session_ends_when_idle_when_old_and_when_the_account_is_retired,
    a_reset_password_is_temporary_and_ends_all_sessions,
    the_last_administrator_stays,
    of_two_administrators_who_demote_each_other_at_once_one_stays,
    a_user_name_is_given_once,
    where_a_private_room_can_be_booked_and_who_mediates_is_known,
}

const PASSWORD: &str = "Correct-Horse-9";

async fn the_right_password_signs_in_and_a_wrong_one_says_no_more_than_an_unknown_name(w: World) {
    let id = w.administrator("li.qiang").await;
    let answer = sign_in(w.db(), &w.act(), " Li.Qiang ", PASSWORD, "::1").await.unwrap();
    let SignIn::Welcome(viewer) = answer else {
        panic!("{answer:?}")
    };
    assert_eq!((viewer.id, viewer.grants.len()), (id, 1));
    assert_eq!(
        sign_in(w.db(), &w.act(), "li.qiang", "wrong", "::1").await.unwrap(),
        SignIn::Wrong
    );
    assert_eq!(
        sign_in(w.db(), &w.act(), "nobody", "wrong", "::1").await.unwrap(),
        SignIn::Wrong
    );
    let log = w.log().await;
    assert_eq!(log.iter().filter(|e| e.action == "staff.sign_in" && !e.ok).count(), 2);
    assert!(
        !log.iter()
            .any(|e| e.detail.contains("wrong password") || e.detail.contains(PASSWORD))
    );
    assert_eq!(staff::get(w.db(), id).await.unwrap().unwrap().last_sign_in, Some(NOW));
}

async fn the_fifth_failure_locks_the_account_for_half_an_hour(w: World) {
    let id = w.administrator("li").await;
    for i in 0..FAILURES_TO_LOCK {
        assert_eq!(
            staff::get(w.db(), id).await.unwrap().unwrap().locked_until,
            None,
            "after {i}"
        );
        sign_in(w.db(), &w.act(), "li", "wrong", "::1").await.unwrap();
    }
    let until = NOW + LOCK_SECONDS;
    assert_eq!(
        sign_in(w.db(), &w.act(), "li", PASSWORD, "::1").await.unwrap(),
        SignIn::Locked(until)
    );
    let later = w.act_at(until);
    assert!(matches!(
        sign_in(w.db(), &later, "li", PASSWORD, "::1").await.unwrap(),
        SignIn::Welcome(_)
    ));
}

async fn an_address_that_guesses_has_to_wait(w: World) {
    w.administrator("li").await;
    for i in 0..FAILURES_AN_ADDRESS {
        sign_in(w.db(), &w.act(), &format!("guess{i}"), "x", "203.0.113.9")
            .await
            .unwrap();
    }
    let answer = sign_in(w.db(), &w.act(), "li", PASSWORD, "203.0.113.9").await.unwrap();
    assert_eq!(answer, SignIn::TooMany(WINDOW_SECONDS as u32));
    assert!(matches!(
        sign_in(w.db(), &w.act(), "li", PASSWORD, "::1").await.unwrap(),
        SignIn::Welcome(_)
    ));
    let later = w.act_at(NOW + WINDOW_SECONDS + 1);
    assert!(matches!(
        sign_in(w.db(), &later, "li", PASSWORD, "203.0.113.9").await.unwrap(),
        SignIn::Welcome(_)
    ));
}

async fn a_session_ends_when_idle_when_old_and_when_the_account_is_retired(w: World) {
    let id = w.administrator("li").await;
    w.administrator("other").await;
    let token: &[u8] = &[1; 32];
    session::create(w.db(), &w.act(), token, id).await.unwrap();
    let at = async |at| session::lookup(w.db(), token, at).await.unwrap().is_some();
    assert!(session::lookup(w.db(), &[2; 32], NOW).await.unwrap().is_none());
    let mut now = NOW;
    while now < NOW + SESSION_SECONDS {
        assert!(at(now).await, "{}", now - NOW);
        now += IDLE_SECONDS - 1;
    }
    assert!(!at(NOW + SESSION_SECONDS).await, "it is too old, however busy");

    session::create(w.db(), &w.act_at(now), token, id).await.unwrap();
    assert!(!at(now + IDLE_SECONDS).await, "it idled");
    assert!(at(now + 1).await);
    assert_eq!(session::list(w.db(), id, now).await.unwrap().len(), 1);
    staff::retire(w.db(), &w.act(), id, 1).await.unwrap();
    assert!(!at(now + 1).await);
}

async fn a_reset_password_is_temporary_and_ends_all_sessions(w: World) {
    let id = w.administrator("li").await;
    let (mine, other): (&[u8], &[u8]) = (&[1; 32], &[2; 32]);
    for token in [mine, other] {
        session::create(w.db(), &w.act(), token, id).await.unwrap();
    }
    let hash = staff::password::hash("Temporary-1", &[9; 16]).unwrap();
    staff::change_password(w.db(), &w.act(), id, &hash, Some(mine))
        .await
        .unwrap();
    assert!(session::lookup(w.db(), mine, NOW).await.unwrap().is_some());
    assert!(session::lookup(w.db(), other, NOW).await.unwrap().is_none());
    staff::reset_password(w.db(), &w.act(), id, &hash).await.unwrap();
    assert!(session::lookup(w.db(), mine, NOW).await.unwrap().is_none());
    let SignIn::Welcome(viewer) = sign_in(w.db(), &w.act(), "li", "Temporary-1", "::1").await.unwrap() else {
        panic!("the temporary password is refused")
    };
    assert!(viewer.must_change_password);
}

async fn the_last_administrator_stays(w: World) {
    let id = w.administrator("li").await;
    let refusal = AppError::field("role", Problem::LastAdministrator);
    assert_eq!(
        AppError::from(staff::retire(w.db(), &w.act(), id, 1).await.unwrap_err()),
        refusal
    );
    let inspector = [Grant {
        role: Role::Inspector,
        scope: Scope::Everywhere,
    }];
    let demoted = staff::save(w.db(), &w.act(), id, 1, "李强", "", &inspector)
        .await
        .unwrap_err();
    assert_eq!(AppError::from(demoted), refusal);
    let second = w.administrator("wang").await;
    staff::save(w.db(), &w.act(), id, 1, "李强", "", &inspector)
        .await
        .unwrap();
    assert_eq!(staff::get(w.db(), id).await.unwrap().unwrap().grants, inspector);
    assert!(staff::retire(w.db(), &w.act(), second, 1).await.is_err());
}

async fn of_two_administrators_who_demote_each_other_at_once_one_stays(w: World) {
    let ids = [w.administrator("li").await, w.administrator("wang").await];
    let (a, b) = (w.act(), w.act());
    let (first, second) = tokio::join!(
        staff::retire(w.db(), &a, ids[0], 1),
        staff::retire(w.neighbour.db(), &b, ids[1], 1)
    );
    assert!(first.is_ok() != second.is_ok());
    assert!(staff::has_administrator(w.db()).await.unwrap());
}

async fn a_user_name_is_given_once(w: World) {
    w.administrator("li").await;
    let new = staff::NewStaff {
        username: "li".into(),
        name: "别人".into(),
        phone: String::new(),
        grants: vec![],
        password_hash: String::new(),
        must_change_password: true,
    };
    let taken = staff::create(w.db(), &w.act(), "other key", &new).await.unwrap_err();
    assert_eq!(AppError::from(taken), AppError::field("username", Problem::Taken));
    assert_eq!(staff::list(w.db(), true).await.unwrap().len(), 1);
}

async fn where_a_private_room_can_be_booked_and_who_mediates_is_known(w: World) {
    let at = place_of(&w).await;
    let private = async || room::private_centers(w.db()).await.unwrap();
    assert_eq!(private().await, HashSet::from([at.center]));
    let new = staff::NewStaff {
        username: "ma".into(),
        name: "马调解".into(),
        phone: String::new(),
        grants: vec![Grant {
            role: Role::Mediator,
            scope: Scope::Center(at.center),
        }],
        password_hash: String::new(),
        must_change_password: false,
    };
    let id = staff::create(w.db(), &w.act(), "ma", &new).await.unwrap();
    let mediate = async || staff::scopes(w.db(), Role::Mediator).await.unwrap();
    assert_eq!(mediate().await, [Scope::Center(at.center)]);
    // An account or a room that is out of service is none.
    staff::retire(w.db(), &w.act(), id, 1).await.unwrap();
    assert!(mediate().await.is_empty());
    let version = room::list(w.db(), at.center, TODAY, false).await.unwrap();
    let version = version.iter().find(|r| r.id == at.mediation).unwrap().version;
    room::retire(w.db(), &w.act(), at.mediation, version).await.unwrap();
    assert!(private().await.is_empty());
}
