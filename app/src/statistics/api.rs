//! What the page of statistics asks and is answered.

use crate::{call::Call, figures::api::Named};
use leptos::prelude::*;
use model::{AppError, figures::Period, matter::Mode, statistics::Figure, text::Names};
use serde::{Deserialize, Serialize};

/// What of, as the address says it; what cannot be understood is left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// A [`Period`]; empty for this year.
    pub period: String,
    /// A center; empty for all that the viewer may see.
    pub center: String,
    /// A [`Mode::code`]; empty for all.
    pub mode: String,
    /// `counter` or `online`; empty for both.
    pub channel: String,
    /// Code of a matter; empty for all.
    pub matter: String,
}

/// Statistics of cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statistics {
    /// Of when.
    pub period: Period,
    /// Of which center; none for all.
    pub center: Option<Named>,
    /// In which mode.
    pub mode: Option<Mode>,
    /// Whether they came online or at the counter.
    pub online: Option<bool>,
    /// Of which matter: its code and name.
    pub matter: Option<(String, Names)>,
    /// The code that was asked for, where there is no such matter.
    pub unknown: Option<String>,
    /// Years to choose from, the latest first; this one always.
    pub years: Vec<i16>,
    /// Centers to choose from.
    pub choices: Vec<Named>,
    /// All of it together.
    pub whole: Figure,
    /// The same for the period before.
    pub before: Figure,
    /// That is only as many of its months as this one has had until now.
    pub so_far: bool,
    /// The twelve months up to the end of the period; none that has not begun.
    pub months: Vec<(Period, Figure)>,
    /// By center, where all are asked for.
    pub centers: Vec<(Named, Figure)>,
    /// By mode, where all are asked for.
    pub modes: Vec<(Mode, Figure)>,
    /// By channel, whether it is online, where both are asked for.
    pub channels: Vec<(bool, Figure)>,
    /// By matter, where all are asked for: code, name; those that were closed most often first.
    pub matters: Vec<(String, Names, Figure)>,
}

/// Statistics of the cases of all centers where the viewer may see them.
///
/// # Errors
/// [`AppError::SignIn`], [`AppError::Forbidden`]; [`AppError::NotFound`] for a center that there is not; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "statistics/show", input = Call, output = Call)]
pub async fn get_statistics(#[server(default)] wanted: Wanted) -> Result<Statistics, AppError> {
    super::reach::statistics(&wanted).await
}
