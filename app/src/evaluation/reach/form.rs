//! Forms of evaluations for whoever may change them: those of all centers are the deployment's, one of a center is its lead's.

use crate::{
    evaluation::form_api::{EditForm, FormRow, Forms},
    server::{Server, allowed, server},
};
use model::{
    AppError, Problem,
    center::CenterId,
    evaluation::{FormId, FormInput, Service},
    permission::{Action, Target, may},
    staff::Viewer,
};
use store::evaluation::form::{self, FOR_EVERYTHING, Form};

const EDIT: Action = Action::EditEvaluationForms;

fn row(server: &Server, form: Form) -> FormRow {
    FormRow {
        id: form.id,
        service: form.service,
        center: form.center.map(|_| form.center_names),
        retired: form.retired,
        version: form.version,
        at: (form.updated_at > 0).then(|| server.local(form.updated_at)),
        by: form.updated_by,
    }
}

/// See [`crate::evaluation::form_api::get_forms`].
///
/// # Errors
/// See there.
pub async fn forms() -> Result<Forms, AppError> {
    let viewer = allowed(EDIT, Target::Anywhere)?;
    let server = server()?;
    let db = server.store.db();
    let mut centers = store::center::list(db, false).await?;
    centers.retain(|c| may(&viewer, EDIT, Target::Center(c.id, &c.division)));
    let everywhere = may(&viewer, EDIT, Target::Deployment);
    let mine = |form: &Form| match form.center {
        None => everywhere,
        Some(id) => centers.iter().any(|c| c.id == id),
    };
    let list = form::list(db).await?.into_iter().filter(mine);
    Ok(Forms {
        list: list.map(|form| row(&server, form)).collect(),
        key: server.key(),
        centers: centers.iter().map(|c| (c.id, c.names.clone())).collect(),
        everywhere,
    })
}

/// Who is asking, if they may change the forms of that center, or of all.
async fn editor(server: &Server, center: Option<CenterId>) -> Result<Viewer, AppError> {
    allowed(EDIT, Target::Anywhere)?;
    let Some(id) = center else {
        return allowed(EDIT, Target::Deployment);
    };
    let center = store::center::get(server.store.db(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    allowed(EDIT, Target::Center(id, &center.division))
}

/// The form, and who is asking, if they may change it.
async fn mine(server: &Server, id: FormId) -> Result<(Viewer, Form), AppError> {
    allowed(EDIT, Target::Anywhere)?;
    let form = form::get(server.store.db(), id).await?.ok_or(AppError::NotFound)?;
    Ok((editor(server, form.center).await?, form))
}

/// See [`crate::evaluation::form_api::create_form`].
///
/// # Errors
/// See there.
pub async fn create(key: &str, service: &str, center: &str) -> Result<FormId, AppError> {
    let server = server()?;
    allowed(EDIT, Target::Anywhere)?;
    let unknown = |field: &str, what: &str| AppError::field(field, Problem::NoSuch { what: what.to_owned() });
    let service = match service {
        "" => None,
        code => Some(Service::from_code(code).ok_or_else(|| unknown("service", code))?),
    };
    let center = match center {
        "" => None,
        id => Some(id.parse::<CenterId>().map_err(|_| unknown("center", id))?),
    };
    let viewer = editor(&server, center).await?;
    let id = form::create(server.store.db(), &server.act(&viewer), key, service, center).await?;
    leptos_axum::redirect(&format!("/admin/evaluations/forms/{id}"));
    Ok(id)
}

/// See [`crate::evaluation::form_api::get_form`].
///
/// # Errors
/// See there.
pub async fn one(id: FormId, version: i64) -> Result<EditForm, AppError> {
    let server = server()?;
    let (_, form) = mine(&server, id).await?;
    let db = server.store.db();
    let shown = if version > 0 { version } else { form.version };
    let content = form::content(db, id, shown).await?;
    let versions = form::versions(db, id).await?.into_iter();
    let at = |at: i64| (at > 0).then(|| server.local(at));
    Ok(EditForm {
        input: FormInput::from(&content),
        content,
        shown,
        versions: versions.map(|(version, made, by)| (version, at(made), by)).collect(),
        stays: id == FOR_EVERYTHING,
        row: row(&server, form),
    })
}

/// See [`crate::evaluation::form_api::save_form`].
///
/// # Errors
/// See there.
pub async fn save(id: FormId, version: i64, input: &FormInput) -> Result<i64, AppError> {
    let server = server()?;
    let (viewer, _) = mine(&server, id).await?;
    let content = input.check()?;
    Ok(form::save(server.store.db(), &server.act(&viewer), id, version, &content).await?)
}

/// See [`crate::evaluation::form_api::retire_form`].
///
/// # Errors
/// See there.
pub async fn retire(id: FormId, version: i64) -> Result<(), AppError> {
    let server = server()?;
    let (viewer, _) = mine(&server, id).await?;
    form::retire(server.store.db(), &server.act(&viewer), id, version).await?;
    Ok(())
}
