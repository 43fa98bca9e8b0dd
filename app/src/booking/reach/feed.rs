//! Secret addresses of calendars. A token is made from the link's key and the deployment's secret, so it can be shown again
//! while the database holds nothing but its hash.

use super::own_act;
use crate::{
    booking::feed_api::FeedLink,
    server::{Server, allowed, proven_session, resident, server, token_hash},
};
use model::{
    AppError,
    center::CenterId,
    permission::{Action, Target},
};
use sha2::{Digest, Sha256};
use store::{
    Act,
    calendar::{self, Link, LinkId, Owner},
};

/// Whose address it is about, and who is asking.
pub struct Feed {
    server: Server,
    owner: Owner,
    act: Act,
}

/// What opens the link: 64 hexadecimal digits.
fn token(server: &Server, id: LinkId) -> String {
    let hash = Sha256::new()
        .chain_update(&server.code_salt)
        .chain_update(b"calendar")
        .chain_update(id.as_i64().to_be_bytes())
        .finalize();
    hash.iter().map(|b| format!("{b:02x}")).collect()
}

impl Feed {
    /// The resident's own, or that of a center in which the staff member may book for others.
    ///
    /// # Errors
    /// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`].
    pub async fn of(center: Option<CenterId>) -> Result<Self, AppError> {
        let server = server()?;
        let Some(id) = center else {
            let owner = Owner::Resident(resident()?.id);
            let act = own_act(&server);
            return Ok(Self { server, owner, act });
        };
        allowed(Action::BookForOthers, Target::Anywhere)?;
        let center = store::center::get(server.store.db(), id)
            .await?
            .ok_or(AppError::NotFound)?;
        let viewer = allowed(Action::BookForOthers, Target::Center(id, &center.division))?;
        let act = server.act(&viewer);
        Ok(Self {
            owner: Owner::Staff(viewer.id, id),
            server,
            act,
        })
    }

    /// The address, if there is one; none in a session that ends before the address does.
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub async fn link(&self) -> Result<Option<FeedLink>, AppError> {
        if self.may_last().is_err() {
            return Ok(None);
        }
        let link = calendar::of(self.server.store.db(), self.owner).await?;
        Ok(link.map(|link| self.shown(&link)))
    }

    fn shown(&self, link: &Link) -> FeedLink {
        FeedLink {
            url: format!("{}/calendar/{}.ics", self.server.origin, token(&self.server, link.id)),
            made: self.server.local(link.made_at),
        }
    }

    /// A resident's address outlasts the session in which it is seen.
    fn may_last(&self) -> Result<(), AppError> {
        match self.owner {
            Owner::Resident(_) => proven_session().map(drop),
            Owner::Staff(..) => Ok(()),
        }
    }

    /// Makes a new one.
    ///
    /// # Errors
    /// [`AppError::Unavailable`]; [`model::Problem::NotProven`].
    pub async fn renew(&self) -> Result<(), AppError> {
        self.may_last()?;
        let id: LinkId = self.act.id();
        let hash = token_hash(&token(&self.server, id));
        calendar::renew(self.server.store.db(), &self.act, self.owner, id, &hash).await?;
        Ok(())
    }

    /// Takes it away.
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub async fn end(&self) -> Result<(), AppError> {
        calendar::end(self.server.store.db(), &self.act, self.owner).await?;
        Ok(())
    }
}
