//! Rows of matters: one row a matter, with its lists as lines of a cell (see [`crate::matter::MatterInput`]).

use super::{
    Change, Parsed, Row, Table,
    table::{Column, Line, Sheet, fields},
};
use crate::{
    FieldError, Problem,
    matter::{
        CaseKind, Content, Form, Kind, Level, LimitUnit, MaterialInput, MatterId, MatterInput, Mode, Person,
        QuestionInput, ServiceObject, Topic,
    },
};
use std::collections::{HashMap, HashSet};

pub(super) const COLUMNS: &[Column] = &[
    Column("code", &["基本编码", "编码", "事项编码"], true),
    Column("implementation_code", &["实施编码"], false),
    Column("name", &["事项名称", "名称"], true),
    Column("name_en", &["英文名称", "英文名"], false),
    Column("summary", &["简介", "一句话说明"], false),
    Column("summary_en", &["英文简介"], false),
    Column("keywords", &["俗称", "关键词"], false),
    Column("topics", &["主题"], false),
    Column("people", &["面向人群", "人群"], false),
    Column("kind", &["事项类型"], true),
    Column("level", &["行使层级", "层级"], true),
    Column("basis", &["设定依据"], false),
    Column("body", &["实施主体"], true),
    Column("body_code", &["实施主体编码"], false),
    Column("partners", &["联办机构"], false),
    Column("objects", &["服务对象"], false),
    Column("case_kind", &["办件类型"], true),
    Column("statutory", &["法定办结时限"], false),
    Column("statutory_unit", &["法定时限单位", "法定办结时限单位"], false),
    Column("promised", &["承诺办结时限"], true),
    Column("promised_unit", &["承诺时限单位", "承诺办结时限单位"], false),
    Column("special", &["特别程序"], false),
    Column("conditions", &["受理条件"], false),
    Column("steps", &["办理流程"], false),
    Column("result", &["结果名称"], false),
    Column("fee", &["收费标准", "是否收费"], false),
    Column("fee_basis", &["收费依据"], false),
    Column("reach", &["通办范围"], false),
    Column("quota", &["数量限制"], false),
    Column("forms", &["办理形式"], false),
    Column("modes", &["办理方式"], true),
    Column("online_payment", &["网上支付"], false),
    Column("delivery", &["物流快递"], false),
    Column("online", &["网办地址"], false),
    Column("visits", &["到现场次数"], false),
    Column("place", &["办理地点"], false),
    Column("when", &["办理时间"], false),
    Column("consult", &["咨询电话", "咨询方式"], false),
    Column("supervise", &["监督电话", "监督投诉方式"], false),
    Column("questions", &["情形问题"], false),
    Column("materials", &["申请材料", "材料"], false),
    Column("faq", &["常见问题"], false),
    Column("retired", &["停用"], false),
];

/// Everything that a row says of a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatterRecord {
    /// What it says.
    pub content: Content,
    /// Nobody is offered it any more.
    pub retired: bool,
}

/// Headings of an export.
#[must_use]
pub fn matter_headings() -> Vec<&'static str> {
    COLUMNS.iter().map(|c| c.0).collect()
}

/// Codes as words: what a town official reads in a spreadsheet. Read by either.
fn words<T: Copy>(all: &[T], zh: fn(T) -> &'static str) -> String {
    all.iter().map(|one| zh(*one)).collect::<Vec<_>>().join("; ")
}

/// One row of an export, under [`matter_headings`].
#[must_use]
pub fn matter_row(matter: &MatterRecord) -> Vec<String> {
    let c = &matter.content;
    let yes_no = |flag: bool| if flag { "yes" } else { "no" }.to_owned();
    let input = MatterInput::from(c);
    let unit = |limit: Option<crate::matter::Limit>| limit.map_or("", |limit| limit.unit.zh()).to_owned();
    vec![
        input.code,
        input.implementation_code,
        input.name,
        input.name_en,
        input.summary,
        input.summary_en,
        input.keywords,
        words(&c.topics, Topic::zh),
        words(&c.people, Person::zh),
        c.kind.zh().to_owned(),
        c.level.zh().to_owned(),
        input.basis,
        input.body,
        input.body_code,
        input.partners,
        words(&c.objects, ServiceObject::zh),
        c.case_kind.zh().to_owned(),
        input.statutory,
        unit(c.statutory),
        input.promised,
        unit(Some(c.promised)),
        input.special,
        input.conditions,
        input.steps,
        input.result,
        input.fee,
        input.fee_basis,
        input.reach,
        input.quota,
        words(&c.forms, Form::zh),
        words(&c.modes, Mode::zh),
        yes_no(c.online_payment),
        yes_no(c.delivery),
        input.online,
        input.visits,
        input.place,
        input.when,
        input.consult,
        input.supervise,
        QuestionInput::write_all(&input.questions),
        MaterialInput::write_all(&input.materials),
        input.faq,
        yes_no(matter.retired),
    ]
}

/// Reads matters over those that are there, retired ones too.
#[must_use]
pub fn parse_matters(table: &Table, existing: &[(MatterId, MatterRecord)]) -> Parsed<MatterRecord, MatterId> {
    let (sheet, mut problems, ignored) = Sheet::new(table, COLUMNS);
    let mut rows = Vec::new();
    if !problems.is_empty() {
        return Parsed {
            rows,
            problems,
            ignored,
        };
    }
    let stored: HashMap<&str, &(MatterId, MatterRecord)> =
        existing.iter().map(|one| (one.1.content.code.as_str(), one)).collect();
    let mut seen = HashSet::new();
    for line in sheet.lines() {
        let code = line.text("code").to_ascii_uppercase();
        let old = stored.get(code.as_str()).copied();
        let mut wrong = Vec::new();
        if !code.is_empty() && !seen.insert(code) {
            wrong.push(FieldError::new("code", Problem::Taken));
        }
        match read(&line, old.map(|(_, record)| record), &mut wrong) {
            Some(record) if wrong.is_empty() => rows.push(Row {
                line: line.number,
                change: Change::of(old.map(|(id, record)| (*id, record)), &record),
                value: record,
            }),
            _ => problems.extend(line.problems(wrong)),
        }
    }
    Parsed {
        rows,
        problems,
        ignored,
    }
}

/// The code of a word that may be either; what is neither stays for the check to name.
fn code<T: Copy>(text: &str, all: &[T], code: fn(T) -> &'static str, zh: fn(T) -> &'static str) -> String {
    let text = text.trim();
    let found = all.iter().copied().find(|one| zh(*one) == text);
    found.map_or_else(|| text.to_owned(), |one| code(one).to_owned())
}

fn set_code<T: Copy>(
    line: &Line<'_>,
    column: &str,
    target: &mut String,
    all: &[T],
    of: fn(T) -> &'static str,
    zh: fn(T) -> &'static str,
) {
    if let Some(cell) = line.get(column) {
        *target = code(cell, all, of, zh);
    }
}

fn set_codes<T: Copy>(
    line: &Line<'_>,
    column: &str,
    target: &mut Vec<String>,
    all: &[T],
    of: fn(T) -> &'static str,
    zh: fn(T) -> &'static str,
) {
    if let Some(cell) = line.get(column) {
        // Not at a comma: words of topics have it in them.
        let parts = cell.split([';', '；', '\n']).map(str::trim);
        *target = parts
            .filter(|part| !part.is_empty())
            .map(|part| code(part, all, of, zh))
            .collect();
    }
}

/// One row over what is stored.
fn read(line: &Line<'_>, old: Option<&MatterRecord>, wrong: &mut Vec<FieldError>) -> Option<MatterRecord> {
    let mut input = old.map(|o| MatterInput::from(&o.content)).unwrap_or_default();
    for (column, target) in [
        ("code", &mut input.code),
        ("implementation_code", &mut input.implementation_code),
        ("name", &mut input.name),
        ("name_en", &mut input.name_en),
        ("summary", &mut input.summary),
        ("summary_en", &mut input.summary_en),
        ("keywords", &mut input.keywords),
        ("basis", &mut input.basis),
        ("body", &mut input.body),
        ("body_code", &mut input.body_code),
        ("partners", &mut input.partners),
        ("statutory", &mut input.statutory),
        ("promised", &mut input.promised),
        ("special", &mut input.special),
        ("conditions", &mut input.conditions),
        ("steps", &mut input.steps),
        ("result", &mut input.result),
        ("fee", &mut input.fee),
        ("fee_basis", &mut input.fee_basis),
        ("reach", &mut input.reach),
        ("quota", &mut input.quota),
        ("online", &mut input.online),
        ("visits", &mut input.visits),
        ("place", &mut input.place),
        ("when", &mut input.when),
        ("consult", &mut input.consult),
        ("supervise", &mut input.supervise),
        ("faq", &mut input.faq),
    ] {
        line.set(column, target);
    }
    set_codes(line, "topics", &mut input.topics, &Topic::ALL, Topic::code, Topic::zh);
    set_codes(
        line,
        "people",
        &mut input.people,
        &Person::ALL,
        Person::code,
        Person::zh,
    );
    set_codes(
        line,
        "objects",
        &mut input.objects,
        &ServiceObject::ALL,
        ServiceObject::code,
        ServiceObject::zh,
    );
    set_codes(line, "forms", &mut input.forms, &Form::ALL, Form::code, Form::zh);
    set_codes(line, "modes", &mut input.modes, &Mode::ALL, Mode::code, Mode::zh);
    set_code(line, "kind", &mut input.kind, &Kind::ALL, Kind::code, Kind::zh);
    set_code(line, "level", &mut input.level, &Level::ALL, Level::code, Level::zh);
    set_code(
        line,
        "case_kind",
        &mut input.case_kind,
        &CaseKind::ALL,
        CaseKind::code,
        CaseKind::zh,
    );
    for (column, target) in [
        ("statutory_unit", &mut input.statutory_unit),
        ("promised_unit", &mut input.promised_unit),
    ] {
        set_code(line, column, target, &LimitUnit::ALL, LimitUnit::code, LimitUnit::zh);
    }
    let mut retired = old.is_some_and(|o| o.retired);
    for (column, flag) in [
        ("online_payment", &mut input.online_payment),
        ("delivery", &mut input.delivery),
        ("retired", &mut retired),
    ] {
        wrong.extend(line.set_flag(column, flag).err());
    }
    if let Some(cell) = line.get("questions") {
        match QuestionInput::read_all(cell) {
            Ok(questions) => input.questions = questions,
            Err(error) => wrong.push(error),
        }
    }
    if let Some(cell) = line.get("materials") {
        match MaterialInput::read_all(cell) {
            Ok(materials) => input.materials = materials,
            Err(error) => wrong.push(error),
        }
    }
    match input.check() {
        Ok(mut content) => {
            if let Some(old) = old {
                content.keep_files(&old.content, &input.was());
            }
            Some(MatterRecord { content, retired })
        }
        Err(error) => {
            // A row of the form is a line of a cell: the column is named.
            for FieldError { field, problem } in fields(error) {
                let field = field.split('[').next().unwrap_or_default();
                let one = FieldError::new(field, problem);
                if !wrong.contains(&one) {
                    wrong.push(one);
                }
            }
            None
        }
    }
}
