//! Secret addresses of calendars: a resident's own, or a center's for a member of its staff.

use crate::call::Call;
use leptos::prelude::*;
use model::{AppError, center::CenterId, hours::LocalMinute};
use serde::{Deserialize, Serialize};

/// An address that calendar programs ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedLink {
    /// The address; whoever has it can read the calendar.
    pub url: String,
    /// Since when it works.
    pub made: LocalMinute,
}

/// The address that one has: of the resident's own bookings, or of those of `center` for staff.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "booking/feed", input = Call, output = Call)]
pub async fn get_feed(#[server(default)] center: Option<CenterId>) -> Result<Option<FeedLink>, AppError> {
    super::reach::Feed::of(center).await?.link().await
}

/// Makes a new address; the old one opens nothing any more.
///
/// # Errors
/// As [`get_feed`].
#[server(prefix = "/api", endpoint = "booking/renew_feed", input = Call, output = Call)]
pub async fn renew_feed(#[server(default)] center: Option<CenterId>) -> Result<(), AppError> {
    super::reach::Feed::of(center).await?.renew().await
}

/// Takes the address away.
///
/// # Errors
/// As [`get_feed`].
#[server(prefix = "/api", endpoint = "booking/end_feed", input = Call, output = Call)]
pub async fn end_feed(#[server(default)] center: Option<CenterId>) -> Result<(), AppError> {
    super::reach::Feed::of(center).await?.end().await
}
