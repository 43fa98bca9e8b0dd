//! Parts that pages are made of.

pub mod form;
pub mod icon;
pub mod page;
pub mod words;

pub use form::{
    CheckField, ErrorSummary, Field, FormState, PostForm, SelectField, Submit, TextArea, TextField, field_id,
};
pub use icon::Icon;
pub use page::{Loaded, NotFound, PageTitle, Trouble};
