//! Seals of links: whoever holds a link may answer for the one whom it was given to, so nobody else can make one. A seal says
//! nothing, and the same link always has the same one, so that it can be shown again.

use crate::server::Server;
use model::{
    evaluation::{EvaluationId, Link},
    matter::NoticeId,
    notice::{Notice, NoticeKind},
    room::RoomId,
};
use sha2::{Digest, Sha256};

/// Bytes of a seal: nobody guesses 128 bits.
const BYTES: usize = 16;

/// A keyed hash of `parts`. Hashed twice, so that nobody makes one for a longer text out of one that they know.
fn seal(server: &Server, parts: &[&str]) -> String {
    let keyed = || {
        Sha256::new()
            .chain_update(&server.code_salt)
            .chain_update(b"evaluation")
    };
    let inner = parts.iter().fold(keyed(), |hash, part| {
        hash.chain_update((part.len() as u64).to_be_bytes()).chain_update(part)
    });
    let outer = keyed().chain_update(inner.finalize()).finalize();
    outer[..BYTES].iter().map(|b| format!("{b:02x}")).collect()
}

/// A keyed hash that tells one thing from another and says nothing else.
pub(super) fn short(server: &Server, parts: &[&str]) -> String {
    seal(server, parts)
}

/// The link with its seal, as it stands in an address.
#[must_use]
pub fn sealed(server: &Server, link: Link) -> String {
    let name = link.to_string();
    let seal = seal(server, &["link", &name]);
    format!("{name}{seal}")
}

/// The address where the link's service is rated.
#[must_use]
pub fn path(server: &Server, link: Link) -> String {
    format!("/rate/{}", sealed(server, link))
}

/// The link in an address, if its seal is ours.
#[must_use]
pub fn link_of(server: &Server, token: &str) -> Option<Link> {
    let (name, _) = token.split_at_checked(15)?;
    let link: Link = name.parse().ok()?;
    is_same(&sealed(server, link), token).then_some(link)
}

/// Names an evaluation outside of the deployment, always the same: its own key tells when it was made, to the millisecond.
#[must_use]
pub fn export_id(server: &Server, id: EvaluationId) -> String {
    seal(server, &["export", &id.to_string()])
}

/// Rounds of [`panel_name`].
const ROUNDS: u8 = 6;

/// What a half of a key is mixed with.
fn mixed(server: &Server, round: u8, half: u32) -> u32 {
    let seal = seal(server, &["panel", &round.to_string(), &half.to_string()]);
    u32::from_str_radix(&seal[..8], 16).unwrap_or_default()
}

/// Names an evaluation where those who work at its center see it, always the same: its own key tells when it was made, to the
/// millisecond, and beside what the desk did just then that would be a person. A permutation (a Feistel network keyed with the
/// deployment's secret), so that nothing has to be stored for it.
#[must_use]
pub fn panel_name(server: &Server, id: EvaluationId) -> String {
    let key = id.as_i64() as u64;
    let (mut left, mut right) = ((key >> 32) as u32, key as u32);
    for round in 0..ROUNDS {
        (left, right) = (right, left ^ mixed(server, round, right));
    }
    format!("{left:08x}{right:08x}")
}

/// The evaluation that [`panel_name`] names.
#[must_use]
pub(super) fn panel_id(server: &Server, name: &str) -> Option<EvaluationId> {
    if !name.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) || name.len() != 16 {
        return None;
    }
    let half = |text: &str| u32::from_str_radix(text, 16).ok();
    let (mut left, mut right) = (half(&name[..8])?, half(&name[8..])?);
    for round in (0..ROUNDS).rev() {
        (left, right) = (right ^ mixed(server, round, left), left);
    }
    let key = (u64::from(left) << 32) | u64::from(right);
    i64::try_from(key).ok().map(EvaluationId::from_i64)
}

/// All of it is compared, so that the time it takes says nothing.
fn is_same(ours: &str, token: &str) -> bool {
    let differs = ours.bytes().zip(token.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    ours.len() == token.len() && differs == 0
}

/// An issued one-time notice with its seal, as it stands in an address.
#[must_use]
pub fn sealed_notice(server: &Server, id: NoticeId) -> String {
    let name = id.to_string();
    let seal = seal(server, &["matter_notice", &name]);
    format!("{name}{seal}")
}

/// The issued notice in an address, if its seal is ours.
#[must_use]
pub fn notice_of(server: &Server, token: &str) -> Option<NoticeId> {
    let (name, _) = token.split_at_checked(token.len().checked_sub(2 * BYTES)?)?;
    let id: NoticeId = name.parse().ok()?;
    is_same(&sealed_notice(server, id), token).then_some(id)
}

/// The door of a room with its seal, as it stands in an address: whoever has it has seen the poster there.
#[must_use]
pub fn sealed_door(server: &Server, room: RoomId) -> String {
    let name = room.to_string();
    let seal = seal(server, &["door", &name]);
    format!("{name}{seal}")
}

/// The room whose door is in an address, if its seal is ours.
#[must_use]
pub fn door_of(server: &Server, token: &str) -> Option<RoomId> {
    let (name, _) = token.split_at_checked(token.len().checked_sub(2 * BYTES)?)?;
    let room: RoomId = name.parse().ok()?;
    is_same(&sealed_door(server, room), token).then_some(room)
}

/// Puts the seal behind the address of a notice that asks: the store, which has written it, does not know the secret.
pub fn seal_notice(server: &Server, notice: &mut Notice) {
    let link = notice.path.strip_prefix("/rate/").and_then(|name| name.parse().ok());
    let asks = matches!(
        notice.kind,
        NoticeKind::EvaluationAsked | NoticeKind::EvaluationAgain | NoticeKind::EvaluationUnfounded
    );
    if let Some(link) = link.filter(|_| asks) {
        notice.path = path(server, link);
    }
}
