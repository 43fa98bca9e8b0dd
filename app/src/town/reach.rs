//! The town's screen put together: of the centers that the viewer may see, however many there are besides.

use super::api::{Between, Line, Person, Pressing, Town};
use crate::server::{Server, allowed, server};
use model::{
    AppError,
    case::{Due, Number},
    center::{Center, CenterId},
    permission::{Action, Target, may},
    text::Names,
    town::{Sort, Standing},
    workday::Calendar,
};
use std::collections::{HashMap, HashSet};
use store::{case, center, matter::Catalog, town as stored, workday};

/// Cases that are listed of each kind.
const SHOWN: usize = 20;
/// People that are listed.
const PEOPLE: usize = 50;

/// What the viewer sees of the centers, by their keys.
struct Seen {
    lines: HashMap<CenterId, Line>,
    /// Those that may be asked for by name; none where that is all there are.
    ids: Option<Vec<CenterId>>,
    /// All that there are, also where the viewer sees nothing else of them: who has a case is no secret from who handed it up.
    names: HashMap<CenterId, Names>,
}

impl Seen {
    fn name(&self, id: CenterId) -> Names {
        self.names.get(&id).cloned().unwrap_or_default()
    }
}

/// See [`super::api::get_town`].
pub(super) async fn town(sort: &str, dir: &str) -> Result<Town, AppError> {
    let viewer = allowed(Action::SeeCases, Target::Anywhere)?;
    let server = server()?;
    let (db, now) = (server.store.db(), server.local_now());
    // Those that are retired may still have something open.
    let centers = center::list(db, true).await?;
    let sees = |c: &&Center| may(&viewer, Action::SeeCases, Target::Center(c.id, &c.division));
    let lines = centers.iter().filter(sees).map(|c| {
        let line = Line {
            id: c.id,
            names: c.names.clone(),
            standing: Standing::default(),
        };
        (c.id, line)
    });
    let mut seen = Seen {
        lines: lines.collect(),
        ids: None,
        names: centers.iter().map(|c| (c.id, c.names.clone())).collect(),
    };
    seen.ids = (seen.lines.len() < centers.len()).then(|| seen.lines.keys().copied().collect());
    let (people, more_people) = people(&server, &mut seen).await?;
    let between = between(&server, &mut seen).await?;
    let ids = seen.ids.as_deref();
    let mut late = stored::overdue(db, ids, now, SHOWN + 1).await?;
    let more_overdue = late.len() > SHOWN;
    late.truncate(SHOWN);
    let mut up = stored::handed_up(db, ids, SHOWN + 1).await?;
    let more_hand_ups = up.len() > SHOWN;
    up.truncate(SHOWN);
    let calendar = workday::calendar(db).await?;
    let catalog = server.store.catalog().await?;
    let mut hand_ups = Vec::with_capacity(up.len());
    for one in up {
        let clocks = clocks(&server, one.number, &calendar).await?;
        hand_ups.push(pressing(&server, &seen, &catalog, one, clocks));
    }
    let overdue = late
        .into_iter()
        .map(|one| pressing(&server, &seen, &catalog, one, None))
        .collect();
    let mut total = Standing::default();
    let retired = |id: CenterId| centers.iter().any(|c| c.id == id && c.retired);
    // In the order of the centers: the town's first, then as a dictionary has their names.
    let mut lines: Vec<Line> = centers.iter().filter_map(|c| seen.lines.remove(&c.id)).collect();
    lines.retain(|line| line.standing != Standing::default() || !retired(line.id));
    lines.iter().for_each(|line| total.add(&line.standing));
    let shown: HashSet<CenterId> = lines.iter().map(|line| line.id).collect();
    let (sort, least) = (Sort::from_code(sort).unwrap_or_default(), dir == "up");
    sort.apply(&mut lines, least, |line| &line.standing);
    Ok(Town {
        lines,
        total,
        sort,
        up: least,
        people,
        more_people,
        overdue,
        more_overdue,
        between,
        hand_ups,
        more_hand_ups,
        points: server
            .store
            .directory(now.day)
            .await?
            .pins(|id| shown.contains(&id), now),
        base: crate::center::api::get_base_map().await?,
        now,
    })
}

/// Adds up what each center has, and says who works on the most.
async fn people(server: &Server, seen: &mut Seen) -> Result<(Vec<Person>, bool), AppError> {
    let loads = stored::loads(server.store.db(), server.local_now()).await?;
    let mut people = Vec::new();
    for load in loads {
        let Some(line) = seen.lines.get_mut(&load.center) else {
            continue;
        };
        line.standing.add(&load.standing);
        if let Some((_, name)) = load.assignee {
            people.push((load.center, name, load.standing));
        }
    }
    people.sort_by_key(|(_, _, standing)| std::cmp::Reverse((standing.open, standing.overdue)));
    let more = people.len() > PEOPLE;
    people.truncate(PEOPLE);
    let people = people.into_iter().map(|(center, name, standing)| Person {
        name,
        center: seen.name(center),
        standing,
        of: seen.lines.get(&center).map_or(0, |line| line.standing.open),
    });
    Ok((people.collect(), more))
}

async fn between(server: &Server, seen: &mut Seen) -> Result<Vec<Between>, AppError> {
    let mut all = Vec::new();
    for pair in stored::hand_ups(server.store.db(), server.local_now()).await? {
        if let Some(line) = seen.lines.get_mut(&pair.from) {
            line.standing.handed_up += pair.open;
        }
        if seen.lines.contains_key(&pair.from) || seen.lines.contains_key(&pair.to) {
            all.push(Between {
                from: seen.name(pair.from),
                to: seen.name(pair.to),
                open: pair.open,
                overdue: pair.overdue,
            });
        }
    }
    Ok(all)
}

/// Both clocks of a case, from its steps.
async fn clocks(server: &Server, number: Number, calendar: &Calendar) -> Result<Option<Due>, AppError> {
    let db = server.store.db();
    let Some(one) = case::get(db, number).await? else {
        return Ok(None);
    };
    let content = case::content(db, &one).await?;
    let events = case::events(db, one.id, &server.zone).await?;
    Ok(case::replay(&one, &content, &events)?.due(calendar))
}

fn pressing(server: &Server, seen: &Seen, catalog: &Catalog, one: stored::Pressing, clocks: Option<Due>) -> Pressing {
    let now = server.local_now();
    let (matter, called) = one.matter;
    Pressing {
        number: one.number,
        matter: catalog.called(matter, &called),
        center: seen.name(one.center),
        handler: seen.name(one.handler),
        state: one.state,
        late: one.due.is_some_and(|due| due <= (now.day, now.minute)),
        due: one.due.map(|(day, minute)| (model::date::format(day), minute)),
        climbed: one.climbed,
        assignee: one.assignee,
        clocks,
    }
}
