//! What the page that checks an import shows before and after it is written.

use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError,
    import::{Kind, RowProblem},
    staff::StaffId,
    text::Names,
};
use serde::{Deserialize, Serialize};

/// Rows of each list that a page shows; the counts tell of all.
pub const SHOWN: usize = 200;

/// What a table would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// What it is about.
    pub kind: Kind,
    /// What it is rather about by its headings, where whoever looks at it may import that.
    pub mistaken: Option<Kind>,
    /// Name of the file, for people.
    pub file: String,
    /// How many rows add a record.
    pub created: usize,
    /// How many change one.
    pub changed: usize,
    /// How many say what is stored already.
    pub unchanged: usize,
    /// How many rows are wrong. With any, nothing can be written.
    pub bad: usize,
    /// What is wrong with them: the first [`SHOWN`] cells.
    pub problems: Vec<RowProblem>,
    /// The first [`SHOWN`] rows that add or change something.
    pub deeds: Vec<Deed>,
    /// Codes and names of the amenities that a table of centers may speak of.
    #[serde(default)]
    pub amenities: Vec<(String, Names)>,
    /// Headings that mean nothing here.
    pub ignored: Vec<String>,
    /// Names exactly these additions and changes; sent back to say that they have been seen.
    pub seen: String,
    /// What became of the request to write, on the page that answers it.
    pub told: Option<Told>,
}

/// A row that adds or changes something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deed {
    /// Its line in the file.
    pub line: u32,
    /// What people call the record.
    pub name: String,
    /// What differs from what is stored; nothing for a new record.
    pub differences: Vec<Difference>,
    /// What a new record would hold, by the columns' proper names.
    #[serde(default)]
    pub values: Vec<(String, String)>,
}

/// One column that a row changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The column's proper name.
    pub column: String,
    /// What is stored.
    pub before: String,
    /// What the row says.
    pub after: String,
}

/// What became of the request to write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// Everything is written.
    Written(Written),
    /// The database refused a row; nothing is written.
    Refused(Vec<RowProblem>),
    /// What is stored has changed since the preview was shown; nothing is written.
    Outdated,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Written {
    /// Records added.
    pub created: usize,
    /// Records changed.
    pub changed: usize,
    /// Rows that said what was stored already.
    pub unchanged: usize,
    /// First passwords of new accounts. They are kept nowhere: shown once.
    pub passwords: Vec<FirstPassword>,
    /// Where it was written by an earlier request: the accounts whose first passwords that one's answer has shown.
    pub shown_before: Vec<NewAccount>,
}

/// An account that an import has made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAccount {
    /// The account.
    pub id: StaffId,
    /// What the person types.
    pub username: String,
    /// Who it is.
    pub name: String,
    /// The person has not signed in yet, so a new first password takes nothing from them.
    pub waiting: bool,
}

/// The password with which a new account signs in for the first time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstPassword {
    /// What the person types.
    pub username: String,
    /// Who it is.
    pub name: String,
    /// The password.
    pub password: String,
}

/// What the uploaded table would do now; on the page that answers a request to write, also what became of that.
///
/// # Errors
/// [`AppError::NotFound`] if the upload is older than an hour or of another session; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "import/preview", input = Call, output = Call)]
pub async fn preview_import(upload: String) -> Result<Preview, AppError> {
    use crate::{import, server};
    use model::permission::{Action, Target};
    // Whoever imports anything at all; which kind it is, is known only once it is read.
    let viewer = server::allowed(Action::Import, Target::Anywhere)
        .or_else(|_| server::allowed(Action::HandleCases, Target::Anywhere))?;
    let session = server::session().ok_or(AppError::SignIn)?;
    let server = server::server()?;
    let db = server.store.db();
    let name = upload;
    let upload = import::upload::load(&server, &session, &name).await?;
    server::allowed(upload.kind.action(), Target::Anywhere)?;
    let mistaken = upload.kind.mistaken(&upload.table);
    let mistaken = mistaken.filter(|kind| server::allowed(kind.action(), Target::Anywhere).is_ok());
    let plan = import::plan::plan(db, upload.kind, &upload.table, Some(&viewer), server.local_now()).await?;
    let told = match server::request_extension() {
        Some(told) => Some(told),
        None => import::apply::done(db, &name, &plan).await?.map(Told::Written),
    };
    let amenities = match upload.kind {
        Kind::Centers => store::amenity::list(db, true).await?,
        _ => Vec::new(),
    };
    Ok(Preview {
        amenities: amenities.into_iter().map(|a| (a.code, a.names)).collect(),
        ..plan.preview(upload.file, mistaken, told)
    })
}
