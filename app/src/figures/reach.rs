//! Figures put together on the server, out of what may be published of whole years: see [`model::figures::Published`].

use super::api::{Figures, Named, Wanted, Words};
use crate::{
    booking::reach::midnight,
    server::{Server, server},
};
use model::{
    AppError,
    booking::slot_start,
    center::CenterId,
    directory::Directory,
    evaluation::Service,
    figures::{FEWEST, Figure, Period, Published},
};
use std::collections::BTreeMap;
use store::{
    evaluation::{self, WORDS_PAGE},
    figures::{Line, Of, count, years},
};

/// Months of the time line.
const MONTHS: usize = 12;

/// See [`super::api::show_figures`].
///
/// # Errors
/// As there.
pub(super) async fn figures(wanted: &Wanted) -> Result<Figures, AppError> {
    let server = server()?;
    let (db, today) = (server.store.db(), server.local_now().day);
    let directory = server.store.directory(today).await?;
    let period = wanted.period.parse().unwrap_or_else(|_| Period::year_of(today));
    let service = Service::from_code(&wanted.service);
    let center = match wanted.center.as_str() {
        "" => None,
        id => Some(named(&directory, id.parse().map_err(|_| AppError::NotFound)?).ok_or(AppError::NotFound)?),
    };
    let months: Vec<Period> = line_of_time(period)
        .into_iter()
        .filter(|m| m.days().0 <= today)
        .collect();
    let of = |first: Period, last: Period| Of {
        first,
        last,
        service,
        center: center.as_ref().map(|c| c.id),
    };
    let (first, last) = ends(period);
    let last = last.min(Period::month_of(today));
    let earliest = months.first().copied().unwrap_or(first).min(first);
    let lines = counted(&server, of(earliest, last)).await?;
    let chosen = center.as_ref().map(|c| c.id);
    let all = Published::of(&lines, chosen, service);
    let now = |month: Period| month >= first && month <= last;
    let (first_before, last_before) = ends(period.before());
    let past = counted(&server, of(first_before, last_before)).await?;
    let before = Published::of(&past, chosen, service).whole(|m| m >= first_before && m <= last_before);
    let whole = all.whole(now);
    let center_figures = all.by(|month, center, _| center.filter(|_| now(month)));
    let services = all.by(|month, _, service| service.filter(|_| now(month)));
    let mut by_month: BTreeMap<Period, Figure> = months.iter().map(|m| (*m, Figure::default())).collect();
    for (month, figure) in all.by(|month, _, _| Some(month)) {
        if let Some(shown) = by_month.get_mut(&month) {
            *shown = figure;
        }
    }
    // In the directory's order, as in every list of centers.
    let choices: Vec<Named> = directory
        .entries()
        .iter()
        .map(|e| Named {
            id: e.id,
            names: e.names.clone(),
        })
        .collect();
    let page: u16 = wanted.words.parse().unwrap_or_default();
    let published = evaluation::published(db, of(first, last), page).await?;
    let older = (published.len() as i64 == WORDS_PAGE).then(|| page.saturating_add(1));
    // Where too few said something for figures, words do not say either whose center they are about and which of them was how satisfied;
    // nor how satisfied, where that very month had too few for figures of its own and is told with others.
    let few = |id: CenterId| center_figures.get(&id).is_none_or(|figure| figure.said.is_none());
    let own = all.by(|month, center, service| Some((center?, service?, month)));
    let alone = |figure: &Figure| figure.said.is_some() && figure.rated >= FEWEST;
    let words = published
        .into_iter()
        .filter(|said| center.is_none() || !few(said.center))
        .map(|said| Words {
            center: named(&directory, said.center).filter(|_| !few(said.center)),
            service: said.service,
            month: said.month,
            level: own
                .get(&(said.center, said.service, said.month))
                .is_some_and(alone)
                .then_some(said.level),
            words: said.words,
            answer: said.answer,
        });
    let words = words.collect();
    let mut known = years(db).await?;
    known.retain(|year| *year <= today.year());
    if !known.contains(&today.year()) {
        known.insert(0, today.year());
    }
    Ok(Figures {
        period,
        service,
        years: known,
        whole,
        before,
        services: if service.is_none() {
            services.into_iter().collect()
        } else {
            vec![]
        },
        months: by_month.into_iter().collect(),
        centers: match center {
            Some(_) => vec![],
            None => choices
                .iter()
                .filter_map(|center| Some((center.clone(), center_figures.get(&center.id)?.clone())))
                .collect(),
        },
        center,
        choices,
        words,
        older,
    })
}

/// What was counted in the years that are asked for, in working days of the deployment's calendar and zone: what may be published of a
/// month depends on its year. A month that has not begun is not among them: there may be a booking of it that was called off already.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn counted(server: &Server, of: Of) -> Result<Vec<Line>, AppError> {
    const DAY: i64 = 24 * 60;
    let of = Of {
        first: Period::Month(of.first.year(), 1),
        last: Period::Month(of.last.year(), 12).min(Period::month_of(server.local_now().day)),
        ..of
    };
    let db = server.store.db();
    let calendar = store::workday::calendar(db).await?;
    // To the nearest whole day.
    let days = |from: i64, to: i64| (calendar.worked(server.local(from), server.local(to)) + DAY / 2) / DAY;
    // A booking that was called off is asked about before its day: what ended up to a year before may belong to it.
    let since = slot_start(midnight(server, of.first.days().0)) - 366 * 86_400;
    Ok(count(db, of, since, days).await?)
}

/// The first and the last month of a period.
#[must_use]
pub fn ends(period: Period) -> (Period, Period) {
    let months = period.months();
    let first = months.first().copied().unwrap_or(period);
    (first, months.last().copied().unwrap_or(first))
}

/// The months that a time line shows.
pub(crate) fn line_of_time(period: Period) -> Vec<Period> {
    let mut month = ends(period).1;
    let mut months = vec![month];
    while months.len() < MONTHS {
        month = month.before();
        months.push(month);
    }
    months.reverse();
    months
}

fn named(directory: &Directory, id: CenterId) -> Option<Named> {
    let names = directory.get(id)?.names.clone();
    Some(Named { id, names })
}
