//! A problem as JSON: `{"code": "too_long", "values": ["40"]}`.
//!
//! Flat and by hand: what serde derives for an enum is one more reader for every variant that has fields, and those together
//! weigh more in the browser than our start page.

use super::Problem;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// See the module.
#[derive(Serialize, Deserialize)]
pub(super) struct Wire {
    code: String,
    #[serde(default)]
    values: Vec<String>,
}

/// Writes the two directions from one table, so that they cannot disagree: code, variant, fields in the order of `values`.
macro_rules! codes {
    ($($code:literal => $variant:ident $({ $($field:ident),+ })?),* $(,)?) => {
        impl From<Problem> for Wire {
            fn from(problem: Problem) -> Self {
                let (code, values) = match problem {
                    $(Problem::$variant $({ $($field),+ })? => ($code, vec![$($($field.to_string()),+)?]),)*
                };
                Self { code: code.to_owned(), values }
            }
        }

        impl From<Wire> for Problem {
            /// A code that this version does not know, from a newer one, is read as "not understood".
            fn from(wire: Wire) -> Self {
                let mut values = wire.values.into_iter();
                match wire.code.as_str() {
                    $($code => Self::$variant $({ $($field: next(&mut values)),+ })?,)*
                    _ => Self::Unknown { allowed: String::new() },
                }
            }
        }

        #[cfg(test)]
        pub(super) fn one_of_each() -> Vec<Problem> {
            vec![$(Problem::$variant $({ $($field: next(&mut [stringify!($field).len().to_string()].into_iter())),+ })?),*]
        }
    };
}

codes! {
    "required" => Required,
    "too_long" => TooLong { max },
    "too_short" => TooShort { min },
    "digits" => Digits { count },
    "out_of_range" => OutOfRange { min, max },
    "not_a_number" => NotANumber,
    "unknown" => Unknown { allowed },
    "several" => Several { count, which },
    "division_code" => DivisionCode,
    "no_such" => NoSuch { what },
    "taken" => Taken,
    "parent" => Parent,
    "date" => Date,
    "time" => Time,
    "end_before_start" => EndBeforeStart,
    "closes_before_opens" => ClosesBeforeOpens,
    "overlap" => Overlap { a, b },
    "swapped" => Swapped,
    "incomplete" => Incomplete,
    "phone" => Phone,
    "mobile" => Mobile,
    "characters" => Characters,
    "credentials" => Credentials,
    "weak_password" => WeakPassword,
    "same" => Same,
    "no_source" => NoSource,
    "differs" => Differs,
    "file_too_large" => FileTooLarge { max_mb },
    "file_kind" => FileKind { allowed },
    "column_missing" => ColumnMissing,
    "last_administrator" => LastAdministrator,
    "table_too_large" => TableTooLarge { rows, columns },
    "outside_scope" => OutsideScope,
    "in_use" => InUse { by },
    "wrong_code" => WrongCode { left },
    "code_gone" => CodeGone,
    "already_sent" => AlreadySent,
    "send_again" => SendAgain,
    "slip_gone" => SlipGone,
    "slip_needless" => SlipNeedless,
    "not_proven" => NotProven,
    "bookings_in_way" => BookingsInWay { count },
    "more_seats" => MoreSeats { seats },
    "not_now" => NotNow,
    "number_and_phone" => NumberAndPhone,
    "booking_and_phone" => BookingAndPhone,
    "asked_before" => AskedBefore,
    "waited_often" => WaitedOften { max },
    "papers_held" => PapersHeld { what },
    "papers_here" => PapersHere,
    "mode_closed" => ModeClosed,
    "matter_retired" => MatterRetired,
    "not_there" => NotThere,
    "not_open" => NotOpen { hours },
    "beyond_hours" => BeyondHours { hours },
    "on_duty" => OnDuty { what },
    "account_ended" => AccountEnded,
    "either_or" => EitherOr,
    "slot_gone" => SlotGone,
    "choose_time" => ChooseTime,
    "too_many_files" => TooManyFiles { max },
    "file_withdrawn" => FileWithdrawn,
    "too_many_open" => TooManyOpen { max },
    "staff_rates" => StaffRates,
    "own_work" => OwnWork,
    "called_lately" => CalledLately { from },
    "said_already" => SaidAlready,
    "too_late" => TooLate,
    "too_early" => TooEarly,
    "number_and_code" => NumberAndCode,
}

fn next<T: FromStr + Default>(values: &mut impl Iterator<Item = String>) -> T {
    values.next().and_then(|value| value.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_read_as_it_was_written() {
        for problem in one_of_each() {
            let json = serde_json::to_string(&problem).unwrap();
            assert_eq!(serde_json::from_str::<Problem>(&json).unwrap(), problem, "{json}");
        }
        let json = serde_json::to_string(&Problem::TooLong { max: 40 }).unwrap();
        assert_eq!(json, r#"{"code":"too_long","values":["40"]}"#);
    }

    #[test]
    fn a_problem_of_a_newer_version_is_still_a_problem() {
        let read: Problem = serde_json::from_str(r#"{"code":"from_the_future","values":["1"]}"#).unwrap();
        assert_eq!(read, Problem::Unknown { allowed: String::new() });
    }
}
