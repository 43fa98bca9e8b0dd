use super::*;
use crate::matter::{Answer, Choice, Issuer, Material, MaterialForm, Question};

pub(crate) fn content() -> Content {
    let answer = |q: &str, a: &str| Answer {
        q: q.into(),
        a: a.into(),
    };
    let choice = |code: &str, zh: &str, stop: &str| Choice {
        code: code.into(),
        text: Names::new(zh, ""),
        stop: stop.into(),
        hint: String::new(),
    };
    let question = |code: &str, only_if| Question {
        code: code.into(),
        text: Names::new("谁来办？", "Who?"),
        choices: vec![
            choice("self", "本人", ""),
            choice("agent", "代办", "请先委托 | 再来\n或打电话"),
        ],
        only_if,
    };
    Content {
        code: "C0101".into(),
        implementation_code: String::new(),
        name: Names::new("高龄津贴", "Old-age allowance"),
        summary: Names::new("一", ""),
        keywords: vec!["老年补贴".into()],
        topics: vec![Topic::OldAge],
        people: vec![Person::Elderly],
        kind: Kind::Benefit,
        level: Level::Village,
        basis: vec!["甲 | 乙".into()],
        body: "村委会".into(),
        body_code: String::new(),
        partners: vec![],
        objects: vec![ServiceObject::Person],
        case_kind: CaseKind::Promised,
        statutory: None,
        promised: Limit {
            count: 10,
            unit: LimitUnit::Day,
        },
        special: String::new(),
        conditions: vec!["满 80 岁".into()],
        steps: vec![Step {
            name: "受理".into(),
            what: "看".into(),
            limit: Some(Limit::AT_ONCE),
        }],
        result: String::new(),
        fee: Fee::default(),
        reach: String::new(),
        quota: String::new(),
        forms: vec![Form::Window],
        modes: vec![Mode::Immediate, Mode::HomeVisit],
        online_payment: false,
        delivery: true,
        online: String::new(),
        visits: 1,
        place: "二楼 3 号窗口".into(),
        when: String::new(),
        consult: String::new(),
        supervise: String::new(),
        questions: vec![question("who", vec![]), question("again", vec![answer("who", "self")])],
        materials: vec![Material {
            code: "id".into(),
            name: Names::new("身份证", "Identity card"),
            issuer: Issuer::Government,
            source: String::new(),
            originals: 1,
            copies: 2,
            form: MaterialForm::Either,
            required: false,
            note: "正反面 | 清楚".into(),
            when: vec![
                vec![answer("who", "self")],
                vec![answer("who", "agent"), answer("again", "self")],
            ],
            blank: None,
            sample: None,
        }],
        faq: vec![Qa {
            question: "多久？".into(),
            answer: "十天".into(),
        }],
    }
}

fn wrong(input: &MatterInput) -> Vec<String> {
    match input.check() {
        Err(AppError::Invalid { fields }) => fields.into_iter().map(|f| f.field).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_matter_is_opened_as_it_was_saved() {
    assert_eq!(MatterInput::from(&content()).check(), Ok(content()));
}

#[test]
fn a_version_from_before_there_was_a_place_says_none() {
    let mut stored = serde_json::to_value(content()).unwrap();
    let place = stored.as_object_mut().unwrap().remove("place");
    assert_eq!(place, Some("二楼 3 号窗口".into()));
    let before = Content {
        place: String::new(),
        ..content()
    };
    assert_eq!(serde_json::from_value::<Content>(stored).unwrap(), before);
}

#[test]
fn rows_become_cells_and_rows_again() {
    let input = MatterInput::from(&content());
    let mut again = input.clone();
    again.questions = QuestionInput::read_all(&QuestionInput::write_all(&input.questions)).unwrap();
    again.materials = MaterialInput::read_all(&MaterialInput::write_all(&input.materials)).unwrap();
    assert_eq!(again.check(), Ok(content()));
    assert!(QuestionInput::read_all("self | 本人").is_err());
    assert!(MaterialInput::read_all("id | 身份证 | | | | vielleicht").is_err());
}

#[test]
fn a_problem_names_the_row_of_the_form() {
    let mut input = MatterInput::from(&content());
    input.materials.insert(0, MaterialInput::default());
    input.materials[1].originals = "两".into();
    input.materials[1].when = "who=nobody".into();
    assert_eq!(wrong(&input), ["materials[1][originals]", "materials[1][when]"]);
}

#[test]
fn a_row_that_is_there_goes_by_its_own_box_only() {
    let mut input = MatterInput::from(&content());
    let (was, id) = (input.materials[0].was.clone(), input.questions[1].was.clone());
    (input.materials[0], input.questions[1]) = (
        MaterialInput {
            was,
            ..MaterialInput::default()
        },
        QuestionInput {
            was: id,
            ..QuestionInput::default()
        },
    );
    let fields = wrong(&input);
    for field in [
        "materials[0][code]",
        "materials[0][name]",
        "questions[1][code]",
        "questions[1][text]",
    ] {
        assert!(fields.iter().any(|f| f == field), "{field}: {fields:?}");
    }
    (input.materials[0].drop, input.questions[1].drop) = (true, true);
    let content = input.check().unwrap();
    assert_eq!((content.questions.len(), content.materials.len()), (1, 0));
    // A new row of which only where to get it, or when it is needed, was typed.
    for typed in [
        MaterialInput {
            source: "派出所".into(),
            ..MaterialInput::default()
        },
        MaterialInput {
            when: "who=self".into(),
            ..MaterialInput::default()
        },
    ] {
        input.materials.push(typed);
        assert!(wrong(&input).contains(&"materials[1][name]".to_owned()));
        input.materials.pop();
    }
}

#[test]
fn a_question_hangs_on_earlier_ones_only() {
    let mut input = MatterInput::from(&content());
    input.questions[0].only_if = "again=self".into();
    assert_eq!(wrong(&input), ["questions[0][only_if]"], "a circle is named");
    input.questions.swap(0, 1);
    assert_eq!(
        wrong(&input),
        ["questions[0][only_if]", "questions[1][only_if]"][..1],
        "a later one"
    );
}

#[test]
fn nothing_is_promised_that_takes_longer_than_the_law_allows() {
    let allowed = |count: u16, unit: LimitUnit| {
        let statutory = Some(Limit { count, unit });
        MatterInput::from(&Content { statutory, ..content() })
    };
    assert_eq!(wrong(&allowed(9, LimitUnit::Day)), ["promised"]);
    assert!(allowed(10, LimitUnit::Day).check().is_ok());
    // Days of two kinds are not compared.
    assert!(allowed(9, LimitUnit::WorkingDay).check().is_ok());
}

#[test]
fn what_cannot_be_is_named() {
    let mut input = MatterInput::from(&content());
    input.modes = vec!["flying".into()];
    input.kind = String::new();
    input.promised = "十天".into();
    input.steps = "受理 | 看 | 几天".into();
    assert_eq!(wrong(&input), ["kind", "promised", "steps", "modes"]);
    input = MatterInput::from(&content());
    input.modes.push("self_service".into());
    assert_eq!(wrong(&input), ["online"]);
    input.online = "https://si.12333.gov.cn/".into();
    assert!(input.check().is_ok());
    input.case_kind = "at_once".into();
    assert_eq!(wrong(&input), ["promised"]);
    assert_eq!(wrong(&MatterInput::default()).first().map(String::as_str), Some("kind"));
}

#[test]
fn the_guide_says_the_term_of_acceptance_that_the_clock_of_a_case_keeps() {
    use crate::{
        case::{Actor, Case, Event, Step as Taken},
        center::CenterId,
        hours::LocalMinute,
        workday::{Calendar, Clock, Term},
    };
    let mut content = content();
    // Whatever a step called 受理 says of its own.
    let days = |count| Limit {
        count,
        unit: LimitUnit::WorkingDay,
    };
    content.steps[0].limit = Some(days(3));
    assert_eq!(content.steps[0].own_limit(), None);
    content.steps[0].name = "审核".into();
    assert_eq!(content.steps[0].own_limit(), Some(days(3)));

    let at = LocalMinute {
        day: jiff::civil::date(2026, 3, 2),
        minute: 540,
    };
    let received = Event {
        seq: 1,
        step: Taken::Register,
        at,
        actor: Actor::Staff,
        who: String::new(),
        words: String::new(),
        wait: None,
        decision: None,
        items: Vec::new(),
        days: None,
        center: None,
        assignee: None,
        visit: None,
        level: 0,
        clock: None,
    };
    let case = Case::replay(CenterId::from_i64(1), Mode::Assisted, content.promised, &[received]).unwrap();
    let calendar = Calendar::default();
    let within = content.accepted_within().unwrap();
    assert_eq!(within.unit, LimitUnit::WorkingDay);
    let told = Clock::new(Term::Days(within.count), at).read(&calendar);
    assert_eq!(case.due(&calendar).unwrap().whole, told);

    content.promised = Limit::AT_ONCE;
    assert_eq!(
        content.accepted_within(),
        None,
        "what is done at once is not answered later"
    );
}
