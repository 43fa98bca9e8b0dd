//! Forms that work before the WASM has loaded, and better after.
//!
//! [`PostForm`] renders a real `<form method="post">` to its server function. With scripts it sends JSON, shows problems at
//! the top and at the fields, and goes on to `then`; without, the server answers with a redirect to `then` or with this page
//! and everything that was typed. A form whose thing somebody else has changed meanwhile is always sent that second way: the
//! server draws the comparison ([`ConflictPanel`](super::ConflictPanel)), so there is one way to show it.

mod fields;
mod summary;

pub use fields::{
    CheckField, Field, Fold, KeyField, OnEnter, PhotosField, SelectField, Submit, TextArea, TextField, VersionField,
};
pub use summary::{ErrorSummary, SignInAside};

use crate::{
    boot::{Rejected, problems, use_boot},
    lang::{Lang, t, use_lang},
    ui::{FormAction, unsaved, words::problem_text},
};
use leptos::{ev::SubmitEvent, html, prelude::*};
use leptos_router::hooks::use_location;
use model::{AppError, FieldError, Problem};
use serde::de::DeserializeOwned;
use server_fn::ServerFn;

/// What the fields inside a form know of it.
#[derive(Clone, Copy)]
pub struct FormState {
    /// Why the last sending was refused.
    pub error: Signal<Option<AppError>>,
    /// Name of the argument that holds the fields: `input` makes `name` into `input[name]`.
    prefix: StoredValue<String>,
    /// What was sent, if this form was refused before scripts were there.
    refused: StoredValue<Option<Rejected>>,
    /// What the ids of its fields end with, where a page has several forms with fields of the same names.
    ids: StoredValue<String>,
    /// Names of the fields with what each is called, for the summary of problems.
    labels: StoredValue<Vec<(String, String)>>,
    /// Names of the fields that are not typed into, with what each box sends; none where one of several is chosen.
    controls: StoredValue<Vec<(String, Option<String>)>>,
}

impl FormState {
    /// Of a form whose answer is the page's own address: what was typed is in it, and nothing is sent.
    #[must_use]
    pub fn of_address(error: Signal<Option<AppError>>) -> Self {
        Self {
            error,
            prefix: StoredValue::default(),
            refused: StoredValue::default(),
            ids: StoredValue::default(),
            labels: StoredValue::default(),
            controls: StoredValue::default(),
        }
    }

    /// Of a form that the browser sends by itself; `path` is the one it is refused under, `found` what its page finds wrong.
    pub(super) fn of_upload(path: &str, prefix: String, found: Option<RwSignal<Option<AppError>>>) -> Self {
        let refused = use_boot().with_value(|b| b.rejected.read()).filter(|r| r.path == path);
        let before = refused.as_ref().map(|r| r.error.clone());
        let error = match found {
            Some(found) => Signal::derive(move || found.get().or_else(|| before.clone())),
            None => Signal::stored(before),
        };
        Self {
            error,
            prefix: StoredValue::new(prefix),
            refused: StoredValue::new(refused),
            ids: StoredValue::default(),
            labels: StoredValue::default(),
            controls: StoredValue::default(),
        }
    }

    /// The form around the current component.
    #[must_use]
    pub fn current() -> Self {
        expect_context()
    }

    /// `id` of a field's element.
    #[must_use]
    pub fn id(&self, field: &str) -> String {
        self.ids.with_value(|ids| {
            if ids.is_empty() {
                field_id(field)
            } else {
                format!("{}-{ids}", field_id(field))
            }
        })
    }

    /// The `name` attribute of a field: `name` becomes `input[name]`, `lines[0][name]` becomes `input[lines][0][name]`.
    #[must_use]
    pub fn name(&self, field: &str) -> String {
        self.prefix.with_value(|p| {
            if p.is_empty() {
                return field.to_owned();
            }
            let (first, rest) = field.split_at(field.find('[').unwrap_or(field.len()));
            format!("{p}[{first}]{rest}")
        })
    }

    /// What to show in a field: what was typed before a refusal, else `stored`; that too in a row that was not there when the
    /// form was sent.
    #[must_use]
    pub fn value(&self, field: &str, stored: &str) -> String {
        let name = self.name(field);
        self.typed(&name).unwrap_or_else(|| stored.to_owned())
    }

    /// The value of a field outside of the prefix that came with a refused form.
    #[must_use]
    pub fn typed(&self, name: &str) -> Option<String> {
        self.refused(|r| r.value(name).map(str::to_owned)).flatten()
    }

    /// All values of a field outside of the prefix that came with a refused form; none where this form was not refused.
    #[must_use]
    pub fn typed_all(&self, name: &str) -> Option<Vec<String>> {
        let values = |r: &Rejected| {
            let of_it = r.values.iter().filter(|(n, _)| n == name);
            of_it.map(|(_, value)| value.clone()).collect()
        };
        self.refused(values)
    }

    /// Reads from what was sent, if this form was refused before scripts were there.
    fn refused<T>(&self, read: impl FnOnce(&Rejected) -> T) -> Option<T> {
        self.refused.with_value(|r| r.as_ref().map(read))
    }

    /// Whether a box is ticked: as sent before a refusal, else `stored`.
    #[must_use]
    pub fn ticked(&self, field: &str, value: &str, stored: bool) -> bool {
        let name = self.name(field);
        self.refused(|r| r.values.iter().any(|(n, v)| *n == name && v == value))
            .unwrap_or(stored)
    }

    /// Tells the summary of problems what a field is called.
    fn call(&self, field: &str, label: &str) {
        self.labels
            .update_value(|labels| labels.push((field.to_owned(), label.to_owned())));
    }

    /// What a field is called.
    fn label(&self, field: &str) -> Option<String> {
        self.labels
            .with_value(|l| l.iter().find(|(f, _)| f == field).map(|(_, label)| label.clone()))
    }

    /// One or several of what the field offers are chosen: nothing is typed there.
    pub fn chooses(&self, field: &str) {
        self.controls.update_value(|all| all.push((field.to_owned(), None)));
    }

    /// The field has a box that sends `value`.
    pub fn ticks(&self, field: &str, value: &str) {
        self.controls
            .update_value(|all| all.push((field.to_owned(), Some(value.to_owned()))));
    }

    /// What is wrong with a field, in words. What was left out is typed, chosen or ticked, as its control wants it.
    #[must_use]
    pub fn told(&self, lang: Lang, error: &FieldError) -> String {
        if error.problem != Problem::Required {
            return problem_text(lang, error);
        }
        self.controls.with_value(|all| {
            let mut boxes = all.iter().filter(|(field, _)| *field == error.field);
            match boxes.next() {
                None => problem_text(lang, error),
                // One box is ticked; of several, one or another is chosen.
                Some((_, Some(value))) if boxes.all(|(_, other)| other.as_ref() == Some(value)) => {
                    t::problem::tick(lang).to_owned()
                }
                Some(_) => t::problem::choose(lang).to_owned(),
            }
        })
    }

    /// The problems of one field.
    #[must_use]
    pub fn of(&self, field: &str) -> Vec<FieldError> {
        self.error.with(|e| {
            e.as_ref().map_or_else(Vec::new, |e| {
                problems(e).iter().filter(|p| p.field == field).cloned().collect()
            })
        })
    }
}

/// `id` of a field's element; the summary links to it.
#[must_use]
pub fn field_id(field: &str) -> String {
    format!("f-{}", field.replace(['[', ']', '.'], "-"))
}

/// What the server function behind `action` has answered: to the script, or to a form without scripts that asked for its
/// answer by a field named `show`.
#[must_use]
pub fn answered<S>(action: FormAction<S>) -> Signal<Option<S::Output>>
where
    S: ServerFn<Error = AppError> + 'static,
    S::Output: DeserializeOwned + Clone + Send + Sync + 'static,
{
    let before = use_boot().with_value(|b| {
        let answer = b.answered.read().filter(|a| a.path == S::url())?;
        crate::call::read(&answer.json).ok()
    });
    let value = action.value();
    Signal::derive(move || match value.get() {
        Some(answer) => answer.ok(),
        None => before.clone(),
    })
}

/// What a form without scripts sent under `name`, whose answer is shown.
#[must_use]
pub fn sent<S>(name: &str) -> Option<String>
where
    S: ServerFn<Error = AppError> + 'static,
{
    let answer = use_boot().with_value(|b| b.answered.read());
    let values = answer.filter(|a| a.path == S::url())?.values;
    values.into_iter().find(|(n, _)| n == name).map(|(_, value)| value)
}

/// The page's address, for the field by which a form says where it is.
#[must_use]
pub fn here() -> String {
    let location = use_location();
    let search = location.search.get_untracked();
    let mark = if search.is_empty() { "" } else { "?" };
    format!("{}{mark}{search}", location.pathname.get_untracked())
}

/// Name and value of the hidden field by which a form differs from others of its kind on the same page.
pub type Which = (&'static str, String);

/// Whether it is this form that was refused.
fn is_refused(r: &Rejected, path: &str, of: Option<&Which>) -> bool {
    r.path == path && of.is_none_or(|(name, value)| r.value(name) == Some(value))
}

/// Gives a field's name in words, where there is one.
pub type Called = fn(Lang, &str) -> Option<String>;

/// A form that calls the server function `S`.
#[component]
pub fn PostForm<S>(
    /// What the form does, and how it went.
    action: FormAction<S>,
    /// Name of the server function's argument that holds the fields; empty where they are arguments themselves.
    #[prop(optional, into)]
    prefix: String,
    /// Where to go when it succeeded. Empty: stay.
    #[prop(optional, into)]
    then: String,
    /// Load `then` anew rather than navigate: needed where the whole page changes, as by signing in.
    #[prop(optional)]
    reload: bool,
    /// What the summary of problems calls what is no [`Field`] of its own.
    #[prop(optional)]
    called: Option<Called>,
    /// Which of several forms of its kind on the page it is.
    #[prop(optional)]
    of: Option<Which>,
    /// What the ids of its fields end with, where another form on the page has fields of the same names.
    #[prop(optional, into)]
    ids: String,
    /// `id` of the form itself, where buttons outside of it send it.
    #[prop(optional)]
    id: Option<&'static str>,
    /// Fields and buttons.
    children: Children,
) -> impl IntoView
where
    S: ServerFn<Error = AppError> + 'static,
    S::Output: DeserializeOwned + Clone + Send + Sync + 'static,
{
    let path = S::url().to_owned();
    let value = action.value();
    // What a script has been answered since comes after it: a form that is drawn anew then shows what it is given.
    let refused = use_boot().with_value(|b| b.rejected.read());
    let refused = refused.filter(|r| value.with_untracked(Option::is_none) && is_refused(r, &path, of.as_ref()));
    let before = refused.as_ref().map(|r| r.error.clone());
    let kept = unsaved::keeps();
    let unsaved = (kept && before.is_some()).then_some("");
    let pending = action.pending();
    let error = Signal::derive(move || match value.get() {
        Some(Err(error)) => Some(error),
        Some(Ok(_)) => None,
        None => before.clone(),
    });
    provide_context(FormState {
        error,
        prefix: StoredValue::new(prefix),
        refused: StoredValue::new(refused),
        ids: StoredValue::new(ids),
        labels: StoredValue::default(),
        controls: StoredValue::default(),
    });
    let form = NodeRef::<html::Form>::new();
    go_on(
        Signal::derive(move || value.with(|v| matches!(v, Some(Ok(_))))),
        then.clone(),
        reload,
        form,
    );
    let lang = use_lang();
    let on_submit = move |event: SubmitEvent| {
        if !event.default_prevented() {
            event.prevent_default();
            let asks = kept && reload;
            if !asks
                || form
                    .get_untracked()
                    .is_none_or(|form| unsaved::files_may_go(&form, lang))
            {
                action.send(&event);
            }
        }
    };
    Effect::new(move |_| {
        let conflict = value.with(|v| matches!(v, Some(Err(AppError::Conflict { .. }))));
        if conflict && let Some(form) = form.get_untracked() {
            unsaved::carry_over(&form);
            _ = form.submit();
        }
    });
    if kept {
        look_after(form);
    }
    let on_input = move |_| {
        if let Some(form) = form.get_untracked() {
            unsaved::touched(&form);
        }
    };
    let hidden = (!then.is_empty()).then(|| view! { <input type="hidden" name="then" value=then /> });
    view! {
        <form id=id method="post" action=path class="form" novalidate node_ref=form on:submit=on_submit on:input=on_input
            data-kept=kept.then_some("") data-unsaved=unsaved aria-busy=move || pending.get().to_string()>
            <input type="hidden" name="from" value=here() />
            {hidden} <ErrorSummary error called=called.unwrap_or(|_, _| None) /> {children()}
        </form>
    }
    .into_any()
}

/// Puts back what was typed before the page was loaded anew.
pub(super) fn look_after(form: NodeRef<html::Form>) {
    Effect::new(move |_| {
        if let Some(form) = form.get() {
            unsaved::restore(&form);
        }
    });
}

/// Navigates to `then` once the call has succeeded.
fn go_on(succeeded: Signal<bool>, then: String, reload: bool, form: NodeRef<html::Form>) {
    if then.is_empty() {
        return;
    }
    let navigate = leptos_router::hooks::use_navigate();
    Effect::new(move |_| {
        if succeeded.get() {
            if reload {
                if let Some(form) = form.get_untracked() {
                    unsaved::carry_over(&form);
                }
                _ = window().location().set_href(&then);
            } else {
                navigate(&then, leptos_router::NavigateOptions::default());
            }
        }
    });
}
