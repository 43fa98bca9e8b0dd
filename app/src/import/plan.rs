//! What a table would do to what is stored, and to whom the person who asks may do it. Nothing is written here.

use super::{
    api::{Deed, Difference, Preview, SHOWN, Told},
    export::facts,
    scope::Asking,
};
use model::{
    Problem,
    amenity::AmenityId,
    case::CaseId,
    center::{CenterId, CenterKind},
    division::Division,
    hours::LocalMinute,
    import::{
        self, AmenityRecord, CaseRecord, CaseWorld, CenterKey, CenterRecord, Change, Kind, MatterRecord, PaperMatter,
        Parsed, RoomRecord, Row, RowProblem, StaffRecord, Table,
    },
    matter::MatterId,
    room::RoomId,
    staff::{StaffId, Viewer},
};
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap};
use store::{Db, StoreError, amenity, division, setting, staff};

/// See the module.
#[derive(Debug)]
pub struct Plan {
    /// What the table is about.
    pub kind: Kind,
    /// Rows that add a record, that change one, and that say what is stored.
    pub counts: (usize, usize, usize),
    /// Everything that is wrong, by line. With any, nothing may be written.
    pub problems: Vec<RowProblem>,
    /// Headings that mean nothing here.
    pub ignored: Vec<String>,
    /// What the rows add and change, by line.
    pub deeds: Vec<Deed>,
    pub(super) rows: Rows,
}

/// The good rows.
#[derive(Debug)]
pub(super) enum Rows {
    Divisions(Vec<Row<Division, ()>>),
    Amenities(Vec<Row<AmenityRecord, AmenityId>>),
    Centers(Vec<Row<CenterRecord, CenterId>>),
    Rooms(Vec<Row<RoomRecord, RoomId>>),
    Staff(Vec<Row<StaffRecord, StaffId>>),
    Matters(Vec<Row<MatterRecord, MatterId>>),
    Cases(Vec<Row<CaseRecord, CaseId>>),
}

/// Compares `table` with what is stored `now`. Rows about places that `viewer` does not administer, or at whose counter they register no
/// cases, are bad rows; without a viewer (the command line) there are none.
///
/// # Errors
/// The database does not answer.
pub async fn plan(
    db: &Db,
    kind: Kind,
    table: &Table,
    viewer: Option<&Viewer>,
    now: LocalMinute,
) -> Result<Plan, StoreError> {
    let asking = Asking(viewer);
    Ok(match kind {
        Kind::Divisions => {
            let stored = division::list(db).await?;
            let old: HashMap<_, _> = stored.iter().map(|d| (&d.code, d)).collect();
            make(
                kind,
                "code",
                import::parse_divisions(table, &stored),
                Rows::Divisions,
                |row| Said {
                    allowed: asking.division(&row.value.code),
                    name: row.value.names.zh.clone(),
                    before: old.get(&row.value.code).map(|d| facts::division(d)),
                    after: facts::division(&row.value),
                },
            )
        }
        Kind::Amenities => {
            let stored = amenity::list(db, true).await?;
            let old: HashMap<_, _> = stored.iter().map(|a| (a.id, AmenityRecord::from(a))).collect();
            let parsed = import::parse_amenities(table, &stored);
            make(kind, "code", parsed, Rows::Amenities, |row| Said {
                allowed: asking.amenity(),
                name: row.value.fields.names.zh.clone(),
                before: key(row).and_then(|id| old.get(&id)).map(facts::amenity),
                after: facts::amenity(&row.value),
            })
        }
        Kind::Centers => {
            let stored = store::import::centers(db).await?;
            let codes: Vec<_> = division::list(db).await?.into_iter().map(|d| d.code).collect();
            let amenities = amenity::list(db, true).await?;
            let old: HashMap<_, _> = stored.iter().map(|(id, record)| (*id, record)).collect();
            let parsed = import::parse_centers(table, &stored, &codes, &amenities);
            make(kind, "division", parsed, Rows::Centers, |row| Said {
                allowed: asking.center(key(row), &row.value.fields.division),
                name: row.value.fields.names.zh.clone(),
                before: key(row).and_then(|id| old.get(&id)).map(|c| facts::center(c)),
                after: facts::center(&row.value),
            })
        }
        Kind::Rooms => {
            let stored = store::import::rooms(db).await?;
            let centers = store::import::center_keys(db).await?;
            let template = setting::get(db, setting::ZONE).await?.value;
            let by_id: HashMap<CenterId, &CenterKey> = centers.iter().map(|c| (c.id, c)).collect();
            let old: HashMap<_, _> = stored.iter().map(|(id, record)| (*id, record)).collect();
            let parsed = import::parse_rooms(table, &stored, &centers, &template);
            // Every good row names a center that is there.
            let said = |row: &Row<RoomRecord, RoomId>| {
                let center = by_id.get(&row.value.center)?;
                Some(Said {
                    allowed: asking.center(Some(center.id), &center.division),
                    name: format!("{} · {}", center.name, row.value.fields.names.zh),
                    before: key(row)
                        .and_then(|id| old.get(&id))
                        .map(|r| facts::room(center, &r.fields)),
                    after: facts::room(center, &row.value.fields),
                })
            };
            make(kind, "center", parsed, Rows::Rooms, |row| said(row).unwrap_or_default())
        }
        Kind::Staff => {
            let stored = staff::list(db, false).await?;
            let centers = store::import::center_keys(db).await?;
            let old: HashMap<_, _> = stored.iter().map(|s| (s.id, StaffRecord::from(s))).collect();
            let parsed = import::parse_staff(table, &stored, &centers);
            make(kind, "role", parsed, Rows::Staff, |row| {
                let before = key(row).and_then(|id| old.get(&id));
                // Both the roles that the person gets and those that they would lose.
                let mut both = [Some(&row.value), before].into_iter().flatten();
                Said {
                    allowed: both.all(|record| asking.roles(&record.grants, &centers)),
                    name: format!("{} {}", row.value.username, row.value.name),
                    before: before.map(|b| facts::staff(b, &centers)),
                    after: facts::staff(&row.value, &centers),
                }
            })
        }
        Kind::Matters => {
            let stored = store::import::matters(db).await?;
            let old: HashMap<_, _> = stored.iter().map(|(id, record)| (*id, record)).collect();
            let parsed = import::parse_matters(table, &stored);
            make(kind, "code", parsed, Rows::Matters, |row| Said {
                allowed: asking.matter(),
                name: format!("{} {}", row.value.content.code, row.value.content.name.zh),
                before: key(row).and_then(|id| old.get(&id)).map(|m| facts::matter(m)),
                after: facts::matter(&row.value),
            })
        }
        Kind::Cases => cases(db, table, asking, now).await?,
    })
}

async fn cases(db: &Db, table: &Table, asking: Asking<'_>, now: LocalMinute) -> Result<Plan, StoreError> {
    let all = store::center::list(db, false).await?;
    let towns: Vec<CenterId> = all
        .iter()
        .filter(|center| center.kind == CenterKind::Town)
        .map(|center| center.id)
        .collect();
    let centers = store::import::center_keys(db).await?;
    let matters = store::import::matters(db).await?.into_iter();
    let matters: Vec<PaperMatter> = matters
        .map(|(_, MatterRecord { content, retired })| PaperMatter {
            code: content.code,
            name: content.name.zh,
            modes: content.modes,
            retired,
        })
        .collect();
    let people = staff::list(db, true).await?;
    let world = CaseWorld {
        centers: &centers,
        towns: &towns,
        matters: &matters,
        people: &people,
        now,
    };
    let mut parsed = import::parse_cases(table, &world);
    // A number that stands for something else: a table overwrites nothing of what has become of a case.
    let (rows, other) = store::case::compare(db, parsed.rows).await?;
    parsed.rows = rows;
    parsed.problems.extend(other.into_iter().map(|line| RowProblem {
        line,
        column: "number".to_owned(),
        problem: Problem::AlreadySent,
    }));
    let names: HashMap<&str, &str> = matters.iter().map(|m| (m.code.as_str(), m.name.as_str())).collect();
    let by_id: HashMap<CenterId, &CenterKey> = centers.iter().map(|c| (c.id, c)).collect();
    Ok(make(Kind::Cases, "center", parsed, Rows::Cases, |row| {
        let record = &row.value;
        let center = by_id.get(&record.center);
        let name = names.get(record.matter.as_str()).copied().unwrap_or_default();
        Said {
            allowed: center.is_some_and(|center| asking.case(center.id, &center.division)),
            name: format!("{} · {name} · {}", record.number, record.new.name),
            before: None,
            after: Vec::new(),
        }
    }))
}

/// What a row says, for people, and whether it may.
#[derive(Default)]
struct Said {
    allowed: bool,
    name: String,
    before: Option<facts::Facts>,
    after: facts::Facts,
}

/// The key of the stored record that the row is about.
fn key<T, K: Copy>(row: &Row<T, K>) -> Option<K> {
    match row.change {
        Change::New => None,
        Change::Changed(key) | Change::Same(key) => Some(key),
    }
}

fn make<T, K>(
    kind: Kind,
    scope_column: &str,
    mut parsed: Parsed<T, K>,
    rows: impl FnOnce(Vec<Row<T, K>>) -> Rows,
    say: impl Fn(&Row<T, K>) -> Said,
) -> Plan {
    let mut deeds = Vec::new();
    let mut problems = parsed.problems;
    parsed.rows.retain(|row| {
        let said = say(row);
        if !said.allowed {
            problems.push(RowProblem {
                line: row.line,
                column: scope_column.to_owned(),
                problem: Problem::OutsideScope,
            });
        } else if !matches!(row.change, Change::Same(_)) {
            let (differences, values) = match said.before {
                Some(before) => (differences(before, said.after), Vec::new()),
                None => (Vec::new(), values(said.after)),
            };
            deeds.push(Deed {
                line: row.line,
                name: said.name,
                differences,
                values,
            });
        }
        said.allowed
    });
    problems.sort_by_key(|p| p.line);
    deeds.sort_by_key(|d| d.line);
    let parsed = Parsed { problems, ..parsed };
    Plan {
        kind,
        counts: parsed.counts(),
        problems: parsed.problems,
        ignored: parsed.ignored,
        deeds,
        rows: rows(parsed.rows),
    }
}

/// What a new record would hold beside its name.
fn values(facts: facts::Facts) -> Vec<(String, String)> {
    facts
        .into_iter()
        .filter(|(column, text)| *column != "name" && !text.is_empty())
        .map(|(column, text)| (column.to_owned(), text))
        .collect()
}

fn differences(before: facts::Facts, after: facts::Facts) -> Vec<Difference> {
    let pairs = before.into_iter().zip(after).filter(|(before, after)| before != after);
    pairs
        .map(|((column, before), (_, after))| Difference {
            column: column.to_owned(),
            before,
            after,
        })
        .collect()
}

impl Plan {
    /// Whether there is anything to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.deeds.is_empty()
    }

    /// Names exactly these additions and changes: somebody who confirms them confirms no others.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for deed in &self.deeds {
            hash.update(deed.line.to_le_bytes());
            let texts = deed.differences.iter().flat_map(|d| [&d.column, &d.before, &d.after]);
            let values = deed.values.iter().flat_map(|(column, value)| [column, value]);
            for text in std::iter::once(&deed.name).chain(texts).chain(values) {
                hash.update((text.len() as u64).to_le_bytes());
                hash.update(text);
            }
        }
        hash.finalize()[..16].iter().map(|b| format!("{b:02x}")).collect()
    }

    /// The plan as the page shows it, with the kind that the table is rather of; what the database refused counts as bad.
    #[must_use]
    pub fn preview(self, file: String, mistaken: Option<Kind>, told: Option<Told>) -> Preview {
        let seen = self.fingerprint();
        let mut problems = self.problems;
        if let Some(Told::Refused(refused)) = &told {
            problems.extend(refused.iter().cloned());
        }
        let (created, changed, unchanged) = self.counts;
        let bad = problems.iter().map(|p| p.line).collect::<BTreeSet<_>>().len();
        problems.truncate(SHOWN);
        let mut deeds = self.deeds;
        deeds.truncate(SHOWN);
        Preview {
            kind: self.kind,
            mistaken,
            file,
            created,
            changed,
            unchanged,
            bad,
            problems,
            deeds,
            amenities: Vec::new(),
            ignored: self.ignored,
            seen,
            told,
        }
    }
}
