use super::*;
use proptest::prelude::*;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{collections::BTreeMap, fmt::Debug};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Id(i64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    First,
    SecondOne,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Shape {
    Bare,
    One(String),
    Two(u8, Option<bool>),
    Named { at: f64, of: Vec<Kind> },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", content = "values")]
enum Tagged {
    Bare,
    With { max: u32 },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Either {
    Number(f64),
    Words(String),
    List(Vec<i8>),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct All {
    id: Id,
    words: String,
    letter: char,
    none: Option<i32>,
    some: Option<Box<All>>,
    #[serde(default)]
    missing: Option<String>,
    unit: (),
    pair: (u8, i16),
    three: [u16; 3],
    by_kind: BTreeMap<Kind, u64>,
    by_number: BTreeMap<i32, Vec<Shape>>,
    by_words: BTreeMap<String, Tagged>,
    either: Vec<Either>,
    #[serde(flatten)]
    more: BTreeMap<String, serde_json::Value>,
}

/// Reads as `serde_json` does.
fn same<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    for text in [
        serde_json::to_string(value).unwrap(),
        serde_json::to_string_pretty(value).unwrap(),
    ] {
        assert_eq!(from_str::<T>(&text).as_ref(), Ok(value), "{text}");
    }
}

fn all() -> All {
    All {
        id: Id(-7),
        words: "东风 \"a\\b\"/\n\u{1}\u{1f600}".to_owned(),
        letter: '门',
        none: None,
        some: None,
        missing: None,
        unit: (),
        pair: (255, -32768),
        three: [0, 1, 65535],
        by_kind: BTreeMap::from([(Kind::First, 0), (Kind::SecondOne, u64::MAX)]),
        by_number: BTreeMap::from([(
            -3,
            vec![
                Shape::Bare,
                Shape::One(String::new()),
                Shape::Two(3, None),
                Shape::Two(3, Some(true)),
                Shape::Named {
                    at: 122.9125,
                    of: vec![Kind::First],
                },
            ],
        )]),
        by_words: BTreeMap::from([
            ("a".to_owned(), Tagged::Bare),
            ("b".to_owned(), Tagged::With { max: 40 }),
        ]),
        either: vec![
            Either::Number(1.5),
            Either::Words("x".to_owned()),
            Either::List(vec![-1]),
        ],
        more: BTreeMap::from([("extra".to_owned(), serde_json::json!({ "deep": [1, -2, null, {}] }))]),
    }
}

#[test]
fn every_kind_of_value_is_read() {
    let inner = all();
    same(&inner);
    same(&All {
        some: Some(Box::new(inner)),
        none: Some(i32::MIN),
        ..all()
    });
}

#[test]
fn what_nobody_wants_is_passed_over() {
    let text = r#" { "x" : [ {"a":"\"]}"} , 1e-3, true , null ] , "max":4 } "#;
    #[derive(Debug, PartialEq, Deserialize)]
    struct Only {
        max: u8,
    }
    assert_eq!(from_str(text), Ok(Only { max: 4 }));
}

#[test]
fn escapes_are_read() {
    assert_eq!(
        from_str::<String>(r#""\u003cb\u003e \ud83d\ude00 \/\b\f\r\t""#).unwrap(),
        "<b> 😀 /\u{8}\u{c}\r\t"
    );
    for bad in [
        r#""\ud83d""#,
        r#""\ud83d\u0041""#,
        r#""\x""#,
        r#""\u00g0""#,
        "\"a\nb\"",
        "\"a",
        "\"\\",
    ] {
        assert!(from_str::<String>(bad).is_err(), "{bad}");
    }
}

#[test]
fn nonsense_is_refused() {
    for bad in [
        "",
        "{",
        "[1,]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":1,}",
        "nul",
        "tru",
        "1 2",
        "-",
        "1.",
        "1e",
        "[",
        "]",
    ] {
        assert!(from_str::<serde_json::Value>(bad).is_err(), "{bad}");
    }
    assert!(from_str::<u8>("256").is_err() && from_str::<u8>("-1").is_err() && from_str::<i32>("1.5").is_err());
    assert!(from_str::<(u8, u8)>("[1]").is_err() && from_str::<(u8, u8)>("[1,2,3]").is_err());
    assert!(from_str::<Kind>("\"third\"").is_err() && from_str::<Id>("null").is_err());
}

#[test]
fn dates_and_problems_travel() {
    same(&crate::AppError::NotFound);
    same(&crate::AppError::field("name", crate::Problem::TooLong { max: 40 }));
    same(&jiff::civil::date(2026, 2, 28).to_string());
}

proptest! {
    #[test]
    fn numbers_and_words_are_read_as_they_were_written(
        whole: u64, below: i64, words: String, many: Vec<i16>, near in -180_000_000_i32..180_000_000,
    ) {
        same(&whole);
        same(&below);
        same(&words);
        same(&many);
        // Coordinates: up to six digits behind the point.
        same(&(f64::from(near) / 1e6));
    }

    #[test]
    fn other_numbers_are_read_as_serde_json_reads_them(real: f64) {
        prop_assume!(real.is_finite());
        let text = serde_json::to_string(&real).unwrap();
        let read = from_str::<f64>(&text).unwrap();
        let off = (read - real).abs() / real.abs().max(f64::MIN_POSITIVE);
        prop_assert!(off < 1e-14 || real.abs() < 1e-290, "{} read as {}", text, read);
    }

    #[test]
    fn no_text_is_a_panic(text: String) {
        _ = from_str::<serde_json::Value>(&text);
    }
}
