//! How lists are written in one text: a line a row, `|` between its parts. Whoever has a spreadsheet or a text field before them can
//! read and change it. A bar that belongs to the text is written `\|`, a line break `\n`, a backslash `\\`.

use super::Answer;

/// One line of parts; empty ones at the end are left out.
pub(crate) fn line(parts: &[&str]) -> String {
    let last = parts.iter().rposition(|part| !part.is_empty()).map_or(0, |at| at + 1);
    let written = parts[..last].iter().map(|part| {
        part.replace('\\', "\\\\")
            .replace('|', "\\|")
            .replace("\r\n", "\\n")
            .replace(['\n', '\r'], "\\n")
    });
    written.collect::<Vec<_>>().join(" | ")
}

/// The parts of a line, trimmed.
pub(crate) fn parts(line: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        let part = all.last_mut();
        match (c, part) {
            ('|' | '｜', _) => all.push(String::new()),
            ('\\', Some(part)) => match chars.next() {
                Some('n') => part.push('\n'),
                Some(other) => part.push(other),
                None => part.push('\\'),
            },
            (c, Some(part)) => part.push(c),
            (_, None) => {}
        }
    }
    all.into_iter().map(|part| part.trim().to_owned()).collect()
}

/// The lines of a text that are not blank.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// Conditions as they are read: `who=agent & kind=new`.
pub(crate) fn all_of(answers: &[Answer]) -> String {
    let all = answers.iter().map(|one| format!("{}={}", one.q, one.a));
    all.collect::<Vec<_>>().join(" & ")
}

/// Reads [`all_of`]; what has no `=` is an answer to nothing, which the check names.
pub(crate) fn read_all_of(text: &str) -> Vec<Answer> {
    text.split(['&', '＆'])
        .map(str::trim)
        .filter(|one| !one.is_empty())
        .map(|one| {
            let (q, a) = one.split_once(['=', '＝']).unwrap_or((one, ""));
            Answer {
                q: q.trim().to_owned(),
                a: a.trim().to_owned(),
            }
        })
        .collect()
}

/// Groups of conditions, of which one has to hold: `who=agent ; who=other & kind=new`.
pub(crate) fn any_of(groups: &[Vec<Answer>]) -> String {
    groups.iter().map(|all| all_of(all)).collect::<Vec<_>>().join(" ; ")
}

/// Reads [`any_of`]; a line break parts groups as well.
pub(crate) fn read_any_of(text: &str) -> Vec<Vec<Answer>> {
    text.split([';', '；', '\n'])
        .map(read_all_of)
        .filter(|all| !all.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_again(all in prop::collection::vec("[^\r\t\u{0}-\u{9}\u{b}-\u{1f}]{0,12}", 1..6)) {
            let mut all: Vec<String> = all.iter().map(|part| part.trim().replace('｜', "|")).collect();
            while all.len() > 1 && all.last().is_some_and(String::is_empty) {
                all.pop();
            }
            let borrowed: Vec<&str> = all.iter().map(String::as_str).collect();
            let written = line(&borrowed);
            prop_assert_eq!(written.lines().count() <= 1, true);
            prop_assert_eq!(parts(&written), all);
        }
    }

    #[test]
    fn conditions_are_read_as_they_are_written() {
        let text = "who=agent & kind=new ; who=self";
        assert_eq!(any_of(&read_any_of(text)), text);
        assert_eq!(read_any_of(" ；\n"), Vec::<Vec<Answer>>::new());
        assert_eq!(
            read_all_of("who")[0],
            Answer {
                q: "who".into(),
                a: String::new()
            }
        );
    }
}
