//! What was said about a center, masked before it leaves the server; and the decision whether everybody may read it.

use super::seal::{panel_id, panel_name};
use crate::{
    evaluation::list_api::{Evaluations, May, Shown},
    server::{Server, allowed, server},
};
use model::{
    AppError,
    center::{Center, CenterId},
    evaluation::{Answer, EvaluationId, ModerationInput, Question, QuestionKind, center_answer},
    figures::Period,
    permission::{Action, Target, may},
    staff::Viewer,
    text::{Names, mask_words},
};
use store::evaluation::{self as stored, Filter, Listed};

const SEE: Action = Action::SeeEvaluations;

/// See [`crate::evaluation::list_api::get_evaluations`].
///
/// # Errors
/// See there.
pub async fn list(center: &str, only: &str, page: &str) -> Result<Evaluations, AppError> {
    let viewer = allowed(SEE, Target::Anywhere)?;
    let server = server()?;
    let db = server.store.db();
    let mut centers = store::center::list(db, false).await?;
    centers.retain(|c| may(&viewer, SEE, Target::Center(c.id, &c.division)));
    let chosen = match (center, centers.as_slice()) {
        ("", [only]) => Some(only.id),
        ("", _) => None,
        (named, _) => Some(
            in_scope(&server, named.parse().map_err(|_| AppError::NotFound)?)
                .await?
                .id,
        ),
    };
    let filter = Filter {
        bad: only == "bad",
        waiting: only == "waiting",
        page: page.parse().unwrap_or_default(),
    };
    let found = match chosen {
        Some(id) => stored::listed(db, id, filter).await?,
        // Without a center: what waits anywhere for whoever decides about it.
        None if filter.waiting => {
            let decides = |c: &&Center| may(&viewer, Action::ModerateEvaluations, Target::Center(c.id, &c.division));
            let ids: Vec<CenterId> = centers.iter().filter(decides).map(|c| c.id).collect();
            stored::waiting(db, &ids, filter.page).await?
        }
        None => Vec::new(),
    };
    let older = (found.len() as i64 == stored::PAGE_SIZE).then(|| filter.page.saturating_add(1));
    let staff = staff_names(&server).await?;
    Ok(Evaluations {
        centers: centers.into_iter().map(|c| (c.id, c.names)).collect(),
        center: chosen,
        list: found.into_iter().map(|one| shown(&server, one, &staff)).collect(),
        older,
    })
}

/// The center, also one out of service, if one may see what was said about it.
async fn in_scope(server: &Server, id: CenterId) -> Result<Center, AppError> {
    allowed(SEE, Target::Anywhere)?;
    let center = store::center::get(server.store.db(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    allowed(SEE, Target::Center(id, &center.division))?;
    Ok(center)
}

/// Nobody who works here is named in what everybody reads.
async fn staff_names(server: &Server) -> Result<Vec<String>, AppError> {
    let all = store::staff::list(server.store.db(), true).await?;
    Ok(all.into_iter().map(|s| s.name).collect())
}

/// Whom the words may not name.
fn names(one: &Listed, staff: &[String]) -> Vec<String> {
    one.named.iter().chain(staff).cloned().collect()
}

fn shown(server: &Server, one: Listed, staff: &[String]) -> Shown {
    let names = names(&one, staff);
    let reason = |code: &String| one.content.reasons.iter().find(|r| r.code == *code);
    let answer = |question: &Question, value: &String| match question.kind {
        QuestionKind::Text => Names::new(mask_words(value, &names), ""),
        QuestionKind::Scale => Names::new(value.clone(), ""),
        QuestionKind::Photo => Names::default(),
        QuestionKind::One | QuestionKind::Several => {
            let choice = question.choices.iter().find(|c| c.code == *value);
            choice.map(|c| c.names.clone()).unwrap_or_default()
        }
    };
    let answers = one.answers.answers.iter().filter_map(|a| {
        let question = one
            .content
            .question(&a.code)
            .filter(|q| q.kind != QuestionKind::Photo)?;
        let values = a.values.iter().map(|value| answer(question, value));
        Some((question.names.clone(), values.collect()))
    });
    Shown {
        id: panel_name(server, one.id),
        center: one.center,
        service: one.service,
        month: Period::month_of(one.day).to_string(),
        again: one.round > 0,
        level: one.level,
        reasons: one
            .answers
            .reasons
            .iter()
            .filter_map(reason)
            .map(|r| r.names.clone())
            .collect(),
        seven: one.answers.seven.clone(),
        answers: answers.collect(),
        photos: Vec::new(),
        words: mask_words(&one.words, &names),
        follow_up: one.follow_up,
        set_aside: one.set_aside.clone(),
        moderation: one.moderation,
        published_words: one.published_words.clone(),
        published_answer: one.published_answer.clone(),
        version: one.version,
    }
}

/// See [`crate::evaluation::list_api::get_evaluation`]; with it, what one may do about its words.
///
/// # Errors
/// See there.
pub async fn one(name: &str) -> Result<(Shown, May), AppError> {
    let viewer = allowed(SEE, Target::Anywhere)?;
    let server = server()?;
    let id = panel_id(&server, name).ok_or(AppError::NotFound)?;
    let found = stored::one(server.store.db(), id).await?.ok_or(AppError::NotFound)?;
    let center = in_scope(&server, found.center).await?;
    let at = Target::Center(center.id, &center.division);
    let staff = staff_names(&server).await?;
    let photos = if super::photo::sees(server.store.db(), &viewer, found.id, at).await? {
        photos(&server, &found).await?
    } else {
        Vec::new()
    };
    let shown = Shown {
        photos,
        ..shown(&server, found, &staff)
    };
    let allowed = May {
        moderate: may(&viewer, Action::ModerateEvaluations, at),
        answer: may(&viewer, Action::AnswerEvaluations, at),
    };
    Ok((shown, allowed))
}

/// Questions and the addresses of the photos that answer them and are still kept. Who may see them is for the caller to say.
async fn photos(server: &Server, one: &Listed) -> Result<Vec<(Names, Vec<String>)>, AppError> {
    let asked = |code: &str| one.content.question(code).filter(|q| q.kind == QuestionKind::Photo);
    let answers: Vec<_> = one
        .answers
        .answers
        .iter()
        .filter(|a| asked(&a.code).is_some())
        .collect();
    if answers.is_empty() {
        return Ok(Vec::new());
    }
    let kept = stored::photos(server.store.db(), one.id).await?;
    let kept: Vec<String> = kept.iter().map(ToString::to_string).collect();
    let of_question = |answer: &Answer| {
        let there = answer.values.iter().filter(|id| kept.contains(id));
        let name = panel_name(server, one.id);
        let addresses: Vec<_> = there
            .map(|id| format!("/admin/evaluations/{name}/photos/{id}"))
            .collect();
        let names = asked(&answer.code)?.names.clone();
        (!addresses.is_empty()).then_some((names, addresses))
    };
    Ok(answers.into_iter().filter_map(of_question).collect())
}

/// What was said, masked, with photos or without: for whoever has to put it right. Who may know of it is for the caller to say.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Unavailable`].
pub(crate) async fn masked(server: &Server, id: EvaluationId, with_photos: bool) -> Result<Shown, AppError> {
    let found = stored::one(server.store.db(), id).await?.ok_or(AppError::NotFound)?;
    let photos = if with_photos {
        photos(server, &found).await?
    } else {
        Vec::new()
    };
    Ok(Shown {
        photos,
        ..shown(server, found, &staff_names(server).await?)
    })
}

/// See [`crate::evaluation::list_api::moderate`].
///
/// # Errors
/// See there.
pub async fn moderate(name: &str, version: i64, input: &ModerationInput) -> Result<i64, AppError> {
    let (server, viewer, id, names) = of(name, Action::ModerateEvaluations).await?;
    let decision = input.check(&names)?;
    Ok(stored::moderate(server.store.db(), &server.act(&viewer), (id, name), version, &decision).await?)
}

/// See [`crate::evaluation::list_api::answer_words`].
///
/// # Errors
/// See there.
pub async fn answer(name: &str, version: i64, answer: &str) -> Result<i64, AppError> {
    let (server, viewer, id, names) = of(name, Action::AnswerEvaluations).await?;
    let answer = center_answer(answer, &names)?;
    Ok(stored::answer(server.store.db(), &server.act(&viewer), (id, name), version, &answer).await?)
}

/// Who may do that about an evaluation, and whom nobody may be named by.
async fn of(name: &str, action: Action) -> Result<(Server, Viewer, EvaluationId, Vec<String>), AppError> {
    allowed(action, Target::Anywhere)?;
    let server = server()?;
    let db = server.store.db();
    let id = panel_id(&server, name).ok_or(AppError::NotFound)?;
    let found = stored::one(db, id).await?.ok_or(AppError::NotFound)?;
    let center = store::center::get(db, found.center).await?.ok_or(AppError::NotFound)?;
    let viewer = allowed(action, Target::Center(center.id, &center.division))?;
    let names = names(&found, &staff_names(&server).await?);
    Ok((server, viewer, id, names))
}

/// See [`crate::evaluation::list_api::get_poster`].
///
/// # Errors
/// See there.
pub async fn poster(id: CenterId) -> Result<Names, AppError> {
    let server = server()?;
    in_scope(&server, id).await.map(|center| center.names)
}
