//! One-time notice 一次性告知书: what one person with their situation has to bring, all of it named at once.

use super::{Choice, Content, Material, Question};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A question and one of its choices, by their codes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Answer {
    /// The question's code.
    pub q: String,
    /// The choice's code.
    pub a: String,
}

/// What somebody answered: question → choice.
pub type Answers = BTreeMap<String, String>;

/// A matter narrowed to one person's situation.
#[derive(Debug, Clone, PartialEq)]
pub struct Narrowed<'a> {
    /// The questions that concern this person, each with what was chosen.
    pub asked: Vec<(&'a Question, Option<&'a Choice>)>,
    /// Where it has come to.
    pub outcome: Outcome<'a>,
}

/// What the answers come to.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome<'a> {
    /// Something is still to be answered: the first of it.
    Ask(&'a Question),
    /// This person cannot have the matter, or not here: the choice says why and what instead.
    Stop(&'a Choice),
    /// This person brings these.
    Bring(Vec<&'a Material>),
}

impl Content {
    /// Narrows the matter to whoever gave these answers. An answer that no question or choice of this version knows, or to
    /// a question that this person is not asked, is passed over: a link from an older version still leads somewhere.
    #[must_use]
    pub fn narrow<'a>(&'a self, answers: &Answers) -> Narrowed<'a> {
        let mut given: Vec<(&str, &str)> = Vec::new();
        let mut asked = Vec::new();
        let mut open = None;
        let mut stop = None;
        for question in &self.questions {
            if !holds(&question.only_if, &given) {
                continue;
            }
            let choice = answers
                .get(&question.code)
                .and_then(|code| question.choices.iter().find(|choice| choice.code == *code));
            match choice {
                Some(choice) => {
                    given.push((&question.code, &choice.code));
                    if !choice.stop.is_empty() && stop.is_none() {
                        stop = Some(choice);
                    }
                }
                None if open.is_none() => open = Some(question),
                None => {}
            }
            asked.push((question, choice));
        }
        let outcome = match (stop, open) {
            (Some(choice), _) => Outcome::Stop(choice),
            (None, Some(question)) => Outcome::Ask(question),
            (None, None) => Outcome::Bring(
                self.materials
                    .iter()
                    .filter(|material| material.when.is_empty() || material.when.iter().any(|all| holds(all, &given)))
                    .collect(),
            ),
        };
        Narrowed { asked, outcome }
    }
}

fn holds(all: &[Answer], given: &[(&str, &str)]) -> bool {
    all.iter().all(|one| given.contains(&(one.q.as_str(), one.a.as_str())))
}
