use super::*;

fn entry(code: &str, name: &str, keywords: &[&str]) -> Entry {
    Entry {
        code: code.into(),
        name: Names::new(name, ""),
        summary: Names::default(),
        keywords: keywords.iter().map(|&word| word.into()).collect(),
        level: if code.starts_with('C') {
            Level::Village
        } else {
            Level::Town
        },
        modes: vec![Mode::Immediate],
        topics: Vec::new(),
        people: Vec::new(),
    }
}

fn index() -> Index {
    Index::new(Listing::new(vec![
        entry(
            "C0101",
            "高龄津贴申请",
            &["高龄补贴", "老年补贴", "给老人办补贴", "长寿补贴"],
        ),
        entry("C0102", "最低生活保障申请", &["低保", "吃低保"]),
        entry(
            "C0103",
            "城乡居民基本医疗保险参保登记",
            &["新农合", "合作医疗", "交医保"],
        ),
        entry("C0104", "残疾人证申请代办", &["残疾证", "残联证件"]),
        entry("C0105", "农机购置与应用补贴申请", &["买拖拉机补贴", "农机补贴"]),
        entry("Z0101", "城乡居民基本医疗保险参保登记", &["新农合"]),
        entry("Z0102", "农村宅基地审批", &["盖房子", "批宅基地"]),
    ]))
}

fn first(query: &str) -> String {
    let index = index();
    let found = index.find(query, &Narrow::default());
    found.first().map_or_else(String::new, |entry| entry.code.clone())
}

#[test]
fn everyday_words_lead_to_the_official_name() {
    assert_eq!(first("新农合"), "C0103", "the nearer counter comes first");
    assert_eq!(first("低保"), "C0102");
    assert_eq!(first("给老人办补贴"), "C0101");
    assert_eq!(first("我想给我家老人办个补贴需要什么材料？"), "C0101");
    assert_eq!(first("怎么办残疾证"), "C0104");
    assert_eq!(first("盖房子要批吗"), "Z0102");
}

#[test]
fn a_list_into_which_nobody_has_written_everyday_words_is_found_by_them_all_the_same() {
    let bare = |code: &str, name: &str| entry(code, name, &[]);
    let index = Index::new(Listing::new(vec![
        bare("A1", "城乡居民基本医疗保险参保登记"),
        bare("A2", "最低生活保障审核确认"),
        bare("A3", "特困人员认定"),
        bare("A4", "公共租赁住房申请"),
        bare("A5", "耕地地力保护补贴申报"),
        bare("A6", "生育登记"),
        bare("A7", "不动产登记"),
        bare("A8", "高龄津贴申请"),
    ]));
    for (word, code) in [
        ("新农合", "A1"),
        ("xnh", "A1"),
        ("低保怎么办", "A2"),
        ("五保户", "A3"),
        ("廉租房", "A4"),
        ("粮补", "A5"),
        ("准生证", "A6"),
        ("林权证", "A7"),
        ("老人补贴", "A8"),
        ("老人补助", "A8"),
    ] {
        let found = index.find(word, &Narrow::default());
        assert_eq!(found.first().map(|entry| &*entry.code), Some(code), "{word}");
    }
}

#[test]
fn pinyin_and_its_initials_find_what_characters_find() {
    assert_eq!(first("gaolingjintie"), "C0101");
    assert_eq!(first("gljt"), "C0101");
    assert_eq!(first("dibao"), "C0102");
    assert_eq!(first("xnh"), "C0103");
    assert_eq!(first("XNH"), "C0103");
    assert_eq!(first("zhaijidi"), "Z0102");
}

#[test]
fn mistakes_are_forgiven() {
    assert_eq!(first("高领津贴"), "C0101", "a homophone");
    assert_eq!(first("高龄津帖"), "C0101");
    assert_eq!(first("残疾人正"), "C0104");
    assert_eq!(first("农机补帖"), "C0105");
    assert_eq!(first("gaolinjintie"), "C0101", "a letter left out");
    assert_eq!(first("宅基第"), "Z0102");
}

#[test]
fn a_code_is_found_as_it_is() {
    assert_eq!(first("c0104"), "C0104");
}

#[test]
fn nothing_asked_is_everything_and_nonsense_is_nothing() {
    let index = index();
    assert_eq!(index.find("  ", &Narrow::default()).len(), 7);
    assert!(index.find("乒乓球", &Narrow::default()).is_empty());
    assert!(
        index
            .find("<script>alert(1)</script>\u{0}", &Narrow::default())
            .is_empty()
    );
    let town = Narrow {
        level: Some(Level::Town),
        ..Narrow::default()
    };
    assert_eq!(index.find("新农合", &town)[0].code, "Z0101");
}
