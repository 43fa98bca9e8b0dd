//! What the server functions about evaluations share: links and their seals, devices at a counter. Only on the server.

mod device;
pub mod form;
pub mod list;
mod photo;
mod seal;

pub use photo::open as open_photo;
pub use seal::{
    door_of, export_id, link_of, notice_of, panel_name, path, seal_notice, sealed, sealed_door, sealed_notice,
};

use super::api::{Asked, More, Open, Rated, State};
use crate::server::{SentPhotos, Server, anonymous, is_staff_device, request_extension, resident, server};
use device::Device;
use jiff::civil::Date;
use model::{
    AppError, Problem,
    booking::{State as BookingState, slot_start},
    case::CaseId,
    center::{Center, CenterId},
    date,
    evaluation::{
        ASK_DAYS, About, DETAILS_SECONDS, DetailsInput, EvaluationId, FormId, Level, Link, Outcome, Service,
        VISIT_LATE_SECONDS,
    },
    follow_up::Became,
    resident::ResidentId,
    text::{Names, clean},
};
use store::{
    Act, StoreError,
    evaluation::{self as stored, Channel, Said, Tap, Visit, form as forms},
};

/// What `/rate/{at}` is about.
pub struct At {
    server: Server,
    what: What,
}

enum What {
    Link(Link),
    Visit(Box<Center>),
}

/// A tap as it was sent.
pub struct Tapped {
    /// Code of the level.
    pub level: i64,
    /// The client's key.
    pub key: String,
    /// The form that was shown, and its version.
    pub form: Option<(FormId, i64)>,
    /// It had to wait for the network.
    pub offline: bool,
    /// For so many seconds.
    pub age: i64,
}

impl At {
    /// The link, or the counter, that `at` names.
    ///
    /// # Errors
    /// [`AppError::NotFound`].
    pub async fn of(at: &str) -> Result<Self, AppError> {
        let server = server()?;
        let what = match at.strip_prefix("at/") {
            Some(center) => {
                let id: CenterId = center.parse().map_err(|_| AppError::NotFound)?;
                let center = store::center::get(server.store.db(), id).await?;
                let center = center.filter(|c| !c.retired).ok_or(AppError::NotFound)?;
                What::Visit(Box::new(center))
            }
            None => What::Link(link_of(&server, at).ok_or(AppError::NotFound)?),
        };
        Ok(Self { server, what })
    }

    fn today(&self) -> Date {
        self.server.local_now().day
    }

    fn act(&self) -> Act {
        anonymous(&self.server, "self")
    }

    /// The day of a tap: today, or the one on which it was made.
    fn day_of(&self, age: i64) -> Date {
        self.server.local(self.server.now() - age).day
    }

    /// Subject and round under which it is kept.
    fn subject(&self, gives: bool, day: Date) -> (String, u8, String) {
        match &self.what {
            What::Link(link) => (link.about.subject(), link.round, String::new()),
            What::Visit(center) => {
                let device = Device::at(&self.server, center.id, day, gives);
                let day = date::format(day);
                let subject = format!("visit:{}:{day}:{}", center.id.as_i64(), device.mark);
                (subject, 0, device.address)
            }
        }
    }

    /// What one is asked.
    ///
    /// # Errors
    /// [`AppError::NotFound`]; [`AppError::Unavailable`].
    pub async fn asked(&self) -> Result<Asked, AppError> {
        let db = self.server.store.db();
        let (subject, round, _) = self.subject(true, self.today());
        let found = stored::find(db, &subject, round).await?;
        let mut asked = match (&self.what, &found) {
            (What::Visit(center), _) => Asked {
                service: Service::Counter,
                center: center.names.clone(),
                room: None,
                day: date::format(self.today()),
                outcome: None,
                became: None,
                state: self.open(Service::Counter, center.id).await?,
            },
            (What::Link(_), Some(found)) => {
                let center = store::center::get(db, found.center).await?.ok_or(AppError::NotFound)?;
                Asked {
                    service: found.service,
                    center: center.names,
                    room: self.room(found.room).await?,
                    day: date::format(found.day),
                    outcome: Some(found.outcome),
                    became: None,
                    state: self.open(found.service, found.center).await?,
                }
            }
            (What::Link(link), None) => self.not_asked(*link).await?,
        };
        if let Some(found) = found {
            match found.said {
                Some(said) if self.theirs(found.resident, &said) => {
                    asked.became = self.became(said.id).await?;
                    asked.state = State::Rated(said.level, self.more(&said).await?);
                }
                Some(_) => asked.state = State::Given,
                None if self.server.now() > found.expires_at => {
                    asked.state = State::Over(Some(self.server.local(found.expires_at)));
                }
                None => {}
            }
        }
        // Shortly after midnight the visit of a moment ago is yesterday's.
        if let (What::Visit(_), State::Open(_)) = (&self.what, &asked.state)
            && let Some(said) = self.before_midnight().await?
        {
            asked.state = State::Rated(said.level, self.more(&said).await?);
        }
        if asked.became.is_none() && round > 0 {
            // Whoever is asked again got this link by a message: it says what became of what they said before.
            let before = stored::find(db, &subject, round - 1)
                .await?
                .and_then(|asked| asked.said);
            if let Some(said) = before {
                asked.became = self.became(said.id).await?;
            }
        }
        if is_staff_device() {
            asked.state = State::Staff;
            asked.became = None;
        }
        Ok(asked)
    }

    /// Whether what was said may be shown: to the resident whose service it was, on the device that rated a counter, and to whoever
    /// holds the link for as long as more can be told. A link also stands on paper and before the eyes of staff.
    fn theirs(&self, owner: Option<ResidentId>, said: &Said) -> bool {
        matches!(self.what, What::Visit(_))
            || self.server.now() <= said.made_at + DETAILS_SECONDS
            || resident().is_ok_and(|me| owner == Some(me.id))
    }

    /// What became of a bad rating, for whoever gave it.
    async fn became(&self, id: EvaluationId) -> Result<Option<(Became, String)>, AppError> {
        Ok(store::follow_up::became(self.server.store.db(), id).await?)
    }

    async fn room(&self, id: Option<model::room::RoomId>) -> Result<Option<Names>, AppError> {
        let Some(id) = id else { return Ok(None) };
        let room = store::room::get(self.server.store.db(), id, self.today()).await?;
        Ok(room.map(|room| room.names))
    }

    async fn open(&self, service: Service, center: CenterId) -> Result<State, AppError> {
        let (form, version) = forms::fitting(self.server.store.db(), service, center).await?;
        Ok(State::Open(Open {
            form,
            version,
            key: self.server.key(),
        }))
    }

    async fn more(&self, said: &Said) -> Result<More, AppError> {
        if said.more {
            Ok(More::Said)
        } else if self.server.now() > said.made_at + DETAILS_SECONDS {
            Ok(More::Late)
        } else {
            let content = forms::content(self.server.store.db(), said.form, said.version).await?;
            Ok(More::Asked(content))
        }
    }

    /// A true link of which nobody is asked: the service is not over, or was long before anybody was asked.
    async fn not_asked(&self, link: Link) -> Result<Asked, AppError> {
        let db = self.server.store.db();
        let id = match link.about {
            About::Booking(id) => id,
            About::Case(id) => return self.case_not_over(id).await,
        };
        let booking = store::booking::get(db, id).await?.ok_or(AppError::NotFound)?;
        let room = store::room::get(db, booking.room, self.today())
            .await?
            .ok_or(AppError::NotFound)?;
        let center = store::center::get(db, room.center).await?.ok_or(AppError::NotFound)?;
        let end = slot_start(booking.end_slot);
        let state = match booking.state {
            BookingState::Offered | BookingState::Lapsed => return Err(AppError::NotFound),
            state if !state.holds_slots() => State::Over(None),
            _ if end > self.server.now() => State::Early(Some(self.server.local(end))),
            // The job that ends bookings comes by once a minute.
            _ => State::Early(None),
        };
        Ok(Asked {
            service: Service::Booking,
            center: center.names,
            room: Some(room.names),
            day: date::format(booking.day),
            outcome: None::<Outcome>,
            became: None,
            state,
        })
    }

    /// A case that has not ended, or of which nobody is asked: it was registered by mistake, or long before.
    async fn case_not_over(&self, id: CaseId) -> Result<Asked, AppError> {
        let db = self.server.store.db();
        let case = store::case::by_id(db, id).await?;
        let center = store::center::get(db, case.home).await?.ok_or(AppError::NotFound)?;
        Ok(Asked {
            service: Service::Case,
            center: center.names,
            room: None,
            day: date::format(self.server.local(case.opened_at).day),
            outcome: None,
            became: None,
            state: if case.state.is_open() {
                State::UnderWay
            } else {
                State::Over(None)
            },
        })
    }

    /// What was said here; of a visit also what was said before midnight.
    async fn just_said(&self) -> Result<Option<Said>, AppError> {
        let (subject, round, _) = self.subject(false, self.today());
        let found = stored::find(self.server.store.db(), &subject, round).await?;
        match found.and_then(|asked| asked.said) {
            Some(said) => Ok(Some(said)),
            None => self.before_midnight().await,
        }
    }

    /// What was said of a visit yesterday, for as long as more can be told.
    async fn before_midnight(&self) -> Result<Option<Said>, AppError> {
        let before = self.day_of(DETAILS_SECONDS);
        if !matches!(self.what, What::Visit(_)) || before == self.today() {
            return Ok(None);
        }
        let db = self.server.store.db();
        let (subject, round, _) = self.subject(false, before);
        let said = stored::find(db, &subject, round).await?.and_then(|asked| asked.said);
        Ok(said.filter(|said| self.server.now() <= said.made_at + DETAILS_SECONDS))
    }

    /// Evaluations are the residents': nobody gives one on a device that staff work on. Signing out does not make it another one, because
    /// whoever sits at it knows the numbers and telephones of those whose services it was.
    fn no_staff() -> Result<(), AppError> {
        if is_staff_device() {
            return Err(AppError::field("form", Problem::StaffRates));
        }
        Ok(())
    }

    /// See [`super::api::rate_service`].
    ///
    /// # Errors
    /// See there.
    pub async fn rate(&self, tapped: &Tapped) -> Result<Rated, AppError> {
        Self::no_staff()?;
        let level = u8::try_from(tapped.level).ok().and_then(Level::from_code);
        let level = level.ok_or_else(|| {
            let allowed = "1, 2, 3, 4, 5".to_owned();
            AppError::field("level", Problem::Unknown { allowed })
        })?;
        let key = clean("key", &tapped.key, true, 80).map_err(|e| AppError::Invalid { fields: vec![e] })?;
        let visits = matches!(self.what, What::Visit(_));
        let age = if tapped.offline { tapped.age.max(0) } else { 0 };
        if visits && age > VISIT_LATE_SECONDS {
            return Err(AppError::field("level", Problem::TooLate));
        }
        // Of a link the store knows since when one was asked, and no tap is older.
        let age = age.min(ASK_DAYS * 86_400);
        let day = self.day_of(age);
        // A counter's page may be a kept copy, which is rated on more than once under the one key that it has. A visit needs none:
        // its subject lets no second one in.
        let key = if visits {
            format!("{key}:{}:{}", date::format(day), level.code())
        } else {
            key
        };
        let (subject, round, address) = self.subject(false, day);
        let tap = Tap {
            key: &key,
            level,
            form: tapped.form,
            channel: match (tapped.offline, visits) {
                (true, _) => Channel::Offline,
                (false, true) => Channel::Counter,
                (false, false) => Channel::Link,
            },
            age,
        };
        let (db, act) = (self.server.store.db(), self.act());
        let rated = match &self.what {
            What::Link(_) => stored::rate(db, &act, &subject, round, &tap).await,
            What::Visit(center) => {
                let visit = Visit {
                    subject: &subject,
                    center: center.id,
                    day,
                    today: self.today(),
                    address_mark: &address,
                };
                stored::visit(db, &act, &visit, &tap).await
            }
        };
        let rated = match rated {
            // A true link, of a service that is not over.
            Err(StoreError::NotFound) => return Err(AppError::field("level", Problem::TooEarly)),
            other => other?,
        };
        let (said, before) = match rated {
            stored::Rated::Now(said) => (said, false),
            stored::Rated::Before(said) => {
                let owner = stored::find(db, &subject, round)
                    .await?
                    .and_then(|asked| asked.resident);
                if !self.theirs(owner, &said) {
                    return Err(AppError::field("level", Problem::TooLate));
                }
                (said, true)
            }
            stored::Rated::Over(_) => return Err(AppError::field("level", Problem::TooLate)),
            stored::Rated::TooMany => {
                let left = 1440 - u32::from(self.server.local_now().minute.min(1439));
                return Err(AppError::TooMany { retry_after: 60 * left });
            }
        };
        Ok(Rated {
            level: said.level,
            before,
        })
    }

    /// See [`super::api::tell_more`].
    ///
    /// # Errors
    /// See there.
    pub async fn tell(&self, input: &DetailsInput) -> Result<(), AppError> {
        Self::no_staff()?;
        let db = self.server.store.db();
        let said = self.just_said().await?.ok_or(AppError::NotFound)?;
        let content = forms::content(db, said.form, said.version).await?;
        let sent = request_extension::<SentPhotos>().unwrap_or_default();
        let (named, sealed) = photo::seal(&self.server, said.id, &sent.0)?;
        let details = input.check(&content, said.level)?.with_photos(&content, &named)?;
        Ok(stored::tell(db, &self.act(), said.id, &details, &sealed).await?)
    }
}
