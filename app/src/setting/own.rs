//! What the calls of [`super::message_api`] do on the server.

use super::message_api::Tried;
use crate::{
    lang::t,
    server::{Server, lang},
};
use model::{AppError, Problem, resident::SignInInput, settings::is_gateway_url, staff::Viewer};
use std::time::Duration;
use store::{
    message::{Fate, fate, put_test},
    setting,
};

/// Between two looks at what has become of it.
const PAUSE: Duration = Duration::from_millis(200);
/// Looks: longer than a sender waits for the gateway.
const LOOKS: u32 = 60;

pub(super) async fn test(server: &Server, viewer: &Viewer, phone: String) -> Result<Tried, AppError> {
    let phone = SignInInput {
        phone,
        code: String::new(),
    }
    .check_phone()?;
    let db = server.store.db();
    let settings = setting::get(db, setting::MESSAGES).await?.value;
    let sample = setting::get(db, setting::SAMPLE).await?.value;
    if !is_gateway_url(&settings.url, sample) {
        return Err(AppError::field("url", Problem::Required));
    }
    if setting::gateway_secret(db).await?.is_empty() {
        return Err(AppError::field("secret", Problem::Required));
    }
    let id = put_test(db, &server.act(viewer), &phone, t::message::test_text(lang())).await?;
    server.outbox.notify_one();
    for _ in 0..LOOKS {
        match fate(db, id).await? {
            Fate::Waiting => tokio::time::sleep(PAUSE).await,
            Fate::Sent => return Ok(Tried::Sent),
            Fate::Failed(why) => return Ok(Tried::Failed(why)),
        }
    }
    Ok(Tried::Waiting)
}
