//! The sample's forms of evaluations: one for each kind of service, with a question of each way to answer.

use crate::{
    act::Act,
    db::Tx,
    error::StoreError,
    evaluation::form::{self, FOR_EVERYTHING},
};
use model::{
    evaluation::{Choice, Content, Question, QuestionKind, Service},
    text::Names,
};

/// Adds them to what everybody is asked.
pub(super) async fn put(tx: &Tx, act: &Act) -> Result<(), StoreError> {
    let common = form::content(tx, FOR_EVERYTHING, 1).await?;
    for service in Service::ALL {
        let content = Content {
            questions: questions(service),
            ..common.clone()
        };
        form::put(tx, act, act.id(), Some(service), None, &content).await?;
    }
    Ok(())
}

fn question(code: &str, kind: QuestionKind, names: (&str, &str), choices: &[(&str, &str)]) -> Question {
    let choice = |(i, (zh, en)): (usize, &(&str, &str))| Choice {
        code: (i + 1).to_string(),
        names: Names::new(*zh, *en),
    };
    Question {
        code: code.to_owned(),
        names: Names::new(names.0, names.1),
        kind,
        choices: choices.iter().enumerate().map(choice).collect(),
    }
}

fn questions(service: Service) -> Vec<Question> {
    match service {
        Service::Booking => vec![
            question(
                "q1",
                QuestionKind::One,
                ("房间和预约时看到的一样吗？", "Was the room as you saw it when booking?"),
                &[("一样", "Yes"), ("差一点", "Not quite"), ("不一样", "No")],
            ),
            question("q2", QuestionKind::Text, ("还缺什么？", "What was missing?"), &[]),
            question(
                "q3",
                QuestionKind::Photo,
                ("有东西坏了？拍给我们看", "Something broken? Show us"),
                &[],
            ),
        ],
        Service::Case => vec![
            question(
                "q1",
                QuestionKind::One,
                ("为这件事跑了几趟？", "How many times did you come for it?"),
                &[
                    ("没跑", "Not at all"),
                    ("一趟", "Once"),
                    ("两趟", "Twice"),
                    ("三趟以上", "Three times or more"),
                ],
            ),
            question(
                "q2",
                QuestionKind::Scale,
                ("要带的材料一次就说清楚了", "I was told at once what to bring"),
                &[],
            ),
        ],
        Service::Counter => vec![question(
            "q1",
            QuestionKind::Several,
            ("今天来做什么？", "What did you come for?"),
            &[
                ("办事", "To have something done"),
                ("咨询", "To ask"),
                ("看书、活动", "To read, or for an activity"),
                ("说事、调解", "To talk something over"),
            ],
        )],
    }
}
