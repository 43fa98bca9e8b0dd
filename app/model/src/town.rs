//! The town's screen: how the open cases of all centers stand, a line each, and in which order.

use serde::{Deserialize, Serialize};

/// How many open cases there are of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Standing {
    /// Not ended.
    pub open: u32,
    /// Submitted, and nobody has said whether it is accepted.
    pub fresh: u32,
    /// Due today, and not too late.
    pub today: u32,
    /// Too late.
    pub overdue: u32,
    /// Waiting for the resident or a special procedure.
    pub waiting: u32,
    /// Overdue ones that have climbed to somebody higher.
    pub climbed: u32,
    /// Handed up from here, and the town has them.
    pub handed_up: u32,
    /// Handed up to here.
    pub taken: u32,
    /// Nobody works on them.
    pub nobody: u32,
    /// How many people work on the others.
    pub people: u32,
}

impl Standing {
    /// Tenths of open cases for each of those who work on some, rounded; none where nobody does.
    #[must_use]
    pub const fn load_tenths(&self) -> Option<u32> {
        match self.people {
            0 => None,
            people => Some(((self.open - self.nobody) * 10 + people / 2) / people),
        }
    }

    /// Adds what there is elsewhere.
    pub const fn add(&mut self, other: &Self) {
        self.open += other.open;
        self.fresh += other.fresh;
        self.today += other.today;
        self.overdue += other.overdue;
        self.waiting += other.waiting;
        self.climbed += other.climbed;
        self.handed_up += other.handed_up;
        self.taken += other.taken;
        self.nobody += other.nobody;
        self.people += other.people;
    }
}

/// By what the lines are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// What is overdue first.
    #[default]
    Overdue,
    /// The town's first, then by name.
    Name,
    /// [`Standing::open`]
    Open,
    /// [`Standing::fresh`]
    Fresh,
    /// [`Standing::today`]
    Today,
    /// [`Standing::climbed`]
    Climbed,
    /// [`Standing::waiting`]
    Waiting,
    /// [`Standing::handed_up`]
    HandedUp,
    /// [`Standing::taken`]
    Taken,
    /// [`Standing::nobody`]
    Nobody,
    /// [`Standing::load_tenths`]
    Load,
}

impl Sort {
    /// In the order of the table's columns.
    pub const ALL: [Self; 11] = [
        Self::Name,
        Self::Overdue,
        Self::Today,
        Self::Open,
        Self::Fresh,
        Self::Waiting,
        Self::HandedUp,
        Self::Taken,
        Self::Climbed,
        Self::Nobody,
        Self::Load,
    ];

    /// The word in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Name => "name",
            Self::Open => "open",
            Self::Fresh => "fresh",
            Self::Today => "today",
            Self::Climbed => "climbed",
            Self::Waiting => "waiting",
            Self::HandedUp => "handed_up",
            Self::Taken => "taken",
            Self::Nobody => "nobody",
            Self::Load => "load",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.code() == code)
    }

    /// What is compared; 0 for all in [`Self::Name`].
    #[must_use]
    pub fn of(self, standing: &Standing) -> u32 {
        match self {
            Self::Name => 0,
            Self::Overdue => standing.overdue,
            Self::Open => standing.open,
            Self::Fresh => standing.fresh,
            Self::Today => standing.today,
            Self::Climbed => standing.climbed,
            Self::Waiting => standing.waiting,
            Self::HandedUp => standing.handed_up,
            Self::Taken => standing.taken,
            Self::Nobody => standing.nobody,
            Self::Load => standing.load_tenths().unwrap_or_default(),
        }
    }

    /// Puts lines into the order: the most first, or the least; those that are equal stay in the order in which they are.
    pub fn apply<T>(self, lines: &mut [T], up: bool, standing: impl Fn(&T) -> &Standing) {
        match (self, up) {
            (Self::Name, false) => {}
            (Self::Name, true) => lines.reverse(),
            (_, true) => lines.sort_by_key(|line| self.of(standing(line))),
            (_, false) => lines.sort_by_key(|line| std::cmp::Reverse(self.of(standing(line)))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_is_named_and_the_most_stand_first() {
        for sort in Sort::ALL {
            assert_eq!(Sort::from_code(sort.code()), Some(sort));
        }
        assert_eq!(Sort::from_code("all"), None);
        let of = |overdue| Standing {
            overdue,
            ..Standing::default()
        };
        let mut lines = vec![("a", of(1)), ("b", of(3)), ("c", of(1))];
        let names = |lines: &[(&'static str, Standing)]| lines.iter().map(|l| l.0).collect::<String>();
        Sort::Overdue.apply(&mut lines, false, |l| &l.1);
        assert_eq!(names(&lines), "bac");
        Sort::Overdue.apply(&mut lines, true, |l| &l.1);
        assert_eq!(names(&lines), "acb");
    }

    #[test]
    fn a_load_is_what_those_bear_who_bear_any() {
        let standing = Standing {
            open: 12,
            nobody: 2,
            people: 4,
            ..Standing::default()
        };
        assert_eq!(standing.load_tenths(), Some(25));
        assert_eq!(Standing::default().load_tenths(), None);
    }
}
