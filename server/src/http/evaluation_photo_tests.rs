//! Photos with an evaluation, as a browser without scripts sends them: who sees one, and what is no photo.

use super::{
    booking_tests::Visitor,
    evaluation_tests::{over, tap},
    testing::act,
};
use app::{
    evaluation::{api::UPLOAD, reach::panel_name},
    server::token_hash,
};
use axum::{body::Body, http::Request};
use image::{ImageEncoder, RgbImage, codecs::jpeg::JpegEncoder};
use model::permission::{Grant, Role, Scope};
use store::evaluation;

pub(super) fn jpeg() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new(&mut bytes);
    encoder.set_exif_metadata(b"II*\0where it was taken".to_vec()).unwrap();
    encoder.encode_image(&RgbImage::new(64, 48)).unwrap();
    bytes
}

async fn staff(v: &Visitor, role: Role, scope: Scope) -> String {
    let (db, act) = (v.site.server.store.db(), act(&v.site.server));
    let token = role.code().to_owned();
    let new = store::staff::NewStaff {
        username: token.clone(),
        name: token.clone(),
        phone: String::new(),
        grants: vec![Grant { role, scope }],
        password_hash: String::new(),
        must_change_password: false,
    };
    let id = store::staff::create(db, &act, &token, &new).await.unwrap();
    store::session::create(db, &act, &token_hash(&token), id).await.unwrap();
    format!("session={token}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_photo_is_kept_sealed_and_seen_by_those_who_follow_up_or_publish() {
    let v = Visitor::new().await;
    let (_, path) = over(&v).await;
    tap(&v, "", &path, "4", "a").await;
    let page = v.get_as("", &path).await.body;
    assert!(page.contains("multipart/form-data") && page.contains("name=\"photos[q3]\""));
    let then = format!("{path}?done=2");
    let fields = [
        ("from", path.as_str()),
        ("then", then.as_str()),
        ("at", path.trim_start_matches("/rate/")),
        ("input[reasons][]", "r8"),
        ("input[answers][0][code]", "q2"),
        ("input[answers][0][values][0]", "一盏灯"),
        ("input[words]", "椅子腿断了"),
    ];
    let send = async |files: &[(&str, &[u8])]| v.site.post_files(UPLOAD, "", &fields, files).await;
    let photo = jpeg();
    // Nothing of what was typed is lost where a file is none, belongs to no question, or is one too many.
    let lies: &[u8] = b"<!DOCTYPE html><script>alert(1)</script>";
    let many = [("photos[q3]", photo.as_slice()); 4];
    for files in [&[("photos[q3]", lies)][..], &[("photos[q2]", &photo)], &many] {
        let refused = send(files).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        assert!(refused.body.contains("椅子腿断了") && refused.body.contains("一盏灯"));
    }
    let told = send(&[("photos[q3]", &photo), ("photos[q3]", b"")]).await;
    assert_eq!(
        (told.status, told.header("location")),
        (303, then.clone()),
        "{}",
        told.body
    );

    let db = v.site.server.store.db();
    let center = v.site.first().await;
    let listed = evaluation::listed(db, center, evaluation::Filter::default())
        .await
        .unwrap();
    assert_eq!((listed.len(), listed[0].words.as_str()), (1, "椅子腿断了"));
    let kept = evaluation::photos(db, listed[0].id).await.unwrap();
    let sealed = evaluation::photo(db, listed[0].id, kept[0]).await.unwrap().unwrap();
    assert!(kept.len() == 1 && !sealed.windows(4).any(|w| w == b"JFIF"));

    let one = format!("/admin/evaluations/{}", panel_name(&v.site.server, listed[0].id));
    let address = format!("{one}/photos/{}", kept[0]);
    let everywhere = Scope::Everywhere;
    for (role, scope, status) in [
        (Role::Inspector, everywhere.clone(), 200),
        (Role::TownStaff, everywhere.clone(), 200),
        (Role::CenterLead, Scope::Center(center), 403),
        (Role::CounterStaff, Scope::Center(center), 403),
        (Role::GridWorker, everywhere, 403),
    ] {
        let cookie = staff(&v, role, scope).await;
        let request = Request::get(&address)
            .header("cookie", &cookie)
            .body(Body::empty())
            .unwrap();
        let answer = v.site.answer(request).await;
        assert_eq!(answer.status(), status, "{role:?}");
        if status == 200 {
            assert_eq!(answer.headers()["content-type"], "image/jpeg");
            assert_eq!(answer.headers()["cache-control"], "no-store");
            let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
            assert!(image::load_from_memory(&body).is_ok() && !body.windows(5).any(|w| w == b"where"));
        }
        let page = v.get_as(&cookie, &one).await.body;
        assert_eq!(page.contains(&address), status == 200, "{role:?}");
    }
    assert_eq!(v.get_as("", &address).await.status, 401);
    let other = format!("{one}/photos/0000000000001");
    assert_eq!(v.get_as("session=inspector", &other).await.status, 404);
    assert_eq!(
        v.get_as("session=inspector", &format!("{one}/photos/%00")).await.status,
        404
    );
    // About their own work nobody sees one who does not decide what is published.
    let tx = db.begin().await.unwrap();
    let sql = "UPDATE follow_up SET responsible_id = (SELECT id FROM staff WHERE username = 'inspector')";
    assert_eq!(tx.run(sql, vec![]).await.unwrap(), 1);
    tx.commit().await.unwrap();
    for (role, status) in [(Role::Inspector, 403), (Role::TownStaff, 200)] {
        let cookie = format!("session={}", role.code());
        let request = Request::get(&address).header("cookie", &cookie);
        let answer = v.site.answer(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status(), status, "{role:?}");
        let page = v.get_as(&cookie, &one).await.body;
        assert_eq!(page.contains(&address), status == 200, "{role:?}");
    }
}
