//! Rows of a form of the panel that is edited without scripts: told apart by what they are, never by their place, with some empty
//! ones below for what is added.

use app::ui::{ConflictRow, FormState};

/// Empty rows below the stored ones, for what is added.
const EMPTY_ROWS: usize = 2;

/// A row of the form, and the name that its line had when the form was opened: its identity, empty for a new one.
pub(super) type Row<T> = (String, T);

/// The rows to draw: those that were sent and refused, as they were sent, else what is stored; then what somebody else has
/// added since, and some empty ones. What was sent is never put beside what is stored by its place.
pub(super) fn with_empty<T: Clone + Default + PartialEq>(
    sent: Vec<Row<T>>,
    stored: &[T],
    name: fn(&T) -> &String,
) -> Vec<Row<T>> {
    let new = |line: &&T| !sent.iter().any(|(was, _)| was == name(line));
    let stored: Vec<Row<T>> = stored
        .iter()
        .filter(new)
        .map(|line| (name(line).clone(), line.clone()))
        .collect();
    let mut rows = sent;
    rows.extend(stored);
    let empty = rows
        .iter()
        .filter(|(was, line)| was.is_empty() && *line == T::default())
        .count();
    rows.extend((empty..EMPTY_ROWS).map(|_| Default::default()));
    rows
}

/// The rows of `list` that were sent and refused, each read by `read` from its fields.
pub(super) fn sent<T>(list: &str, read: impl Fn(&FormState, &dyn Fn(&str) -> String) -> T) -> Vec<Row<T>> {
    let form = FormState::current();
    let row = |i| {
        let name = |field: &str| form.name(&format!("{list}[{i}][{field}]"));
        let was = form.typed(&name("was"))?;
        Some((was, read(&form, &name)))
    };
    (0..).map_while(row).collect()
}

/// Rows of the comparison of one list: each line by its own name, as it is stored and as it was typed.
pub(super) fn compared<T: Clone + Default + PartialEq>(
    sent: Vec<Row<T>>,
    stored: &[T],
    name: fn(&T) -> &String,
    text: impl Fn(&T) -> String,
) -> Vec<ConflictRow> {
    if sent.is_empty() {
        return Vec::new();
    }
    let find = |key: &str| stored.iter().find(|line| name(line) == key);
    let rows = with_empty(sent, stored, name);
    let rows = rows
        .iter()
        .filter(|(was, line)| !was.is_empty() || *line != T::default());
    rows.map(|(was, line)| ConflictRow {
        label: if was.is_empty() { name(line) } else { was }.clone(),
        stored: find(was).map(&text).unwrap_or_default(),
        yours: text(line),
    })
    .collect()
}
