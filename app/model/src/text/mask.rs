//! Finds what names a person in somebody's words and masks it: telephone and identity numbers, names that are known, and names
//! where a title or "my name is" gives them away. It errs towards masking; a person reads the result before it is published.

use super::{mask_name, mask_phone, person::narrow};

/// Surnames that most people have; what follows a sign of a name is masked only behind one of them.
const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边包乌那朝特巴斯敖宝白阿孟";
/// What is said before one's own or somebody's name.
const BEFORE: [&str; 6] = ["我叫", "名叫", "姓名是", "姓名：", "姓名:", "叫做"];
/// What is said behind somebody's name.
const TITLES: [&str; 24] = [
    "书记", "主任", "支书", "村长", "会计", "委员", "干事", "干部", "同志", "先生", "女士", "老师", "师傅", "大夫",
    "医生", "大姐", "大哥", "阿姨", "叔叔", "大爷", "大娘", "小姐", "站长", "镇长",
];

/// Telephone numbers as `138****5678`, identity numbers as `152***********1234`, names as `王*`; `names` are people who are known
/// to be meant, as the one who wrote and those who work there.
#[must_use]
pub fn mask_words(text: &str, names: &[String]) -> String {
    let mut text = mask_numbers(text);
    let mut known: Vec<&String> = names.iter().filter(|name| name.chars().count() >= 2).collect();
    known.sort_by_key(|name| std::cmp::Reverse(name.len()));
    for name in known {
        text = text.replace(name.as_str(), &mask_name(name));
    }
    mask_given_away(&text)
}

/// Masks runs of digits that are long enough to be somebody's number. Blanks and hyphens between digits belong to it, and
/// one or two other signs where that makes as many digits as a mobile or an identity number has: 138.1234.5678.
fn mask_numbers(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(first) = chars.get(at) {
        if !narrow(*first).is_ascii_digit() {
            out.push(*first);
            at += 1;
            continue;
        }
        let (mut end, mut digits, mut odd) = (at, String::new(), false);
        for (i, c) in chars.iter().enumerate().skip(at) {
            let c = narrow(*c);
            let last_of_identity = matches!(c, 'x' | 'X' | 'Ｘ' | 'ｘ') && digits.len() == 17;
            if c.is_ascii_digit() || last_of_identity {
                digits.push(if last_of_identity { 'X' } else { c });
                end = i + 1;
            } else if matches!(c, ':' | '：') || c.is_alphanumeric() || i >= end + 2 {
                break;
            } else {
                odd |= !matches!(c, ' ' | '-' | '－' | '　')
                    && chars.get(i + 1).is_some_and(|c| narrow(*c).is_ascii_digit());
            }
        }
        match digits.len() {
            // A date as 2026-09-21 has eight digits and is nobody's number.
            8 if is_date(&chars[at..end]) => out.extend(&chars[at..end]),
            15 | 18 => out.push_str(&mask_identity(&digits)),
            n if n == 11 || (n >= 7 && !odd) => out.push_str(&mask_phone(&digits)),
            _ => out.extend(&chars[at..end]),
        }
        at = end;
    }
    out
}

fn is_date(chars: &[char]) -> bool {
    let text: String = chars.iter().collect();
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

/// An identity number for those who need not know it: the first three and the last four.
#[must_use]
pub fn mask_identity(number: &str) -> String {
    let chars: Vec<char> = number.chars().collect();
    let text = |range: &[char]| range.iter().collect::<String>();
    match chars.len() {
        n if n >= 8 => format!("{}{}{}", text(&chars[..3]), "*".repeat(n - 7), text(&chars[n - 4..])),
        n => "*".repeat(n),
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

/// Masks what stands behind "my name is" and before a title.
fn mask_given_away(text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let mut masked = vec![false; chars.len()];
    for before in BEFORE {
        let sign: Vec<char> = before.chars().collect();
        for at in 0..chars.len() {
            let name = at + sign.len();
            if chars[at..].starts_with(&sign) && chars.get(name).is_some_and(|c| SURNAMES.contains(*c)) {
                let given = chars[name + 1..].iter().take(2).take_while(|c| is_han(**c)).count();
                masked[name + 1..=name + given].fill(true);
            }
        }
    }
    for title in TITLES {
        let title: Vec<char> = title.chars().collect();
        for at in 1..chars.len() {
            if !chars[at..].starts_with(&title) {
                continue;
            }
            // Two given names before one: 王小明主任 before 小明主任. A surname alone, as in 王主任, goes itself.
            let start = [3, 2, 1].into_iter().filter_map(|n| at.checked_sub(n));
            let start = start
                .filter(|s| chars[*s..at].iter().all(|c| is_han(*c)))
                .find(|s| SURNAMES.contains(chars[*s]));
            match start {
                Some(start) if start + 1 < at => masked[start + 1..at].fill(true),
                Some(start) => masked[start] = true,
                None => {}
            }
        }
    }
    let mut out = String::with_capacity(text.len());
    let mut before = false;
    for (c, hidden) in chars.drain(..).zip(masked) {
        match (hidden, before) {
            (true, true) => {}
            (true, false) => out.push('*'),
            (false, _) => out.push(c),
        }
        before = hidden;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_persons_are_masked_however_they_are_written() {
        for (said, masked) in [
            ("打我电话13812345678谢谢", "打我电话138****5678谢谢"),
            ("138 1234-5678", "138****5678"),
            ("１３８１２３４５６７８", "138****5678"),
            ("0482-6123456", "048****3456"),
            ("6123456", "****56"),
            ("138.1234，5678", "138****5678"),
            ("身份证152223199001011234", "身份证152***********1234"),
            ("15222319900101123x！", "152***********123X！"),
        ] {
            assert_eq!(mask_words(said, &[]), masked, "{said}");
        }
    }

    #[test]
    fn what_is_nobodys_number_stays() {
        for said in [
            "等了40分钟",
            "2026-09-21 上午",
            "第 3 窗口，110",
            "9:00-11:30，2026/9/21，1,000,000",
            "",
            "</textarea><script>",
        ] {
            assert_eq!(mask_words(said, &[]), said);
        }
    }

    #[test]
    fn names_are_masked_where_they_are_known_or_given_away() {
        for (said, masked) in [
            ("我叫李小红，等了很久", "我叫李*，等了很久"),
            ("王小明主任态度不好", "王*主任态度不好"),
            ("找王主任没人", "找*主任没人"),
            ("工作人员同志辛苦了", "工作人员同志辛苦了"),
        ] {
            assert_eq!(mask_words(said, &[]), masked, "{said}");
        }
        let known = ["其木格".to_owned(), "芳".to_owned()];
        assert_eq!(mask_words("其木格说没有，芳草地很好", &known), "其*说没有，芳草地很好");
    }

    #[test]
    fn masking_twice_is_masking_once() {
        for said in ["打13812345678找王小明主任", "我叫李小红 152223199001011234"] {
            let once = mask_words(said, &[]);
            assert_eq!(mask_words(&once, &[]), once);
        }
    }
}
