//! The catalog for whoever keeps it. It is one for all places; where a matter is handled is said by whoever is responsible there.

use super::admin_api::{
    MatterForm, MatterPage, MatterPlace, MatterRow, MatterVersion, PAGE, StoredMatter, WantedMatters,
};
use crate::{
    import::{api::Difference, export::facts},
    server::{Server, allowed, server},
};
use model::{
    AppError, Problem,
    center::CenterId,
    directory::matches,
    import::{Kind, MatterRecord},
    matter::{Content, FileRole, Level, MatterFile, MatterId, MatterInput, Mode},
    permission::{Action, Target, may},
    staff::Viewer,
};
use store::{
    center,
    matter::{self, FileOf, Matter},
    setting,
};

fn editor() -> Result<Viewer, AppError> {
    allowed(Action::EditMatters, Target::Anywhere)
}

/// See [`super::admin_api::list_matters`].
///
/// # Errors
/// See there.
pub async fn list(wanted: &WantedMatters) -> Result<MatterPage, AppError> {
    editor()?;
    let server = server()?;
    let (level, mode) = (Level::from_code(&wanted.level), Mode::from_code(&wanted.mode));
    let q = wanted.q.trim().to_lowercase();
    let fits = |matter: &&Matter| {
        level.is_none_or(|level| matter.content.level == level)
            && mode.is_none_or(|mode| matter.content.modes.contains(&mode))
            && matches(&matter.search, &q)
    };
    let (catalog, retired);
    let all: &[Matter] = if wanted.retired == "1" {
        retired = matter::all(server.store.db()).await?;
        &retired
    } else {
        catalog = server.store.catalog().await?;
        &catalog.matters
    };
    let only_retired = wanted.retired == "1";
    let found: Vec<&Matter> = all.iter().filter(|m| m.retired == only_retired).filter(fits).collect();
    let pages = found.len().div_ceil(PAGE).max(1);
    let page = wanted.page.parse::<usize>().unwrap_or(1).clamp(1, pages);
    let rows = found.iter().skip((page - 1) * PAGE).take(PAGE);
    Ok(MatterPage {
        rows: rows.map(|matter| row(&server, matter)).collect(),
        total: found.len(),
        page,
        pages,
    })
}

fn row(server: &Server, matter: &Matter) -> MatterRow {
    MatterRow {
        code: matter.content.code.clone(),
        name: matter.content.name.clone(),
        level: matter.content.level,
        modes: matter.content.modes.clone(),
        materials: matter.content.materials.len(),
        at: server.local(matter.updated_at),
        by: matter.updated_by.clone(),
    }
}

/// See [`super::admin_api::get_matter`].
///
/// # Errors
/// See there.
pub async fn form(code: &str, version: i64) -> Result<MatterForm, AppError> {
    let viewer = editor()?;
    let server = server()?;
    let db = server.store.db();
    if code.is_empty() {
        return Ok(MatterForm {
            input: MatterInput {
                promised_unit: "working_day".to_owned(),
                visits: "1".to_owned(),
                ..MatterInput::default()
            },
            stored: None,
            key: server.key(),
        });
    }
    let matter = matter::by_code(db, code).await?.ok_or(AppError::NotFound)?;
    let versions = matter::versions(db, matter.id).await?;
    let shown = match versions.iter().any(|(number, ..)| *number == version) {
        true => Some((version, differences(&server, matter.id, version).await?)),
        false => None,
    };
    let versions = versions.into_iter().map(|(version, at, by)| MatterVersion {
        version,
        at: server.local(at),
        by,
    });
    let stored = StoredMatter {
        id: matter.id,
        version: matter.version,
        retired: matter.retired,
        versions: versions.collect(),
        shown,
        places: where_handled(&server, &viewer, &matter).await?,
        materials: matter.content.materials.clone(),
        max_mb: setting::get(db, setting::CASE_FILES).await?.value.most_mb,
        kept: matter::kept_files(db, matter.id).await?,
    };
    Ok(MatterForm {
        input: MatterInput::from(&matter.content),
        stored: Some(stored),
        key: server.key(),
    })
}

/// What a version changed in the one before it, under the headings of the spreadsheet.
async fn differences(server: &Server, id: MatterId, version: i64) -> Result<Vec<Difference>, AppError> {
    if version <= 1 {
        return Ok(Vec::new());
    }
    let db = server.store.db();
    let texts = |content: Content| {
        facts::matter(&MatterRecord {
            content,
            retired: false,
        })
    };
    let before = matter::content(db, id, version - 1).await?;
    let after = matter::content(db, id, version).await?;
    let files = other_files(&before, &after);
    let (before, after) = (texts(before), texts(after));
    let english = crate::server::lang().english();
    let pairs = before.into_iter().zip(after).filter(|(before, after)| before != after);
    let difference = |((column, before), (_, after)): ((&'static str, String), (&'static str, String))| Difference {
        column: Kind::Matters.heading(column, english).to_owned(),
        before: Kind::Matters.word(column, &before, english).into_owned(),
        after: Kind::Matters.word(column, &after, english).into_owned(),
    };
    Ok(pairs.map(difference).chain(files).collect())
}

/// Files of materials that are others, of which a spreadsheet says nothing.
fn other_files(before: &Content, after: &Content) -> Vec<Difference> {
    let lang = crate::server::lang();
    let gone = before
        .materials
        .iter()
        .filter(|m| after.materials.iter().all(|a| a.code != m.code));
    let mut differences = Vec::new();
    for material in after.materials.iter().chain(gone) {
        for role in FileRole::ALL {
            let of = |content: &Content| {
                let material = content.materials.iter().find(|m| m.code == material.code)?;
                material.file(role).cloned()
            };
            let (then, now) = (of(before), of(after));
            if then == now {
                continue;
            }
            let named = |file: Option<MatterFile>| file.as_ref().map(MatterFile::file_name).unwrap_or_default();
            let role = super::words::file_role(lang, role);
            differences.push(Difference {
                column: format!("{} · {role}", material.name.get(lang.english())),
                before: named(then),
                after: named(now),
            });
        }
    }
    differences
}

/// Centers that the viewer may speak for, and whether each handles the matter.
async fn where_handled(server: &Server, viewer: &Viewer, matter: &Matter) -> Result<Vec<MatterPlace>, AppError> {
    let db = server.store.db();
    let set = matter::places(db, matter.id).await?;
    let mine = center::list(db, false)
        .await?
        .into_iter()
        .filter(|c| speaks_for(viewer, c));
    let place = |c: model::center::Center| {
        let by_rule = matter::by_rule(matter.content.level, c.kind);
        let said = set.iter().find(|(id, _)| *id == c.id).map(|(_, handled)| *handled);
        MatterPlace {
            center: c.id,
            name: c.names,
            handles: said.unwrap_or(by_rule),
            by_rule,
        }
    };
    Ok(mine.map(place).collect())
}

fn speaks_for(viewer: &Viewer, center: &model::center::Center) -> bool {
    may(viewer, Action::EditMatters, Target::Center(center.id, &center.division))
}

/// See [`super::admin_api::create_matter`].
///
/// # Errors
/// See there.
pub async fn create(key: &str, input: &MatterInput) -> Result<String, AppError> {
    let viewer = editor()?;
    let server = server()?;
    let content = input.check()?;
    matter::create(server.store.db(), &server.act(&viewer), key, &content).await?;
    leptos_axum::redirect(&format!("/admin/matters/{}?saved=1", content.code));
    Ok(content.code)
}

/// See [`super::admin_api::save_matter`].
///
/// # Errors
/// See there.
pub async fn save(id: MatterId, version: i64, input: &MatterInput) -> Result<i64, AppError> {
    let viewer = editor()?;
    let server = server()?;
    let (content, was) = (input.check()?, input.was());
    Ok(matter::save(server.store.db(), &server.act(&viewer), id, version, &content, &was).await?)
}

/// See [`super::admin_api::retire_matter`].
///
/// # Errors
/// See there.
pub async fn retire(id: MatterId, retired: bool) -> Result<(), AppError> {
    let viewer = editor()?;
    let server = server()?;
    Ok(matter::retire(server.store.db(), &server.act(&viewer), id, retired).await?)
}

/// See [`super::admin_api::save_places`].
///
/// # Errors
/// See there.
pub async fn places(id: MatterId, shown: &[CenterId], was: &[CenterId], handled: &[CenterId]) -> Result<(), AppError> {
    let viewer = editor()?;
    let server = server()?;
    let db = server.store.db();
    // Only what was changed in the form is said: meanwhile others may have spoken, and centers may have been added.
    let mut said = Vec::new();
    for center in center::list(db, false).await?.iter().filter(|c| speaks_for(&viewer, c)) {
        let here = handled.contains(&center.id);
        let changed = here != was.contains(&center.id);
        if changed && (here || shown.contains(&center.id)) {
            said.push((center.id, here));
        }
    }
    Ok(matter::set_places(db, &server.act(&viewer), id, &said).await?)
}

/// See [`super::admin_api::remove_matter_file`].
///
/// # Errors
/// See there.
pub async fn remove_file(id: MatterId, version: i64, material: &str, role: &str) -> Result<i64, AppError> {
    let viewer = editor()?;
    let server = server()?;
    let of = FileOf {
        matter: id,
        version,
        material,
        role: FileRole::from_code(role).ok_or(AppError::NotFound)?,
    };
    Ok(matter::remove_file(server.store.db(), &server.act(&viewer), of).await?)
}

/// See [`super::admin_api::withdraw_matter_file`].
///
/// # Errors
/// See there.
pub async fn withdraw_file(which: &str) -> Result<(), AppError> {
    let viewer = editor()?;
    let server = server()?;
    if which.is_empty() {
        return Err(AppError::field("which", Problem::Required));
    }
    Ok(matter::withdraw_file(server.store.db(), &server.act(&viewer), which).await?)
}
