//! What the page of public figures asks and is answered.

use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError,
    center::CenterId,
    evaluation::{Level, Service},
    figures::{Figure, Period},
    text::Names,
};
use serde::{Deserialize, Serialize};

/// What of, as the address says it; what cannot be understood is left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// A [`Period`]; empty for this year.
    pub period: String,
    /// A kind of service; empty for all.
    pub service: String,
    /// A center; empty for all.
    pub center: String,
    /// Which page of words, from 0; empty for the first.
    pub words: String,
}

/// A center to choose, or one that is compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Which.
    pub id: CenterId,
    /// What it is called.
    pub names: Names,
}

/// Public figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Of when.
    pub period: Period,
    /// Of which kind of service; none for all.
    pub service: Option<Service>,
    /// Of which center; none for all.
    pub center: Option<Named>,
    /// Years to choose from, the latest first; this one always.
    pub years: Vec<i16>,
    /// Centers to choose from.
    pub choices: Vec<Named>,
    /// All of it together.
    pub whole: Figure,
    /// The same for the period before.
    pub before: Figure,
    /// By kind of service, where all are asked for.
    pub services: Vec<(Service, Figure)>,
    /// By month: those of the year, or the twelve up to the end of a shorter period; none that has not begun.
    pub months: Vec<(Period, Figure)>,
    /// Centers compared, where all are asked for.
    pub centers: Vec<(Named, Figure)>,
    /// What residents said in words, the latest first.
    pub words: Vec<Words>,
    /// The page of words after these; none where there are no more.
    pub older: Option<u16>,
}

/// What a resident said in words, as it was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// About which center; none for one that is no longer in service, and where few said something there.
    pub center: Option<Named>,
    /// About which kind of service.
    pub service: Service,
    /// In which month.
    pub month: Period,
    /// How satisfied they were; none where few said something.
    pub level: Option<Level>,
    /// The words, masked.
    pub words: String,
    /// What the center answers; may be empty.
    pub answer: String,
}

/// Public figures of evaluations.
///
/// # Errors
/// [`AppError::NotFound`] for a center that there is not; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "figures/show", input = Call, output = Call)]
pub async fn show_figures(#[server(default)] wanted: Wanted) -> Result<Figures, AppError> {
    super::reach::figures(&wanted).await
}
