//! Which cases staff ask for, and what of them was told to whoever asks.

use super::{Case, PAGE_SIZE};
use model::{case::State, center::CenterId, hours::LocalMinute, matter::Mode, staff::StaffId};

/// The most characters that are looked for: nobody is called anything longer.
pub(super) const MOST_TEXT: usize = 60;

/// What is due when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// Too late.
    Overdue,
    /// Today, and not too late.
    Today,
    /// Nothing runs because the resident is waited for, or a special procedure.
    Waiting,
}

/// Where a case has gone from the centers that are asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Away {
    /// They have received it, and it was transferred since.
    Sent,
    /// It was handed up to the town and has not come back, also while it waits there.
    Up,
}

/// To whom something was told by itself: a reminder and the first level to who works on a case, or where nobody does to the staff of the
/// center that has it; the second to that center's lead; the third to the town's staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Yours {
    /// Who looks.
    pub me: StaffId,
    /// The centers that they are staff of.
    pub staff: Vec<CenterId>,
    /// Those that they lead.
    pub leads: Vec<CenterId>,
    /// Those whose town they are staff of.
    pub town: Vec<CenterId>,
}

impl Yours {
    /// Whether something of a case was told to them. The statements of the list say the same.
    #[must_use]
    pub fn is(&self, one: &Case) -> bool {
        let works = one
            .assignee
            .map_or(self.staff.contains(&one.handler), |who| who == self.me);
        one.closed_at.is_none()
            && (((one.reminded || one.climbed > 0) && works)
                || (one.climbed > 1 && self.leads.contains(&one.handler))
                || (one.climbed > 2 && self.town.contains(&one.handler)))
    }
}

/// Which cases.
#[derive(Debug, Clone, Copy)]
pub struct Filter<'a> {
    /// Those of these centers: of what is open, what they have or get back from the town; of what has ended and of what is looked for,
    /// also what they have received. None for all.
    pub centers: Option<&'a [CenterId]>,
    /// In this state; none for all that are open.
    pub state: Option<State>,
    /// Those that have ended, too.
    pub ended: bool,
    /// In this mode.
    pub mode: Option<Mode>,
    /// Due like this.
    pub urgency: Option<Urgency>,
    /// Whose number or phone is this, or whose name begins with it; empty for all.
    pub text: &'a str,
    /// Whose number alone that is: whoever looks is not told whose a case is, and a telephone may read as a number.
    pub number_only: bool,
    /// Those that somebody works on.
    pub assignee: Option<StaffId>,
    /// Who looks: what was told to them stands first.
    pub yours: Option<&'a Yours>,
    /// And nothing else.
    pub only_yours: bool,
    /// Now.
    pub now: LocalMinute,
    /// Gone from them like this, in place of what they have.
    pub away: Option<Away>,
    /// From 0.
    pub page: i64,
}

impl Filter<'_> {
    /// All that are open.
    #[must_use]
    pub const fn open(now: LocalMinute) -> Self {
        Self {
            centers: None,
            state: None,
            ended: false,
            mode: None,
            urgency: None,
            text: "",
            number_only: false,
            assignee: None,
            yours: None,
            only_yours: false,
            now,
            away: None,
            page: 0,
        }
    }

    /// What is looked for, without what is in no name.
    pub(super) fn wanted(&self) -> String {
        let shown = self.text.trim().chars().filter(|c| !c.is_control());
        shown.take(MOST_TEXT).collect()
    }

    /// Those before the page.
    pub(super) fn first(&self) -> i64 {
        self.page.max(0) * PAGE_SIZE
    }

    /// Whether nothing fits that has ended: where something is due or was told to somebody, something is still to be done.
    pub(super) const fn without_ended(&self) -> bool {
        self.urgency.is_some() || self.only_yours
    }

    pub(super) fn with_ended(&self) -> bool {
        self.ended || self.state.is_some_and(|state| !state.is_open())
    }
}
