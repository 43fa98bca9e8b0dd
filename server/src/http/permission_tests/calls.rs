//! Server functions, call by call.

use super::{OWN, PUBLIC, Place, RESIDENT, World, rows};
use axum::http::StatusCode;
use model::permission::{Action, Role, Scope, allows};
use serde_json::{Value, json};

/// What depends on the place of the call, so that somebody of another center is refused.
fn is_about_a_place(arguments: &Value) -> bool {
    arguments
        .as_object()
        .is_some_and(|a| ["id", "center", "number"].iter().any(|k| a.contains_key(*k)))
        || arguments["input"]["centers"].is_array()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_call_is_allowed_to_whom_the_table_allows_it_and_to_nobody_else() {
    let world = World::new().await;
    let centers = store::center::list(world.db(), false).await.unwrap();
    let (own, other) = (centers[1].id, centers[2].id);
    for role in Role::ALL {
        let scope = match role {
            Role::CenterLead | Role::CounterStaff | Role::GridWorker | Role::Mediator => Scope::Center(own),
            _ => Scope::Everywhere,
        };
        let local = matches!(scope, Scope::Center(_));
        let token = world.sign_in(role, scope).await;
        for (path, arguments, action) in rows(&world.place(own).await) {
            let status = world.call(path, &arguments, &token).await;
            let refused = matches!(status, StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED);
            assert_eq!(refused, !allows(role, action), "{role:?} {path} {arguments}: {status}");
            assert!(!status.is_server_error(), "{role:?} {path}: {status}");
        }
        for (path, arguments, _) in rows(&world.place(other).await) {
            if local && is_about_a_place(&arguments) {
                let status = world.call(path, &arguments, &token).await;
                assert_eq!(status, StatusCode::FORBIDDEN, "{role:?} elsewhere: {path} {arguments}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_is_asked_to_sign_in() {
    let world = World::new().await;
    let centers = store::center::list(world.db(), false).await.unwrap();
    for (path, arguments, _) in rows(&world.place(centers[0].id).await) {
        assert_eq!(
            world.call(path, &arguments, "").await,
            StatusCode::UNAUTHORIZED,
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_residents_ask_about_themselves_staff_may_not() {
    let world = World::new().await;
    let token = world.sign_in(Role::Administrator, Scope::Everywhere).await;
    let centers = store::center::list(world.db(), false).await.unwrap();
    let Place { room, booking, .. } = world.place(centers[0].id).await;
    // What any of them needs to be read at all.
    let arguments = json!({"room": room, "key": "k", "device": "", "number": booking, "id": room});
    for path in RESIDENT {
        for token in ["", &token] {
            assert_eq!(
                world.call(path, &arguments, token).await,
                StatusCode::UNAUTHORIZED,
                "{path}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_call_is_left_out_of_the_walk() {
    let world = World::new().await;
    let centers = store::center::list(world.db(), false).await.unwrap();
    let walked = rows(&world.place(centers[0].id).await);
    let known: Vec<&str> = walked
        .iter()
        .map(|(path, ..)| *path)
        .chain(PUBLIC)
        .chain(OWN)
        .chain(RESIDENT)
        .collect();
    for (path, _) in server_fn::axum::server_fn_paths() {
        let path = path.trim_start_matches("/api/");
        assert!(known.contains(&path), "{path} needs a row, or a reason to have none");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn somebody_who_administers_one_division_reaches_no_other() {
    let world = World::new().await;
    let centers = store::center::list(world.db(), false).await.unwrap();
    let (own, other) = (&centers[1], &centers[2]);
    assert_ne!(own.division, other.division);
    let token = world
        .sign_in(Role::Administrator, Scope::Division(own.division.clone()))
        .await;
    for (path, arguments, action) in rows(&world.place(other.id).await) {
        let status = world.call(path, &arguments, &token).await;
        let everywhere = matches!(action, Action::EditSettings | Action::ReadAudit);
        // The catalog of matters is one for all places.
        if everywhere || (is_about_a_place(&arguments) && action != Action::EditMatters) {
            assert_eq!(status, StatusCode::FORBIDDEN, "{path} {arguments}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_call_that_cannot_be_read_is_no_fault_of_ours() {
    let world = World::new().await;
    for arguments in [json!({}), json!([1]), json!({"room": 7, "input": "x"})] {
        let status = world.call("booking/check", &arguments, "").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{arguments}");
    }
}
