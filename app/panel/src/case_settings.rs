//! `/admin/settings/cases`: how much residents may hand in with a case, and for how long it is kept.

use super::{parts::Saved, settings::Tabs};
use app::{
    call::resource,
    lang::{t, use_lang},
    setting::api::{CaseFilesForm, SaveCaseFiles, get_case_files},
    ui::{ConflictPanel, ConflictRow, FormAction, Loaded, PageTitle, PostForm, Submit, TextField, VersionField},
};
use leptos::prelude::*;
use model::case::{FileSettingsInput, MOST_MB};

/// See the module.
#[component]
pub(super) fn CaseSettings() -> impl IntoView {
    let lang = use_lang();
    let form = resource(|| (), |()| get_case_files());
    view! {
        <PageTitle text=t::setting::case_files(lang) />
        <Tabs />
        <Saved />
        <Loaded resource=form view=|form: CaseFilesForm| view! { <Edit form /> } />
    }
}

#[component]
fn Edit(form: CaseFilesForm) -> impl IntoView {
    use t::setting as s;
    let lang = use_lang();
    let action = FormAction::<SaveCaseFiles>::new();
    let CaseFilesForm { input, version } = form;
    let stored = input.clone();
    view! {
        <p class="lead">{s::case_files_lead(lang)}</p>
        <PostForm action prefix="input" then="/admin/settings/cases?saved=1" reload=true>
            <VersionField version />
            <Compared stored />
            <TextField field="most_mb" label=s::most_mb(lang) hint=s::most_mb_hint(lang, MOST_MB) value=input.most_mb inputmode="numeric" required=true />
            <TextField field="most_files" label=s::most_files(lang) value=input.most_files inputmode="numeric" required=true />
            <TextField field="keep_days" label=s::keep_days(lang) hint=s::keep_days_hint(lang) value=input.keep_days inputmode="numeric" required=true />
            <div class="savebar"><Submit label=t::ui::save(lang) /></div>
        </PostForm>
    }
}

#[component]
fn Compared(stored: FileSettingsInput) -> impl IntoView {
    use t::setting as s;
    let lang = use_lang();
    let rows = vec![
        ConflictRow::new(s::most_mb(lang), "most_mb", stored.most_mb),
        ConflictRow::new(s::most_files(lang), "most_files", stored.most_files),
        ConflictRow::new(s::keep_days(lang), "keep_days", stored.keep_days),
    ];
    view! { <ConflictPanel rows /> }
}
