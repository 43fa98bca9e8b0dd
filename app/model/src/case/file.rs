//! Photos and files of materials: what is taken, how much, and for how long it is kept.

use super::Case;
use crate::{Problem, id::Id};
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_what_its_content_says() {
        assert!(FileKind::is_pdf(b"%PDF-1.7\n1 0 obj\n%%EOF\n"));
        for lie in [&b"<script>%PDF-1.7 %%EOF"[..], b"%PDF-1.7 cut off", b"", b"PK\x03\x04"] {
            assert!(!FileKind::is_pdf(lie));
        }
    }
}
