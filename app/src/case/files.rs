//! Photos and files of a case's materials: what was handed in, and the form that adds one.

use super::own_api::{Handed as File, RemoveFile};
use crate::{
    boot::use_boot,
    lang::{t::my_case as c, use_lang},
    matter::words::text,
    ui::{FormAction, Icon, PostForm, UploadForm, field_id, words as said},
};
use leptos::prelude::*;
use model::{
    case::{FileId, Number},
    matter::Material,
};

/// Where the form goes.
const UPLOAD: &str = "/upload/case-file";

/// What was handed in; for whose case it is, each with the way to take it back while that is possible.
#[component]
pub fn Handed(
    /// The files.
    files: Vec<File>,
    /// The case, where they may be taken back.
    #[prop(optional, into)]
    number: Option<Number>,
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
            let facts = format!("{kind} · {} · {}", c::kilobytes(lang, file.kilobytes), said::stamp(file.added));
            let href = format!("/case-files/{}", file.id);
            let which = what.clone();
            let remove = number.map(|number| {
                let action = FormAction::<RemoveFile>::new();
                let id = file.id.to_string();
                view! {
                    <PostForm action then=format!("/me/cases/{number}") reload=true of=("id", id.clone())>
                        <input type="hidden" name="number" value=number.to_string() />
                        <input type="hidden" name="id" value=id />
                        <button class="btn small quiet"><Icon name="trash" />{c::remove_file(lang)}<span class="sr">{which.clone()}</span></button>
                    </PostForm>
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

/// Adds a photo or file; the same with scripts and without.
#[component]
pub(super) fn AddFile(number: Number, id: FileId, bring: Vec<Material>) -> impl IntoView {
    let lang = use_lang();
    let typed = use_boot().with_value(|b| {
        let refused = b.rejected.read().filter(|r| r.path == UPLOAD)?;
        refused.value("material").map(str::to_owned)
    });
    let options = bring
        .into_iter()
        .map(|material| {
            let chosen = typed.as_deref() == Some(material.code.as_str());
            view! { <option value=material.code selected=chosen>{text(lang, &material.name).0}</option> }
        })
        .collect_view();
    let other = typed.as_deref() == Some("");
    view! {
        <section class="card" id="add-file">
            <h2>{c::add_file(lang)}</h2>
            <p class="muted">{c::add_file_lead(lang)}</p>
            <UploadForm action=UPLOAD then=format!("/me/cases/{number}#files")>
                <input type="hidden" name="number" value=number.to_string() />
                <input type="hidden" name="id" value=id.to_string() />
                <div class="field"><label for=field_id("material")>{c::f_material(lang)}</label>
                    <select class="in" id=field_id("material") name="material">{options}<option value="" selected=other>{c::material_other(lang)}</option></select></div>
                <div class="field"><label for=field_id("file")>{c::f_file(lang)}</label>
                    <input type="file" id=field_id("file") name="file" accept="image/jpeg,image/png,image/webp,application/pdf" /></div>
                <div class="acts"><button type="submit" class="btn">{c::add_file_do(lang)}</button></div>
            </UploadForm>
        </section>
    }
}
