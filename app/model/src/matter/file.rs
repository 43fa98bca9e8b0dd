//! Files that go with a material: the blank form 空白表格 that somebody fills in, and a filled-in sample 样表 to look at.

use super::{Content, Material};
use crate::{case::FileKind, text::Names};
use serde::{Deserialize, Serialize};

/// The most characters of a material's name in that of a file.
const MOST_NAME: usize = 60;
/// Characters of [`MatterFile::key`].
const KEY: usize = 32;

/// A file of a material. It never changes: another content or another name has another key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatterFile {
    /// Made of what it is: 32 of `0-9 a-f`.
    pub key: String,
    /// What it is called, without the end of a file's name.
    pub name: String,
    /// What it is, as its content says.
    pub kind: FileKind,
    /// Bytes.
    pub size: i64,
}

impl MatterFile {
    /// Where everybody finds it.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/matter-files/{}", self.key)
    }

    /// What it is called where it is saved.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{}.{}", self.name, self.kind.end())
    }

    /// Its size as people read it; never nothing.
    #[must_use]
    pub const fn kilobytes(&self) -> i64 {
        (self.size + 1023) / 1024
    }

    /// Whether a text can be a key at all; what stands in an address is looked at before a database is asked.
    #[must_use]
    pub fn is_key(text: &str) -> bool {
        text.len() == KEY && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    }

    /// What a file is called where it is saved: after its material and what it is of it, never after what whoever sent it called it, which
    /// may name somebody and could not be taken back. Nothing is in it that a disk takes for something else, or that turns the direction
    /// of writing.
    #[must_use]
    pub fn called(material: &str, role: &str) -> String {
        let kept = material.chars().filter(|c| {
            let turns =
                matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
            !c.is_control() && !turns && !"<>:\"|?*;".contains(*c)
        });
        let kept = kept.map(|c| if matches!(c, '/' | '\\') { '-' } else { c });
        let kept: String = kept.take(MOST_NAME).collect();
        format!("{} {role}", kept.trim_matches([' ', '.'])).trim().to_owned()
    }
}

/// A file that a version of a matter has, and that everybody can read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFile {
    /// The latest version that has it.
    pub version: i64,
    /// What the material is called there.
    pub material: Names,
    /// Which of its files.
    pub role: FileRole,
    /// The file.
    pub file: MatterFile,
}

/// Which of the two files of a material it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileRole {
    /// 空白表格
    Blank,
    /// 样表
    Sample,
}

impl FileRole {
    /// In the order of forms.
    pub const ALL: [Self; 2] = [Self::Blank, Self::Sample];

    /// The word in forms and in the log.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::Sample => "sample",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

impl Material {
    /// One of its files.
    #[must_use]
    pub const fn file(&self, role: FileRole) -> Option<&MatterFile> {
        match role {
            FileRole::Blank => self.blank.as_ref(),
            FileRole::Sample => self.sample.as_ref(),
        }
    }

    /// Gives it another file, or none.
    pub fn set_file(&mut self, role: FileRole, file: Option<MatterFile>) {
        match role {
            FileRole::Blank => self.blank = file,
            FileRole::Sample => self.sample = file,
        }
    }

    /// The files that it has.
    pub fn files(&self) -> impl Iterator<Item = (FileRole, &MatterFile)> {
        FileRole::ALL
            .into_iter()
            .filter_map(move |role| Some((role, self.file(role)?)))
    }
}

impl Content {
    /// Takes over the files of materials that were there `before`: forms and spreadsheets say nothing of them. `was` says which code each
    /// material had then ([`super::MatterInput::was`]), nothing of a new one. Where it says nothing at all, as in a table, or of a code that
    /// is not there any more, a material is known by its code, or else by its name.
    pub fn keep_files(&mut self, before: &Self, was: &[String]) {
        let codes: Vec<String> = self.materials.iter().map(|m| m.code.clone()).collect();
        let of = |code: &str| before.materials.iter().find(|m| m.code == code);
        for (at, material) in self.materials.iter_mut().enumerate() {
            let alike = || {
                let renamed = |m: &&Material| m.name.zh == material.name.zh && !codes.contains(&m.code);
                of(&material.code).or_else(|| before.materials.iter().find(renamed))
            };
            let known = match was.get(at) {
                Some(new) if new.is_empty() => None,
                Some(code) => of(code).or_else(alike),
                None => alike(),
            };
            let kept = FileRole::ALL.map(|role| known.and_then(|m| m.file(role)).cloned());
            for (role, file) in FileRole::ALL.into_iter().zip(kept) {
                material.set_file(role, file);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matter::{MatterInput, input::tests::content};

    fn file(key: char) -> MatterFile {
        MatterFile {
            key: key.to_string().repeat(KEY),
            name: "申请表".into(),
            kind: FileKind::Pdf,
            size: 1025,
        }
    }

    fn with_files() -> Content {
        let mut content = content();
        content.materials[0].blank = Some(file('a'));
        content.materials[0].sample = Some(file('b'));
        content
    }

    #[test]
    fn a_name_is_one_that_any_disk_takes_and_that_hides_nothing() {
        for (material, called) in [
            ("申请表", "申请表 样表"),
            ("身份证/户口簿", "身份证-户口簿 样表"),
            ("C:\\forms", "C-forms 样表"),
            ("v1.2 申请表", "v1.2 申请表 样表"),
            ("表\u{202e}fdp.exe", "表fdp.exe 样表"),
            ("a\r\nSet-Cookie: x\"", "aSet-Cookie x 样表"),
            ("<script>", "script 样表"),
            (" .", "样表"),
            ("", "样表"),
        ] {
            assert_eq!(MatterFile::called(material, "样表"), called, "{material:?}");
        }
        let long = MatterFile::called(&"表".repeat(500), "样表");
        assert_eq!(long.chars().count(), MOST_NAME + " 样表".chars().count());
    }

    #[test]
    fn a_file_says_what_it_is_called_how_large_it_is_and_where() {
        let file = file('a');
        assert_eq!((file.file_name().as_str(), file.kilobytes()), ("申请表.pdf", 2));
        assert!(MatterFile::is_key(&file.key) && file.path().ends_with(&file.key));
        for not in ["", "A", "../", &"A".repeat(KEY), &"a".repeat(KEY + 1), "\0"] {
            assert!(!MatterFile::is_key(not), "{not:?}");
        }
    }

    #[test]
    fn a_form_that_says_nothing_of_files_keeps_them() {
        let before = with_files();
        let mut after = MatterInput::from(&before).check().unwrap();
        assert_eq!(after, content());
        after.keep_files(&before, &MatterInput::from(&before).was());
        assert_eq!(after, before);
    }

    #[test]
    fn files_follow_their_material_and_go_with_it() {
        let before = with_files();
        let mut other_code = content();
        other_code.materials[0].code = "card".into();
        other_code.keep_files(&before, &[]);
        assert_eq!(other_code.materials[0].blank, Some(file('a')));
        let mut other = content();
        other.materials[0].code = "card".into();
        other.materials[0].name.zh = "户口簿".into();
        other.keep_files(&before, &[]);
        assert_eq!(other.materials[0].files().count(), 0);
        // A second material of the same name takes nothing from the one that is still there.
        let mut two = content();
        let mut second = two.materials[0].clone();
        second.code = "card".into();
        two.materials.push(second);
        two.keep_files(&before, &[]);
        let counts: Vec<_> = two.materials.iter().map(|m| m.files().count()).collect();
        assert_eq!(counts, [2, 0]);
        // Nobody brings in a file by saying that it is there.
        let mut claimed = with_files();
        claimed.keep_files(&content(), &[]);
        assert_eq!(claimed, content());
    }

    #[test]
    fn a_form_knows_a_material_whatever_it_is_called_now() {
        let before = with_files();
        let old = before.materials[0].code.clone();
        // Code and name are others, and a new material has the old code.
        let mut input = MatterInput::from(&before);
        let mut new = input.materials[0].clone();
        input.materials[0].code = "card".into();
        input.materials[0].name = "户口簿".into();
        (new.was, new.name) = (String::new(), "照片".into());
        input.materials.push(new);
        let saved = |input: &MatterInput, over: &Content| {
            let mut after = input.check().unwrap();
            after.keep_files(over, &input.was());
            let files = after.materials.iter().map(|m| (m.code.clone(), m.files().count()));
            files.collect::<Vec<_>>()
        };
        assert_eq!(saved(&input, &before), [("card".to_owned(), 2), (old.clone(), 0)]);
        // Also where the one that had it goes.
        input.materials[0].drop = true;
        assert_eq!(saved(&input, &before), [(old.clone(), 0)]);
        // Somebody else has given it another code since, and the form is sent over that.
        let mut since = with_files();
        since.materials[0].code = "card".into();
        let late = MatterInput::from(&before);
        assert_eq!(saved(&late, &since), [(old, 2)]);
    }

    #[test]
    fn what_was_kept_before_there_were_files_is_still_read_and_written_alike() {
        let text = serde_json::to_string(&content()).unwrap();
        assert!(!text.contains("blank") && !text.contains("sample"), "{text}");
        assert_eq!(serde_json::from_str::<Content>(&text).unwrap(), content());
        let text = serde_json::to_string(&with_files()).unwrap();
        assert_eq!(serde_json::from_str::<Content>(&text).unwrap(), with_files());
    }
}
