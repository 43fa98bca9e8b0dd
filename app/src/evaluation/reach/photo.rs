//! Photos that answer a question: sealed before they are kept, and opened for those only who follow up or decide what is published. A
//! face in a photo cannot be masked as a name in words can.

use super::seal::panel_id;
use crate::server::{SentPhoto, Server, Session};
use model::{
    AppError,
    evaluation::{EvaluationId, PhotoId},
    follow_up::Origin,
    permission::{Action, Target, may},
    staff::Viewer,
};
use sha2::{Digest, Sha256};
use store::{
    Db,
    evaluation::{self as stored, SealedPhoto},
};

/// What a photo is sealed for.
fn bound(of: EvaluationId, id: PhotoId) -> String {
    format!("evaluation {of} photo {id}")
}

fn fault() -> AppError {
    AppError::Internal {
        reference: "report.key".to_owned(),
    }
}

/// Names photos by their content, each with the code of its question, and seals them.
///
/// # Errors
/// [`AppError::Internal`] where the computer has no randomness.
#[expect(clippy::type_complexity, reason = "two lists of one thing")]
pub(super) fn seal(
    server: &Server,
    of: EvaluationId,
    sent: &[SentPhoto],
) -> Result<(Vec<(String, PhotoId)>, Vec<SealedPhoto>), AppError> {
    let photos = sent.iter().map(|photo| {
        let hash = Sha256::digest(&photo.jpeg);
        let mut first = [0; 8];
        first.copy_from_slice(&hash[..8]);
        let id = PhotoId::from_i64(i64::from_be_bytes(first) & i64::MAX);
        let sealed = server.sealer.seal(&bound(of, id), &photo.jpeg).ok_or_else(fault)?;
        Ok(((photo.code.clone(), id), SealedPhoto { id, sealed }))
    });
    let photos: Vec<_> = photos.collect::<Result<_, AppError>>()?;
    Ok(photos.into_iter().unzip())
}

/// Whether one may see photos of what was said about a center.
fn may_see(viewer: &Viewer, center: Target<'_>) -> bool {
    may(viewer, Action::FollowUp, center) || may(viewer, Action::ModerateEvaluations, center)
}

/// Whether one may see photos of that evaluation: whoever decides what is published; whoever follows up, where it is not about their own
/// work.
pub(super) async fn sees(db: &Db, viewer: &Viewer, of: EvaluationId, center: Target<'_>) -> Result<bool, AppError> {
    if may(viewer, Action::ModerateEvaluations, center) || !may_see(viewer, center) {
        return Ok(may_see(viewer, center));
    }
    if stored::took_part(db, of, viewer.id).await? {
        return Ok(false);
    }
    let followed = store::follow_up::of_origin(db, Origin::Evaluation(of)).await?;
    Ok(!followed.is_some_and(|one| one.concerns(viewer.id)))
}

/// A photo of the evaluation that the panel calls `of` as a JPEG, for the staff member of that session.
///
/// # Errors
/// [`AppError::SignIn`], [`AppError::Forbidden`], [`AppError::NotFound`], [`AppError::Unavailable`].
pub async fn open(server: &Server, session: Option<&Session>, of: &str, id: PhotoId) -> Result<Vec<u8>, AppError> {
    let viewer = &session.ok_or(AppError::SignIn)?.viewer;
    if !may_see(viewer, Target::Anywhere) {
        return Err(AppError::Forbidden);
    }
    let db = server.store.db();
    let of = panel_id(server, of).ok_or(AppError::NotFound)?;
    let found = stored::one(db, of).await?.ok_or(AppError::NotFound)?;
    let center = store::center::get(db, found.center).await?.ok_or(AppError::NotFound)?;
    if !sees(db, viewer, of, Target::Center(center.id, &center.division)).await? {
        return Err(AppError::Forbidden);
    }
    let sealed = stored::photo(db, of, id).await?.ok_or(AppError::NotFound)?;
    server.sealer.open(&bound(of, id), &sealed).ok_or_else(|| {
        tracing::error!(evaluation = %of, "a photo cannot be opened: is report.key the one it was sealed with?");
        fault()
    })
}
