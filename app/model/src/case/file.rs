//! Photos and files of materials: what is taken, how much, and for how long it is kept.

use super::Case;
use crate::{
    AppError, Problem,
    id::Id,
    text::{Problems, whole_number},
};
use serde::{Deserialize, Serialize};

/// Tag of [`FileId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseFile;
/// Names a file of a case.
pub type FileId = Id<CaseFile>;

/// The most megabytes that a deployment can allow for one file.
pub const MOST_MB: u32 = 20;

/// What a file is, as its content says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A photo; whatever was sent is written anew as this.
    Jpeg,
    /// A document.
    Pdf,
}

impl FileKind {
    /// The word stored in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Pdf => "pdf",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Jpeg, Self::Pdf].into_iter().find(|kind| kind.code() == code)
    }

    /// Its media type.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Pdf => "application/pdf",
        }
    }

    /// What the name of a saved file ends with.
    #[must_use]
    pub const fn end(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Pdf => "pdf",
        }
    }

    /// What a browser does with it: a picture is looked at, a document is saved, because what it could do in a page of ours is nobody's
    /// to try.
    #[must_use]
    pub const fn shown(self) -> &'static str {
        match self {
            Self::Jpeg => "inline",
            Self::Pdf => "attachment",
        }
    }

    /// Whether some bytes are a whole document of that kind. Photos are decoded, which says more.
    #[must_use]
    pub fn is_pdf(bytes: &[u8]) -> bool {
        let tail = &bytes[bytes.len().saturating_sub(2048)..];
        bytes.starts_with(b"%PDF-") && tail.windows(5).any(|end| end == b"%%EOF")
    }
}

/// How much is taken and for how long it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileSettings {
    /// Megabytes of one file.
    pub most_mb: u32,
    /// Files of one case.
    pub most_files: u32,
    /// Days after the end of a case, or after the last change of a draft, on which they are deleted.
    pub keep_days: u32,
}

impl Default for FileSettings {
    fn default() -> Self {
        Self {
            most_mb: 10,
            most_files: 30,
            keep_days: 180,
        }
    }
}

/// The least and the most files of one case that can be set.
const FILES: (i64, i64) = (1, 100);
/// The least and the most days for which files are kept.
const DAYS: (i64, i64) = (30, 3650);

/// [`FileSettings`] as a form sends them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FileSettingsInput {
    /// Megabytes of one file.
    pub most_mb: String,
    /// Files of one case.
    pub most_files: String,
    /// Days.
    pub keep_days: String,
}

impl FileSettingsInput {
    /// Checks the form.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self) -> Result<FileSettings, AppError> {
        let mut problems = Problems::new();
        let mut number = |field: &str, text: &str, (min, max): (i64, i64)| {
            let number = problems.take(whole_number(field, text, min, max));
            u32::try_from(number).unwrap_or_default()
        };
        let settings = FileSettings {
            most_mb: number("most_mb", &self.most_mb, (1, i64::from(MOST_MB))),
            most_files: number("most_files", &self.most_files, FILES),
            keep_days: number("keep_days", &self.keep_days, DAYS),
        };
        problems.finish(settings)
    }
}

impl From<&FileSettings> for FileSettingsInput {
    fn from(stored: &FileSettings) -> Self {
        Self {
            most_mb: stored.most_mb.to_string(),
            most_files: stored.most_files.to_string(),
            keep_days: stored.keep_days.to_string(),
        }
    }
}

impl Case {
    /// Whether its resident may add a file now: while somebody still looks whether everything is there, or waits for them.
    ///
    /// # Errors
    /// [`Problem::NotNow`].
    pub const fn takes_files(state: super::State) -> Result<(), Problem> {
        use super::State as S;
        match state {
            S::Draft | S::Submitted | S::Correction | S::Paused => Ok(()),
            _ => Err(Problem::NotNow),
        }
    }

    /// Whether staff may add what somebody has brought: as long as the case is open. A draft is nobody's but its writer's.
    ///
    /// # Errors
    /// [`Problem::NotNow`].
    pub const fn takes_papers(state: super::State) -> Result<(), Problem> {
        use super::State as S;
        match state {
            S::Submitted | S::Correction | S::Accepted | S::InProgress | S::Paused | S::HandedUp => Ok(()),
            _ => Err(Problem::NotNow),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_for_files_is_within_bounds_and_says_which_field_is_not() {
        let input = FileSettingsInput::from(&FileSettings::default());
        assert_eq!(input.check().unwrap(), FileSettings::default());
        let wrong = FileSettingsInput {
            most_mb: "21".into(),
            most_files: "0".into(),
            keep_days: "half a year".into(),
        };
        let Err(AppError::Invalid { fields }) = wrong.check() else {
            panic!()
        };
        let fields: Vec<&str> = fields.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["most_mb", "most_files", "keep_days"]);
    }

    #[test]
    fn a_document_is_what_its_content_says() {
        assert!(FileKind::is_pdf(b"%PDF-1.7\n1 0 obj\n%%EOF\n"));
        for lie in [&b"<script>%PDF-1.7 %%EOF"[..], b"%PDF-1.7 cut off", b"", b"PK\x03\x04"] {
            assert!(!FileKind::is_pdf(lie));
        }
    }
}
