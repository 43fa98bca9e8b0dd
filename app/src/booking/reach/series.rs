//! Bookings that repeat: what of each day can be had, and booking the days that can.

use super::{MARGIN, Place, midnight, own_act};
use crate::booking::api::{Answer, Plan, Verdict};
use jiff::civil::Date;
use model::{
    AppError,
    booking::{
        BookingInput, Counted, Day, Outcome, PlanDate, Refusal, Repeat, Request, Rules, Source, Taken, judge, waived,
    },
    date,
    resident::{Resident, ResidentId},
};
use store::booking::{
    By,
    series::{NewSeries, PlacedSeries},
};

/// Whether enough units are free in every slot that a request holds, with its buffers.
fn is_free(rules: &Rules, day: &Day, taken: &Taken, request: &Request) -> bool {
    let need = request.wish.units(rules.units);
    let held = day.slot(request.start) - rules.slots_before()..day.slot(request.end) + rules.slots_after();
    let count = |slot| taken.get(&slot).copied().unwrap_or(0);
    held.into_iter()
        .all(|slot| need.saturating_add(count(slot)) <= rules.units)
}

impl Place {
    /// What of each day of a series can be had: by that resident, or by staff for somebody (`who` is then none, because no
    /// quota stops them).
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub async fn plan(
        &self,
        who: Option<ResidentId>,
        request: &Request,
        repeat: Repeat,
        source: Source,
    ) -> Result<Plan, AppError> {
        let db = self.server.store.db();
        let now = self.server.local_now();
        let week = store::hours::get(db, self.center.id).await?;
        let exceptions = store::hours::exceptions(db, self.center.id, now.day).await?;
        let found = repeat.dates(request.day);
        let limited = match who {
            Some(id) => store::booking::limited(db, id, now.day).await?,
            None => None,
        };
        let mut dates = Vec::new();
        let mut waived_rules: Vec<Refusal> = Vec::new();
        for date in found.days {
            let day = Day::of(
                &week,
                &exceptions,
                &self.room.closures,
                date,
                midnight(&self.server, date),
            );
            let request = Request {
                day: date,
                ..request.clone()
            };
            let mut counted = match who {
                Some(id) => store::booking::counted(db, id, None, self.room.kind, date).await?,
                None => Counted::default(),
            };
            counted.limited = limited;
            let outcome = match judge(&self.rules, &day, now, &request, counted, source) {
                Err(refusals) => Outcome::Refused(refusals),
                Ok(_) => {
                    let (first, end) = (day.slot(request.start) - MARGIN, day.slot(request.end) + MARGIN);
                    let mut taken = store::booking::taken(db, &[self.room.id], first, end).await?;
                    let taken = taken.remove(&self.room.id).unwrap_or_default();
                    if is_free(&self.rules, &day, &taken, &request) {
                        if source == Source::Staff {
                            // What staff set aside whoever it is for: of the person nothing is asked here.
                            let rules = waived(&self.rules, &day, now, &request, Counted::default());
                            let new = |r: &Refusal| waived_rules.iter().all(|known| known.code() != r.code());
                            let new: Vec<Refusal> = rules.into_iter().filter(new).collect();
                            waived_rules.extend(new);
                        }
                        Outcome::Free
                    } else {
                        Outcome::Taken
                    }
                }
            };
            dates.push(PlanDate { day: date, outcome });
        }
        Ok(Plan {
            waived: waived_rules,
            reason: String::new(),
            repeat,
            dates,
            skipped: found.skipped,
            cut: found.cut,
            pending: self.rules.approval,
            changed: false,
        })
    }

    /// Books the days of a resident's series that are named.
    ///
    /// # Errors
    /// Problems of [`BookingInput`]; [`AppError::Unavailable`].
    pub(in crate::booking) async fn place_series(
        self,
        who: &Resident,
        key: &str,
        input: BookingInput,
        days: &str,
    ) -> Result<Answer, AppError> {
        let request = self.request(who, &input)?;
        let Some(repeat) = input.repeat()? else {
            return self.check(who, input, "").await;
        };
        let days = self.days_of(&repeat, &request, days);
        let new = NewSeries {
            key,
            room: self.room.id,
            request: &request,
            repeat,
            days: &days,
            now: self.server.local_now(),
            noise: self.noise(),
        };
        let db = self.server.store.db();
        let placed = store::booking::series::place(db, &own_act(&self.server), By::Resident(who.id), &new).await?;
        let verdict = match placed {
            PlacedSeries::Placed(id, _) => {
                leptos_axum::redirect("/me/bookings?done=series");
                Verdict::PlacedSeries(id)
            }
            PlacedSeries::Changed | PlacedSeries::Reason(_) => Verdict::Series(Plan {
                changed: true,
                ..self.plan(Some(who.id), &request, repeat, Source::Resident).await?
            }),
        };
        let asking = !matches!(verdict, Verdict::PlacedSeries(_));
        let offer = asking.then(|| self.offer(who.name.clone()));
        Ok(Answer { input, verdict, offer })
    }

    /// The days of a series that a form names, each with its first slot; what does not belong to the series is left out.
    #[must_use]
    pub fn days_of(&self, repeat: &Repeat, request: &Request, named: &str) -> Vec<(Date, i64)> {
        let named: Vec<Date> = named.split(',').filter_map(|text| date::parse(text.trim())).collect();
        let days = repeat.dates(request.day).days.into_iter();
        days.filter(|day| named.contains(day))
            .map(|day| (day, midnight(&self.server, day)))
            .collect()
    }
}
