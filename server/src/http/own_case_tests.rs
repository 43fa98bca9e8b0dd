//! Cases that residents bring from home, in browsers without scripts: begun from a guide, kept, sent, followed, supplemented.

use super::testing::{Answer, Site, act};
use axum::{body::Body, http::Request};
use model::{
    case::{NewStep, Number, State, Step},
    center::{Center, CenterKind},
    matter::Mode,
    resident::ResidentId,
};
use store::{
    case::{Case, Taking},
    db::Query as _,
};

struct World {
    site: Site,
    village: Center,
    town: Center,
    /// Code of a village matter that can be had at home, by appointment and by helpers.
    matter: String,
    cookie: String,
    who: ResidentId,
}

async fn signed_in(site: &Site, phone: &str) -> (String, ResidentId) {
    let (db, act) = (site.server.store.db(), act(&site.server));
    let id: ResidentId = act.id();
    let token = format!("resident {phone}");
    let tx = db.begin().await.unwrap();
    let sql = "INSERT INTO resident (id, phone, name, verified_at, created_at, version) VALUES ($1, $2, '李强', $3, $3, 1)";
    tx.run(sql, store::args![id, phone, act.at]).await.unwrap();
    let sql = "INSERT INTO resident_session (token_hash, resident_id, created_at, seen_at, expires_at, device)
               VALUES ($1, $2, $3, $3, $4, 'test')";
    let hash = app::server::token_hash(&token);
    tx.run(sql, store::args![hash, id, act.at, act.at + 86_400]).await.unwrap();
    tx.commit().await.unwrap();
    (format!("resident={token}"), id)
}
