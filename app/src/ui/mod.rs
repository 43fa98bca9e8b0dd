//! Parts that pages are made of.

mod action;
pub mod conflict;
pub mod form;
pub mod icon;
mod kept;
mod lazy;
mod menu;
pub mod page;
pub mod preview;
mod share;
mod unsaved;
pub mod upload;
pub mod words;

pub use action::FormAction;
pub use conflict::{ConflictPanel, ConflictRow};
pub use form::{
    CheckField, ErrorSummary, Field, Fold, FormState, KeyField, OnEnter, PhotosField, PostForm, SelectField,
    SignInAside, Submit, TextArea, TextField, VersionField, answered, field_id,
};
pub use icon::Icon;
#[cfg(feature = "hydrate")]
pub use kept::{controller, workers};
pub use kept::{land, load_instead};
pub use lazy::lazy_page;
pub use menu::MenuLink;
pub use page::{Loaded, NotFound, Onward, PageTitle, Trouble, set_status};
pub use preview::Preview;
pub use share::ShareButton;
pub use unsaved::{is_typing, keep_typing, load_anew, take_along, take_along_without};
pub use upload::UploadForm;
