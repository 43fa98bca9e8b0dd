//! Statistics put together: of the centers whose cases the viewer may see, and of no others.

use super::api::{Statistics, Wanted};
use crate::{
    figures::{
        api::Named,
        reach::{ends, line_of_time},
    },
    lang::{Lang, t},
    server::{Server, allowed, server},
};
use model::{
    AppError,
    center::{Center, CenterId},
    figures::Period,
    import::Table,
    matter::{MatterId, Mode},
    permission::{Action, Target, may},
    staff::Viewer,
    statistics::Figure,
    text::Names,
};
use std::collections::{BTreeMap, HashMap};
use store::{
    case::Channel,
    center, matter,
    statistics::{self as stored, Axis, Of, Part},
};

/// What is asked, understood.
struct Asked {
    period: Period,
    centers: HashMap<CenterId, Center>,
    /// In the order in which centers are listed.
    order: Vec<CenterId>,
    /// Those that are counted; none where these are all that there are.
    only: Option<Vec<CenterId>>,
    center: Option<Named>,
    mode: Option<Mode>,
    channel: Option<Channel>,
    matter: Option<(MatterId, String, Names)>,
    unknown: Option<String>,
}

impl Asked {
    async fn of(server: &Server, viewer: &Viewer, wanted: &Wanted) -> Result<Self, AppError> {
        let db = server.store.db();
        // What was done in a center that is out of service by now was done all the same.
        let all = center::list(db, true).await?;
        let many = all.len();
        let sees = |c: &Center| may(viewer, Action::SeeCases, Target::Center(c.id, &c.division));
        let seen: Vec<Center> = all.into_iter().filter(sees).collect();
        let order: Vec<CenterId> = seen.iter().map(|c| c.id).collect();
        let centers: HashMap<CenterId, Center> = seen.into_iter().map(|c| (c.id, c)).collect();
        let (center, only) = if wanted.center.is_empty() {
            let all = centers.len() == many;
            (None, (!all).then(|| order.clone()))
        } else {
            let id = wanted.center.parse().map_err(|_| AppError::NotFound)?;
            let center = centers.get(&id).ok_or(AppError::NotFound)?;
            (Some(named(center)), Some(vec![id]))
        };
        let code = wanted.matter.trim().to_uppercase();
        let matter = match code.as_str() {
            "" => None,
            code => matter::by_code(db, code).await?,
        };
        let unknown = (matter.is_none() && !code.is_empty()).then(|| code.chars().take(20).collect());
        Ok(Self {
            period: wanted
                .period
                .parse()
                .unwrap_or_else(|_| Period::year_of(server.local_now().day)),
            centers,
            order,
            only,
            center,
            mode: Mode::from_code(&wanted.mode),
            channel: Channel::from_code(&wanted.channel),
            matter: matter.map(|m| (m.id, m.content.code.clone(), m.content.name)),
            unknown,
        })
    }

    /// The centers, as they are listed.
    fn in_order(&self) -> impl Iterator<Item = &Center> {
        self.order.iter().filter_map(|id| self.centers.get(id))
    }

    fn of_months(&self, first: Period, last: Period) -> Of<'_> {
        Of {
            first,
            last,
            centers: self.only.as_deref(),
            mode: self.mode,
            channel: self.channel,
            matter: self.matter.as_ref().map(|(id, ..)| *id),
        }
    }

    fn of_period(&self, period: Period) -> Of<'_> {
        let (first, last) = ends(period);
        self.of_months(first, last)
    }
}

fn named(center: &Center) -> Named {
    Named {
        id: center.id,
        names: center.names.clone(),
    }
}

/// See [`super::api::get_statistics`].
pub(super) async fn statistics(wanted: &Wanted) -> Result<Statistics, AppError> {
    let viewer = allowed(Action::SeeCases, Target::Anywhere)?;
    let server = server()?;
    let (db, today) = (server.store.db(), server.local_now().day);
    let asked = Asked::of(&server, &viewer, wanted).await?;
    let (store, of) = (&server.store, asked.of_period(asked.period));
    let months: Vec<Period> = line_of_time(asked.period)
        .into_iter()
        .filter(|month| month.days().0 <= today)
        .collect();
    let mut by_month: BTreeMap<Period, Figure> = months.iter().map(|month| (*month, Figure::default())).collect();
    if let (Some(first), Some(last)) = (months.first(), months.last()) {
        let parts = store.statistics(Axis::Way, &asked.of_months(*first, *last)).await?;
        by_month.extend(stored::figures(&parts, |part| Some(part.month)));
    }
    let ways = store.statistics(Axis::Way, &of).await?;
    // Of a period that is not over yet as many months as it has begun: a part of a year is not compared with a whole one.
    let earlier = asked.period.before().months();
    let begun = asked
        .period
        .months()
        .iter()
        .filter(|month| month.days().0 <= today)
        .count();
    let so_far = (1..earlier.len()).contains(&begun);
    let (first, last) = ends(asked.period.before());
    let last = if so_far { earlier[begun - 1] } else { last };
    let before = store.statistics(Axis::Way, &asked.of_months(first, last)).await?;
    let whole = |parts: &[Part]| stored::figures(parts, |_| Some(())).remove(&()).unwrap_or_default();
    let mut centers: Vec<(Named, Figure)> = Vec::new();
    if asked.center.is_none() {
        let parts = store.statistics(Axis::Center, &of).await?;
        let mut all = stored::figures(&parts, |part| {
            asked.centers.get(&CenterId::from_i64(part.key)).map(|c| c.id)
        });
        centers.extend(
            asked
                .in_order()
                .filter_map(|center| Some((named(center), all.remove(&center.id)?))),
        );
    }
    let mut modes = stored::figures(&ways, |part| {
        let mut all = Mode::ALL.into_iter();
        all.find(|mode| {
            Channel::ALL
                .iter()
                .any(|channel| stored::way(*mode, *channel) == part.key)
        })
    });
    let mut channels = stored::figures(&ways, |part| Some(part.key % 2 == 1));
    if asked.mode.is_some() {
        modes.clear();
    }
    if asked.channel.is_some() {
        channels.clear();
    }
    let matters = match asked.matter {
        None => {
            let parts = store.statistics(Axis::Matter, &of).await?;
            let all = stored::figures(&parts, |part| Some(MatterId::from_i64(part.key)));
            matters(&server, all).await?
        }
        Some(_) => Vec::new(),
    };
    let mut years = stored::years(db).await?;
    if !years.contains(&today.year()) {
        years.push(today.year());
        years.sort_unstable_by(|a, b| b.cmp(a));
    }
    let mut choices: Vec<Named> = asked.in_order().filter(|c| !c.retired).map(named).collect();
    // One that is out of service by now can be asked for by its address, and is then the one that is chosen.
    if let Some(chosen) = &asked.center
        && choices.iter().all(|choice| choice.id != chosen.id)
    {
        choices.push(chosen.clone());
    }
    Ok(Statistics {
        period: asked.period,
        years,
        choices,
        whole: whole(&ways),
        before: whole(&before),
        so_far,
        months: by_month.into_iter().collect(),
        centers,
        modes: modes.into_iter().collect(),
        channels: channels.into_iter().collect(),
        matters,
        mode: asked.mode,
        online: asked.channel.map(|channel| channel == Channel::Online),
        matter: asked.matter.map(|(_, code, name)| (code, name)),
        unknown: asked.unknown,
        center: asked.center,
    })
}

/// Code and name of matters, also of those that are retired; those that were closed most often first.
async fn matters(
    server: &Server,
    figures: BTreeMap<MatterId, Figure>,
) -> Result<Vec<(String, Names, Figure)>, AppError> {
    let names = matter_names(server).await?;
    let mut all: Vec<_> = figures
        .into_iter()
        .filter_map(|(id, figure)| {
            let (code, names) = names.get(&id)?;
            Some((code.clone(), names.clone(), figure))
        })
        .collect();
    all.sort_by(|a, b| (-a.2.counted.closed(), &a.0).cmp(&(-b.2.counted.closed(), &b.0)));
    Ok(all)
}

/// Codes and names of all matters; English ones of those in service.
async fn matter_names(server: &Server) -> Result<HashMap<MatterId, (String, Names)>, AppError> {
    let mut names = matter::names(server.store.db()).await?;
    let catalog = server.store.catalog().await?;
    let served = catalog.matters.iter();
    names.extend(served.map(|m| (m.id, (m.content.code.clone(), m.content.name.clone()))));
    Ok(names)
}

/// The table to take away: a row for each month, center, matter, mode and channel, of the centers whose cases the viewer may see.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] for a center that there is not; [`AppError::Unavailable`].
pub async fn table(server: &Server, viewer: &Viewer, wanted: &Wanted, lang: Lang) -> Result<Table, AppError> {
    use t::statistics as s;
    if !may(viewer, Action::SeeCases, Target::Anywhere) {
        return Err(AppError::Forbidden);
    }
    let db = server.store.db();
    let asked = Asked::of(server, viewer, wanted).await?;
    let matters = matter_names(server).await?;
    let all = stored::every(db, &asked.of_period(asked.period)).await?;
    let rows = all.into_iter().filter_map(|(key, figure)| {
        let center = asked.centers.get(&key.center)?;
        let (code, names) = matters.get(&key.matter)?;
        let counted = figure.counted;
        let online = key.channel == Channel::Online;
        let mut row = vec![
            key.month.to_string(),
            key.center.to_string(),
            center.names.get(lang.english()).to_owned(),
            code.clone(),
            names.get(lang.english()).to_owned(),
            crate::case::words::mode(lang, key.mode).to_owned(),
            if online {
                s::ch_online(lang)
            } else {
                s::ch_counter(lang)
            }
            .to_owned(),
        ];
        let numbers = [
            counted.opened,
            counted.closed(),
            counted.granted,
            counted.not_granted,
            counted.refused,
            counted.withdrawn,
            counted.void,
            counted.late,
            counted.missed,
            counted.visits,
        ];
        row.extend(numbers.map(|n| n.to_string()));
        row.push(figure.twice_median.map(halves).unwrap_or_default());
        Some(row)
    });
    Ok(Table {
        headings: [
            s::x_month(lang),
            s::x_center_id(lang),
            s::x_center(lang),
            s::x_matter_code(lang),
            s::x_matter(lang),
            s::x_mode(lang),
            s::x_channel(lang),
            s::opened(lang),
            s::closed(lang),
            s::granted(lang),
            s::not_granted(lang),
            s::refused(lang),
            s::withdrawn(lang),
            s::void(lang),
            s::late(lang),
            s::x_missed(lang),
            s::x_visits(lang),
            s::x_median(lang),
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: rows.collect(),
    })
}

/// Half of a whole number.
fn halves(twice: i64) -> String {
    format!("{}{}", twice / 2, if twice % 2 == 0 { "" } else { ".5" })
}
