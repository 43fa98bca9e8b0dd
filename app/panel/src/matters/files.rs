//! Blank forms and filled-in samples of a matter's materials: what is there, one form that adds or replaces one, and one that takes a file
//! out of all versions.

use app::{
    lang::{Lang, t, use_lang},
    matter::{
        admin_api::{RemoveMatterFile, UPLOAD, WithdrawMatterFile},
        words,
    },
    ui::{Field, FormAction, Icon, PostForm, SelectField, Submit, UploadForm, VersionField, field_id},
};
use leptos::prelude::*;
use model::matter::{FileRole, KeptFile, Material, MatterFile, MatterId};

/// See the module.
#[component]
pub(super) fn Files(
    id: MatterId,
    version: i64,
    /// What is brought, with its files.
    materials: Vec<Material>,
    /// Megabytes of a file at most.
    max_mb: u32,
    then: String,
) -> impl IntoView {
    use t::catalog as c;
    let lang = use_lang();
    if materials.is_empty() {
        return ().into_any();
    }
    let mut rows = Vec::new();
    for material in &materials {
        for (role, file) in material.files() {
            let (code, name, file, then) = (
                material.code.clone(),
                called(lang, material),
                file.clone(),
                then.clone(),
            );
            rows.push(view! { <Stored id version code name role file then /> });
        }
    }
    let list = if rows.is_empty() {
        view! { <p class="muted">{c::files_none(lang)}</p> }.into_any()
    } else {
        view! { <ul class="list">{rows}</ul> }.into_any()
    };
    let options: Vec<_> = materials.iter().map(|m| (m.code.clone(), called(lang, m))).collect();
    let roles = FileRole::ALL.map(|role| (role.code().to_owned(), words::file_role(lang, role).to_owned()));
    let roles = roles.to_vec();
    view! {
        <section class="card stack close" id="files">
            <h2>{c::files(lang)}</h2>
            <p>{c::files_lead(lang)}</p>
            {list}
            <UploadForm action=UPLOAD then>
                <input type="hidden" name="id" value=id.to_string() />
                <VersionField version />
                <div class="fields">
                    <SelectField field="material" label=c::file_material(lang) options />
                    <SelectField field="role" label=c::file_role(lang) options=roles />
                </div>
                <Field field="file" label=c::file(lang) hint=c::file_hint(lang, max_mb)>
                    <input type="file" id=field_id("file") name="file" accept="application/pdf,image/jpeg,image/png,image/webp"
                        aria-describedby=format!("{0}-hint {0}-error", field_id("file")) />
                </Field>
                <div class="acts"><Submit label=c::file_add(lang) /></div>
            </UploadForm>
        </section>
    }
    .into_any()
}

fn called(lang: Lang, material: &Material) -> String {
    material.name.get(lang.english()).to_owned()
}

/// A file that is there, and the way to take it out.
#[component]
fn Stored(
    id: MatterId,
    version: i64,
    /// Code of the material.
    code: String,
    /// What the material is called.
    name: String,
    role: FileRole,
    file: MatterFile,
    then: String,
) -> impl IntoView {
    use t::catalog as c;
    let lang = use_lang();
    let action = FormAction::<RemoveMatterFile>::new();
    let what = words::file(lang, role, &file);
    let which = format!("{name} {}", words::file_role(lang, role));
    let place = format!("{code}-{}", role.code());
    let of = place.clone();
    view! {
        <li>
            <span class="grow"><a href=file.path() rel="external"><b>{name}</b>" "{what}</a><br /><span class="muted">{file.file_name()}</span></span>
            <PostForm action then reload=true of=("place", of)>
                <input type="hidden" name="place" value=place />
                <input type="hidden" name="id" value=id.to_string() />
                <VersionField version />
                <input type="hidden" name="material" value=code />
                <input type="hidden" name="role" value=role.code() />
                <button class="btn small quiet"><Icon name="trash" />{c::file_remove(lang)}<span class="sr">" "{which}</span></button>
            </PostForm>
        </li>
    }
}

/// Takes a file away for good, also one that only an earlier version has: the way out for what should never have been public.
#[component]
pub(super) fn Withdraw(
    /// What can still be read.
    kept: Vec<KeptFile>,
    then: String,
) -> impl IntoView {
    use t::catalog as c;
    let lang = use_lang();
    if kept.is_empty() {
        return ().into_any();
    }
    let action = FormAction::<WithdrawMatterFile>::new();
    let option = |one: KeptFile| {
        let (material, role) = (one.material.get(lang.english()), words::file_role(lang, one.role));
        let version = c::version(lang, one.version);
        (one.file.key, format!("{material} · {role} · {version}"))
    };
    // Nothing is chosen that nobody chose.
    let none = (String::new(), c::withdraw_none(lang).to_owned());
    let options: Vec<_> = std::iter::once(none).chain(kept.into_iter().map(option)).collect();
    view! {
        <section class="card stack close" id="withdraw">
            <h2>{c::withdraw(lang)}</h2>
            <p>{c::withdraw_lead(lang)}</p>
            <PostForm action then reload=true>
                <SelectField field="which" label=c::withdraw_which(lang) options />
                <div class="acts"><button class="btn danger"><Icon name="trash" />{c::withdraw_do(lang)}</button></div>
            </PostForm>
        </section>
    }
    .into_any()
}
