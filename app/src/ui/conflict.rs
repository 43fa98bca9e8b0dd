//! What is shown when somebody else has saved the same thing meanwhile: both versions, side by side.

use super::FormState;
use crate::lang::{t, use_lang};
use leptos::prelude::*;
use model::AppError;

/// One field of the comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictRow {
    /// What the field is called.
    pub label: String,
    /// What is stored now.
    pub stored: String,
    /// What was typed.
    pub yours: String,
}

impl ConflictRow {
    /// A field of the form around the current component, beside what is stored.
    #[must_use]
    pub fn new(label: impl Into<String>, field: &str, stored: impl Into<String>) -> Self {
        let stored = stored.into();
        Self {
            label: label.into(),
            yours: FormState::current().value(field, &stored),
            stored,
        }
    }

    /// Both values in the words of the choice that the field is, rather than as they are sent.
    #[must_use]
    pub fn in_words(mut self, options: &[(String, String)]) -> Self {
        for value in [&mut self.stored, &mut self.yours] {
            if let Some((_, words)) = options.iter().find(|(sent, _)| sent == value) {
                words.trim().clone_into(value);
            }
        }
        self
    }
}

/// Shows, inside of a [`PostForm`](super::PostForm) that met a conflict, both versions of each field that differs. The form's
/// [`VersionField`](super::VersionField) then carries the stored version, so sending again overwrites knowingly.
#[component]
pub fn ConflictPanel(
    /// All fields, in the order of the form.
    rows: Vec<ConflictRow>,
) -> impl IntoView {
    let lang = use_lang();
    let by = FormState::current().error.with_untracked(|e| match e {
        Some(AppError::Conflict { by, .. }) => Some(by.clone()),
        _ => None,
    });
    by.map(|by| {
        let rows = rows
            .into_iter()
            .filter(|r| r.stored != r.yours)
            .map(|r| {
                view! {
                    <tr class="differs">
                        <th scope="row">{r.label}</th>
                        <td class="prewrap"><del>{r.stored}</del></td>
                        <td class="prewrap"><ins>{r.yours}</ins></td>
                    </tr>
                }
            })
            .collect_view();
        view! {
            <section class="notice warn" role="alert">
                <h2>{t::ui::conflict_title(lang)}</h2>
                <p>{t::ui::conflict_lead(lang, super::words::changer(lang, &by))}</p>
                <div class="scroll" role="region" tabindex="0" aria-label=t::ui::conflict_title(lang)>
                    <table class="compare">
                        <thead><tr>
                            <th scope="col">{t::ui::conflict_field(lang)}</th>
                            <th scope="col">{t::ui::conflict_stored(lang)}</th>
                            <th scope="col">{t::ui::conflict_yours(lang)}</th>
                        </tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
    })
}
