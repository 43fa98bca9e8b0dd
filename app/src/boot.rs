//! What every page knows from the start: who looks at it, in which deployment, and what a form without scripts sent.
//!
//! The server fills it in before rendering and writes it into the page; the browser reads it back while hydrating, so both
//! render the same and nothing is asked twice.

mod folded;

pub use folded::Folded;

use crate::lang::Lang;
use leptos::prelude::*;
use model::{
    AppError, FieldError,
    hours::LocalMinute,
    permission::{Action, Target, may},
    resident::SignedIn,
    settings::Branding,
    staff::Viewer,
};
use serde::{Deserialize, Serialize};

/// See the module.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Boot {
    /// Name, mark and numbers of the deployment.
    pub branding: Branding,
    /// Who is signed in at the staff's side.
    pub viewer: Folded<Viewer>,
    /// Whether they may open the panel: the menu of every page says so.
    pub panel: bool,
    /// Which resident is signed in; independent of the staff's side.
    pub resident: Folded<SignedIn>,
    /// The data is a sample: every page says so.
    pub sample: bool,
    /// The moment of rendering in the deployment's zone.
    pub now: LocalMinute,
    /// Fingerprint of the files in `public`, for [`asset`].
    pub assets: String,
    /// Tag of the language.
    pub lang: String,
    /// Elder mode 长辈版.
    pub elder: bool,
    /// `https://…` of the deployment, without a slash at the end; for links that leave the page (QR codes, sharing).
    pub origin: String,
    /// A form that was refused before scripts were there; forgotten once the address is another.
    pub rejected: Folded<Rejected>,
    /// What a form without scripts asked to be shown.
    pub answered: Folded<Answered>,
}

/// In front of the names of a form's fields that travel with a sign-in, because they were sent after the session had ended.
pub const KEPT: &str = "kept:";
/// Name of the field that says where such a form goes.
pub const KEPT_PATH: &str = "kept-path";

/// A refused form: everything that was typed, and what is wrong with it. Passwords are left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rejected {
    /// The server function's path.
    pub path: String,
    /// Address of the page that the form is on.
    pub page: String,
    /// Names and values as sent.
    pub values: Vec<(String, String)>,
    /// Why it was refused.
    pub error: AppError,
}

/// The answer to a form that sent a field named `show`: something that is said once, like a temporary password.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    /// The server function's path.
    pub path: String,
    /// Address of the page that the form is on.
    pub page: String,
    /// Its answer as JSON.
    pub json: String,
    /// Names and values as sent, for the fields that the answer does not repeat. Passwords are left out.
    pub values: Vec<(String, String)>,
}

/// What the server knows of a form that was sent without scripts, for the page that it is on.
#[derive(Debug, Clone, PartialEq)]
pub enum Sent {
    /// It was refused.
    Rejected(Rejected),
    /// It succeeded and its answer is to be shown.
    Answered(Answered),
}

impl Sent {
    /// Address of the page that the form is on.
    #[must_use]
    pub fn page(&self) -> &str {
        match self {
            Self::Rejected(r) => &r.page,
            Self::Answered(a) => &a.page,
        }
    }

    /// The status of the answer, where it is not the page's own.
    #[must_use]
    pub const fn status(&self) -> Option<u16> {
        match self {
            Self::Rejected(r) => Some(r.error.status()),
            Self::Answered(_) => None,
        }
    }
}

impl Default for Boot {
    fn default() -> Self {
        Self {
            branding: Branding::default(),
            viewer: Folded::default(),
            panel: false,
            resident: Folded::default(),
            sample: false,
            now: LocalMinute {
                day: Default::default(),
                minute: 0,
            },
            assets: String::new(),
            lang: String::new(),
            elder: false,
            origin: String::new(),
            rejected: Folded::default(),
            answered: Folded::default(),
        }
    }
}

impl Rejected {
    /// The first value sent under `name`.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

impl Boot {
    /// The page's language.
    #[must_use]
    pub fn language(&self) -> Lang {
        Lang::from_tag(&self.lang).unwrap_or_default()
    }

    /// Whether the person may do `action` somewhere; decides what is offered, never what is allowed.
    #[must_use]
    pub fn may_somewhere(&self, action: Action) -> bool {
        self.may(action, Target::Anywhere)
    }

    /// Whether the person may do `action` to `target`; decides what is offered, never what is allowed.
    #[must_use]
    pub fn may(&self, action: Action, target: Target<'_>) -> bool {
        self.viewer.read().is_some_and(|v| may(&v, action, target))
    }
}

/// The page's [`Boot`]. Stored, so that closures copy a handle and not the data.
#[must_use]
pub fn use_boot() -> StoredValue<Boot> {
    expect_context()
}

/// Address of a file of `public` that may be kept for ever, because it changes with the file.
#[must_use]
pub fn asset(path: &str) -> String {
    let version = use_boot().with_value(|b| b.assets.clone());
    if version.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?v={version}")
    }
}

/// The problems of a refusal, for the summary and the fields of a form.
#[must_use]
pub fn problems(error: &AppError) -> &[FieldError] {
    match error {
        AppError::Invalid { fields } => fields,
        _ => &[],
    }
}
