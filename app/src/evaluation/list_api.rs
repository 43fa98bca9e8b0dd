//! What those who work on it read of what was said about a center: never who said it.

use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError,
    center::CenterId,
    evaluation::{Level, Moderation, ModerationInput, Service, SevenOne},
    follow_up::State,
    text::Names,
};
use serde::{Deserialize, Serialize};

/// What was said about a center.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluations {
    /// Centers to choose from.
    pub centers: Vec<(CenterId, Names)>,
    /// The one that was chosen.
    pub center: Option<CenterId>,
    /// The latest first.
    pub list: Vec<Shown>,
    /// The page with older ones, if there is one.
    pub older: Option<u16>,
}

/// An evaluation, without whoever gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// What it is called in the panel: a name that is sealed, because the key tells when somebody rated.
    pub id: String,
    /// Which center.
    pub center: CenterId,
    /// What kind of service.
    pub service: Service,
    /// In which month, `YYYY-MM`. Not the day, nor how it ended: beside the desk's own list that would be a person.
    pub month: String,
    /// Rated once more, after what was bad was put right.
    pub again: bool,
    /// How satisfied.
    pub level: Level,
    /// Reasons that were ticked.
    pub reasons: Vec<Names>,
    /// Which of the seven ones there were.
    pub seven: Vec<SevenOne>,
    /// Questions and answers; words of residents in them are masked.
    pub answers: Vec<(Names, Vec<Names>)>,
    /// Questions and the addresses of photos that answer them; for those only who may see photos.
    pub photos: Vec<(Names, Vec<String>)>,
    /// In their own words, masked.
    pub words: String,
    /// How the follow-up of a bad one stands.
    pub follow_up: Option<State>,
    /// Why it does not count, where it was set aside.
    pub set_aside: Option<String>,
    /// How it stands with the words.
    pub moderation: Moderation,
    /// The words as everybody reads them.
    pub published_words: String,
    /// What the center answers to everybody.
    pub published_answer: String,
    /// Rises with every change.
    pub version: i64,
}

/// What was said about a center: all, `bad` or `waiting`; `page` counts from 0.
///
/// # Errors
/// [`AppError::SignIn`], [`AppError::Forbidden`], [`AppError::NotFound`], [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "evaluation/list", input = Call, output = Call)]
pub async fn get_evaluations(
    #[server(default)] center: String,
    #[server(default)] only: String,
    #[server(default)] page: String,
) -> Result<Evaluations, AppError> {
    super::reach::list::list(&center, &only, &page).await
}

/// What one may do about the words of an evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct May {
    /// Publish or withhold them.
    pub moderate: bool,
    /// Answer them for the center.
    pub answer: bool,
}

/// One evaluation.
///
/// # Errors
/// As [`get_evaluations`].
#[server(prefix = "/api", endpoint = "evaluation/one", input = Call, output = Call)]
pub async fn get_evaluation(id: String) -> Result<(Shown, May), AppError> {
    super::reach::list::one(&id).await
}

/// Publishes the words or withholds them, over `version`.
///
/// # Errors
/// As [`get_evaluation`]; problems of the form; [`AppError::Conflict`].
#[server(prefix = "/api", endpoint = "evaluation/moderate", input = Call, output = Call)]
pub async fn moderate(id: String, version: i64, #[server(default)] input: ModerationInput) -> Result<i64, AppError> {
    super::reach::list::moderate(&id, version, &input).await
}

/// Answers the words for the center, over `version`; an empty answer takes it back.
///
/// # Errors
/// As [`get_evaluation`]; a problem at `answer`; [`AppError::Conflict`]; [`AppError::NotFound`] for words that are withheld.
#[server(prefix = "/api", endpoint = "evaluation/answer", input = Call, output = Call)]
pub async fn answer_words(id: String, version: i64, #[server(default)] answer: String) -> Result<i64, AppError> {
    super::reach::list::answer(&id, version, &answer).await
}

/// The centers that one may print the standing code of: those whose evaluations one may see.
///
/// # Errors
/// As [`get_evaluations`].
#[server(prefix = "/api", endpoint = "evaluation/poster", input = Call, output = Call)]
pub async fn get_poster(center: CenterId) -> Result<Names, AppError> {
    super::reach::list::poster(center).await
}
