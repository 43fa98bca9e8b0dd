//! One keystroke of the search for matters, with a town's list and with one ten times as long. In the browser the same code is WASM.
#![allow(missing_docs)]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use model::{
    matter::{
        Level, Mode,
        search::{Entry, Index, Listing, Narrow},
    },
    text::Names,
};
use std::hint::black_box;

const WHO: [&str; 12] = [
    "高龄老人",
    "残疾人",
    "退役军人",
    "孕产妇",
    "低保家庭",
    "困难学生",
    "脱贫户",
    "养殖户",
    "种粮大户",
    "个体工商户",
    "党员",
    "留守儿童",
];
const WHAT: [&str; 25] = [
    "生活补贴",
    "护理补贴",
    "医疗救助",
    "社会保险",
    "养老保险",
    "意外保险",
    "住房改造",
    "土地流转",
    "宅基地",
    "林木采伐",
    "农机购置",
    "种子补贴",
    "草原奖补",
    "动物检疫",
    "技能培训",
    "创业贷款",
    "公益岗位",
    "生源地贷款",
    "入学登记",
    "法律援助",
    "矛盾调解",
    "组织关系",
    "户口登记",
    "身份证",
    "婚姻登记",
];
const HOW: [&str; 17] = [
    "申请", "变更", "注销", "补领", "认定", "年审", "登记", "备案", "申报", "转移", "停发", "续保", "代办", "核对",
    "查询", "公示", "退出",
];

fn index(matters: usize) -> Index {
    let entry = |n: usize| {
        let (who, what, how) = (
            WHO[n % WHO.len()],
            WHAT[n / WHO.len() % WHAT.len()],
            HOW[n / (WHO.len() * WHAT.len()) % HOW.len()],
        );
        Entry {
            code: format!("Z{n:04}"),
            name: Names::new(format!("{who}{what}{how}"), ""),
            summary: Names::new(format!("{who}符合条件的，可以办理{what}{how}，由镇里受理。"), ""),
            keywords: vec![
                format!("{what}怎么办"),
                format!("给{who}办{what}"),
                format!("{what}{how}"),
                what.to_owned(),
            ],
            level: Level::Town,
            modes: vec![Mode::Immediate],
            topics: Vec::new(),
            people: Vec::new(),
        }
    };
    Index::new(Listing::new((0..matters).map(entry).collect()))
}

fn keystroke(c: &mut Criterion) {
    let mut group = c.benchmark_group("search for matters");
    for matters in [629, 5000] {
        let index = index(matters);
        for query in [
            "补",
            "给老人办补贴",
            "农机",
            "nongji",
            "高领补帖",
            "我想给家里残疾人办一个护理补贴",
        ] {
            group.bench_with_input(BenchmarkId::new(query, matters), &index, |b, index| {
                b.iter(|| black_box(index.find(black_box(query), &Narrow::default())).len());
            });
        }
    }
    group.finish();
}

criterion_group!(benches, keystroke);
criterion_main!(benches);
