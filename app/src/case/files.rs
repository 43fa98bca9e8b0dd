//! Photos and files of a case's materials: what was handed in, and the forms that add one.

use super::{
    api::RemovePaper,
    own_api::{Handed as File, RemoveFile},
};
use crate::{
    boot::use_boot,
    lang::{t::my_case as c, use_lang},
    matter::words::text,
    ui::{FormAction, Icon, PostForm, UploadForm, field_id, words as said},
};
use leptos::prelude::*;
use model::{
    AppError,
    case::{FileId, Number},
    matter::Material,
};
use serde::de::DeserializeOwned;
use server_fn::ServerFn;

/// Where a resident's form goes.
pub const UPLOAD: &str = "/upload/case-file";
/// Where the counter's form goes.
pub const UPLOAD_PAPER: &str = "/upload/case-paper";

/// What was handed in; for whoever may take something of it back, each with the way to do so: for whose case it is what they have added, for
/// the counter what was added there.
#[component]
pub fn Handed(
    /// The files.
    files: Vec<File>,
    /// The case, where they may be taken back.
    #[prop(optional, into)]
    number: Option<Number>,
    /// For the counter.
    #[prop(optional)]
    staff: bool,
) -> impl IntoView {
    let lang = use_lang();
    if files.is_empty() {
        return ().into_any();
    }
    let rows = files
        .into_iter()
        .map(|file| {
            let what = match &file.material {
                Some(names) => text(lang, names).0,
                None => c::material_other(lang).to_owned(),
            };
            let kind = if file.photo { c::file_photo(lang) } else { c::file_pdf(lang) };
            let mut facts = format!("{kind} · {} · {}", c::kilobytes(lang, file.kilobytes), said::stamp(file.added));
            if !file.by.is_empty() {
                facts = format!("{facts} · {}", c::file_by(lang, &file.by));
            }
            let href = format!("/case-files/{}", file.id);
            let theirs = file.by.is_empty() != staff;
            let remove = number.filter(|_| theirs).map(|number| {
                let (id, which) = (file.id.to_string(), what.clone());
                if staff {
                    let (action, then) = (FormAction::<RemovePaper>::new(), format!("/admin/cases/{number}"));
                    view! { <Remove action then number id which /> }.into_any()
                } else {
                    let (action, then) = (FormAction::<RemoveFile>::new(), format!("/me/cases/{number}"));
                    view! { <Remove action then number id which /> }.into_any()
                }
            });
            view! {
                <li><span class="grow"><a href=href rel="external"><b>{what}</b></a>" "{file.name}<br/><span class="muted">{facts}</span></span>{remove}</li>
            }
        })
        .collect_view();
    view! { <section class="card" id="files"><h2>{c::files(lang)}</h2><ul class="list">{rows}</ul></section> }
        .into_any()
}

/// Takes one of them back.
#[component]
fn Remove<S>(
    /// The call.
    action: FormAction<S>,
    /// The page of the case.
    then: String,
    number: Number,
    id: String,
    /// What it is called, for who hears the button only.
    which: String,
) -> impl IntoView
where
    S: ServerFn<Error = AppError> + 'static,
    S::Output: DeserializeOwned + Clone + Send + Sync + 'static,
{
    let lang = use_lang();
    view! {
        <PostForm action then reload=true of=("id", id.clone())>
            <input type="hidden" name="number" value=number.to_string() />
            <input type="hidden" name="id" value=id />
            <button class="btn small quiet"><Icon name="trash" />{c::remove_file(lang)}<span class="sr">{which}</span></button>
        </PostForm>
    }
}

/// What the form called `path` was refused with as its material.
fn typed(path: &str) -> Option<String> {
    use_boot().with_value(|b| {
        let refused = b.rejected.read().filter(|r| r.path == path)?;
        refused.value("material").map(str::to_owned)
    })
}

/// Which material it is: code and name.
#[component]
fn Which(materials: Vec<(String, String)>, typed: Option<String>) -> impl IntoView {
    let lang = use_lang();
    let options = materials
        .into_iter()
        .map(|(code, name)| {
            let chosen = typed.as_deref() == Some(code.as_str());
            view! { <option value=code selected=chosen>{name}</option> }
        })
        .collect_view();
    let other = typed.as_deref() == Some("");
    view! {
        <div class="field"><label for=field_id("material")>{c::f_material(lang)}</label>
            <select class="in" id=field_id("material") name="material">{options}<option value="" selected=other>{c::material_other(lang)}</option></select></div>
    }
}

/// Adds a photo or file; the same with scripts and without.
#[component]
pub(super) fn AddFile(number: Number, id: FileId, bring: Vec<Material>) -> impl IntoView {
    let lang = use_lang();
    let named = |material: Material| (material.code, text(lang, &material.name).0);
    let materials = bring.into_iter().map(named).collect();
    view! {
        <section class="card" id="add-file">
            <h2>{c::add_file(lang)}</h2>
            <p class="muted">{c::add_file_lead(lang)}</p>
            <UploadForm action=UPLOAD then=format!("/me/cases/{number}#files")>
                <input type="hidden" name="number" value=number.to_string() />
                <input type="hidden" name="id" value=id.to_string() />
                <Which materials typed=typed(UPLOAD) />
                <div class="field"><label for=field_id("file")>{c::f_file(lang)}</label>
                    <input type="file" id=field_id("file") name="file" accept="image/jpeg,image/png,image/webp,application/pdf" /></div>
                <div class="acts"><button type="submit" class="btn">{c::add_file_do(lang)}</button></div>
            </UploadForm>
        </section>
    }
}

/// Adds what somebody has brought to the counter: by the camera of a phone, or from what was scanned.
#[component]
pub fn AddPaper(
    /// The case.
    number: Number,
    /// Key of the file.
    id: FileId,
    /// Code and name of what can be brought.
    materials: Vec<(String, String)>,
) -> impl IntoView {
    let lang = use_lang();
    view! {
        <section class="card" id="add-paper">
            <h2>{c::add_paper(lang)}</h2>
            <p class="muted">{c::add_paper_lead(lang)}</p>
            <UploadForm action=UPLOAD_PAPER then=format!("/admin/cases/{number}?saved=1#files")>
                <input type="hidden" name="number" value=number.to_string() />
                <input type="hidden" name="id" value=id.to_string() />
                <Which materials typed=typed(UPLOAD_PAPER) />
                <div class="field"><label for="paper-photo">{c::f_photo(lang)}</label>
                    <input type="file" id="paper-photo" name="file" accept="image/*" capture="environment" /></div>
                <div class="field"><label for=field_id("file")>{c::f_scan(lang)}</label>
                    <input type="file" id=field_id("file") name="file" accept="image/jpeg,image/png,image/webp,application/pdf" /></div>
                <div class="acts"><button type="submit" class="btn">{c::add_file_do(lang)}</button></div>
            </UploadForm>
        </section>
    }
}
