//! Routes outside of the calls: files in, tables out, and what is about one thing.

use super::{FILES, OF_ONE, OPEN, Place, World};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use model::{
    center::PhotoId,
    permission::{Action, Role, Scope, allows},
};

/// Sends `fields` as a form with a file; what the site answers.
async fn send_file(world: &World, method: &str, path: &str, fields: &[(&str, &str)], token: &str) -> StatusCode {
    let mut body = String::new();
    for (name, value) in fields {
        body += &format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    body += "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nno picture\r\n--x--\r\n";
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .header(header::ACCEPT, "text/html")
        .header(header::COOKIE, format!("session={token}"))
        .body(Body::from(body))
        .unwrap();
    world.site.answer(request).await.status()
}

/// Whether a route takes this address.
fn takes(route: &str, path: &str) -> bool {
    let (of_route, of_path) = (route.split('/'), path.split('/'));
    of_route.clone().count() == of_path.clone().count()
        && of_route.zip(of_path).all(|(r, p)| r == p || r.starts_with('{'))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_route_is_left_out_of_the_walk() {
    let routes = World::new().await.site.routes();
    for known in OF_ONE.iter().chain(&OPEN) {
        assert!(routes.iter().any(|route| route == known), "{known} is gone: {routes:?}");
    }
    for route in &routes {
        let walked = FILES.iter().any(|(_, path, _)| takes(route, path));
        let known = OF_ONE.iter().chain(&OPEN).any(|known| known == route);
        assert!(walked || known, "{route} needs a row, or a reason to have none");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn files_about_one_thing_are_for_those_who_may_see_it() {
    let world = World::new().await;
    let centers = store::center::list(world.db(), false).await.unwrap();
    let (own, other) = (world.place(centers[1].id).await, world.place(centers[2].id).await);
    let calendar = |at: &Place| format!("/bookings/{}.ics", at.booking);
    let photo = |at: &Place| format!("/admin/evaluations/{}/photos/{}", at.evaluation, at.photo);
    let get = async |path: &str, token: &str| send_file(&world, "GET", path, &[], token).await;
    for path in [calendar(&own), photo(&own)] {
        assert_eq!(get(&path, "").await, StatusCode::UNAUTHORIZED, "{path}");
    }
    for role in Role::ALL {
        let scope = match role {
            Role::CenterLead | Role::CounterStaff | Role::GridWorker | Role::Mediator => Scope::Center(own.center),
            _ => Scope::Everywhere,
        };
        let local = matches!(scope, Scope::Center(_));
        let token = world.sign_in(role, scope).await;
        let follows = allows(role, Action::FollowUp) || allows(role, Action::ModerateEvaluations);
        for (path, allowed) in [
            (calendar(&own), allows(role, Action::BookForOthers)),
            (photo(&own), follows),
            (calendar(&other), allows(role, Action::BookForOthers) && !local),
            (photo(&other), follows && !local),
        ] {
            let status = get(&path, &token).await;
            assert_eq!(status == StatusCode::FORBIDDEN, !allowed, "{role:?} {path}: {status}");
            assert!(!status.is_server_error(), "{role:?} {path}: {status}");
        }
        // What is confirmed is a table of a kind that they may import, or none.
        let request = Request::post("/admin/import/none")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "text/html")
            .header(header::COOKIE, format!("session={token}"))
            .body(Body::from("seen=x"))
            .unwrap();
        let status = world.site.answer(request).await.status();
        let imports = allows(role, Action::Import) || allows(role, Action::HandleCases);
        assert_eq!(status == StatusCode::FORBIDDEN, !imports, "{role:?} import: {status}");
        // What is a resident's is no staff member's.
        for (method, path, refused) in [
            ("GET", "/me/data.json", StatusCode::UNAUTHORIZED),
            ("POST", "/upload/case-file", StatusCode::UNAUTHORIZED),
            ("GET", "/case-files/0000000000001", StatusCode::NOT_FOUND),
        ] {
            assert_eq!(
                send_file(&world, method, path, &[], &token).await,
                refused,
                "{role:?} {path}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn files_come_in_and_tables_go_out_only_where_the_table_of_permissions_says_so() {
    let world = World::new().await;
    let centers = store::center::list(world.db(), false).await.unwrap();
    let (own, other) = (centers[1].id, centers[2].id);
    for (method, path, _) in FILES {
        assert_eq!(
            send_file(&world, method, path, &[], "").await,
            StatusCode::UNAUTHORIZED,
            "{path}"
        );
    }
    for role in Role::ALL {
        let token = world.sign_in(role, Scope::Everywhere).await;
        for (method, path, action) in FILES {
            let status = send_file(&world, method, path, &[], &token).await;
            assert_eq!(
                status == StatusCode::FORBIDDEN,
                !allows(role, action),
                "{role:?} {path}: {status}"
            );
            assert!(!status.is_server_error(), "{role:?} {path}: {status}");
        }
    }
    // A photo is of a place, and whoever leads another one may not put it there.
    let token = world.sign_in(Role::CenterLead, Scope::Center(own)).await;
    let photo = PhotoId::from_i64(77).to_string();
    for (center, refused) in [(own, false), (other, true)] {
        let fields = [("id", photo.as_str()), ("center", &center.to_string()), ("alt", "x")];
        let status = send_file(&world, "POST", "/upload/photo", &fields, &token).await;
        assert_eq!(status == StatusCode::FORBIDDEN, refused, "{status}");
    }
    // Papers are of a case, and whoever handles those of another center may add none.
    let token = world.sign_in(Role::CounterStaff, Scope::Center(own)).await;
    for (center, refused) in [(own, false), (other, true)] {
        let number = world.case(center).await.to_string();
        let fields = [("id", photo.as_str()), ("number", &number), ("material", "")];
        let status = send_file(&world, "POST", "/upload/case-paper", &fields, &token).await;
        assert_eq!(status == StatusCode::FORBIDDEN, refused, "{status}");
    }
}
