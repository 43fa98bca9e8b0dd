//! What people really send: other encodings, other separators, other files than they think, and files that mean harm.

use super::*;
use proptest::prelude::*;
use std::io::Write;

fn table(headings: &[&str], rows: &[&[&str]]) -> Table {
    let own = |cells: &[&str]| cells.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
    Table {
        headings: own(headings),
        rows: rows.iter().map(|r| own(r)).collect(),
    }
}

fn problem(bytes: &[u8]) -> Problem {
    match read(bytes) {
        Err(AppError::Invalid { mut fields }) => fields.remove(0).problem,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_encoding_and_separator_says_the_same() {
    let wanted = table(&["代码", "名称"], &[&["152223100202", "东风村"]]);
    for separator in [",", ";", "\t"] {
        let text = format!("代码{separator}名称\r\n152223100202{separator}东风村\r\n");
        let utf16 = |bytes: fn(u16) -> [u8; 2]| {
            "\u{feff}"
                .encode_utf16()
                .chain(text.encode_utf16())
                .flat_map(bytes)
                .collect()
        };
        let files: [Vec<u8>; 5] = [
            text.clone().into_bytes(),
            format!("\u{feff}{text}").into_bytes(),
            encoding_rs::GB18030.encode(&text).0.into_owned(),
            utf16(u16::to_le_bytes),
            utf16(u16::to_be_bytes),
        ];
        for bytes in files {
            assert_eq!(read(&bytes).unwrap(), wanted, "{separator:?} {:?}", &bytes[..4]);
        }
    }
}

#[test]
fn a_line_is_counted_as_the_spreadsheet_counts_it() {
    let read = read("a,b\n\n\n\"two\nlines\",x\n\nlast,\n".as_bytes()).unwrap();
    let empty = &[][..];
    assert_eq!(
        read,
        table(&["a", "b"], &[empty, empty, &["two\nlines", "x"], empty, &["last"]])
    );
    let windows = super::read("a,b\r\n\r\nlast,1".as_bytes()).unwrap();
    assert_eq!(windows, table(&["a", "b"], &[empty, &["last", "1"]]));
}

#[test]
fn a_formula_is_written_as_text_and_read_as_it_was() {
    let cells = [
        "=1+1",
        "+86 482 6120000",
        "-12.5",
        "-1+cmd",
        "@x",
        "'quoted",
        "'=x",
        "\tx",
        "plain",
        "1-2",
    ];
    let rows = cells.map(|cell| vec![cell.to_owned()]);
    let sent = Table {
        headings: vec!["a".to_owned()],
        rows: rows.to_vec(),
    };
    let bytes = Format::Csv.write(&sent).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let lines: Vec<_> = text.trim_start_matches('\u{feff}').lines().skip(1).collect();
    let wanted = [
        "'=1+1",
        "+86 482 6120000",
        "-12.5",
        "'-1+cmd",
        "'@x",
        "''quoted",
        "''=x",
        "'\tx",
        "plain",
        "1-2",
    ];
    assert_eq!(lines, wanted);
    assert_eq!(read(&bytes).unwrap(), sent);
}

/// A workbook as Excel makes it, where codes are numbers.
fn workbook() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in (0..).zip(["lat", "code", "date", "time", "yes", "sum"]) {
        sheet.write(0, column, heading).unwrap();
    }
    sheet
        .write(3, 0, 46.734119)
        .unwrap()
        .write(3, 1, 152_223_100_000_i64)
        .unwrap();
    let date = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 10, 1).unwrap();
    let time = rust_xlsxwriter::ExcelDateTime::from_hms(8, 30, 0).unwrap();
    let format = |text: &str| rust_xlsxwriter::Format::new().set_num_format(text);
    sheet
        .write_datetime_with_format(3, 2, date, &format("yyyy-mm-dd"))
        .unwrap();
    sheet.write_datetime_with_format(3, 3, time, &format("hh:mm")).unwrap();
    sheet.write(3, 4, true).unwrap();
    sheet
        .write_formula(3, 5, rust_xlsxwriter::Formula::new("=1+1").set_result("2"))
        .unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn numbers_dates_and_formulas_of_a_workbook_are_read_as_they_are_seen() {
    let read = read(&workbook()).unwrap();
    let row: &[&str] = &["46.734119", "152223100000", "2026-10-01", "08:30", "yes", "2"];
    assert_eq!(
        read,
        table(&["lat", "code", "date", "time", "yes", "sum"], &[&[], &[], row])
    );
}

#[test]
fn a_file_of_another_kind_is_refused_whatever_it_is_called() {
    let html = b"<!DOCTYPE html><html><body>divisions.xlsx</body></html>";
    let old_excel = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0];
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("hello.txt", zip::write::SimpleFileOptions::default())
        .unwrap();
    let other_zip = zip.finish().unwrap().into_inner();
    let half = &workbook()[..900];
    for bytes in [
        &html[..],
        b"  <HTML>",
        &old_excel,
        b"\x89PNG\r\n\x1a\n\0",
        b"%PDF-1.7",
        &other_zip,
        half,
    ] {
        assert!(
            matches!(problem(bytes), Problem::FileKind { .. }),
            "{:?}",
            String::from_utf8_lossy(bytes)
        );
    }
    assert_eq!(problem(b""), Problem::Required);
    assert_eq!(problem(b"\n\n"), Problem::Required);
}

#[test]
fn what_is_too_large_is_refused_before_it_costs_anything() {
    assert_eq!(
        problem(&vec![b'a'; 50 * 1024 * 1024]),
        Problem::FileTooLarge { max_mb: 5 }
    );
    let many = "1\n".repeat(MAX_ROWS as usize + 2);
    assert!(matches!(problem(many.as_bytes()), Problem::TableTooLarge { .. }));
    let wide = "x,".repeat(MAX_COLUMNS as usize + 1);
    assert!(matches!(problem(wide.as_bytes()), Problem::TableTooLarge { .. }));
    assert!(
        read("x,".repeat(MAX_COLUMNS as usize).as_bytes()).is_ok(),
        "empty cells at the end are no columns"
    );
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(1_048_575, 16_383, "far away").unwrap();
    assert!(matches!(
        problem(&book.save_to_buffer().unwrap()),
        Problem::TableTooLarge { .. }
    ));
}

#[test]
fn a_workbook_that_unpacks_to_gigabytes_is_refused() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let blank = vec![b' '; 1024 * 1024];
    zip.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default())
        .unwrap();
    for _ in 0..300 {
        zip.write_all(&blank).unwrap();
    }
    let bomb = zip.finish().unwrap().into_inner();
    assert!(bomb.len() < MAX_BYTES);
    assert!(matches!(problem(&bomb), Problem::FileKind { .. }));
}

#[test]
fn the_official_table_of_the_town_is_read_as_csv_and_as_xlsx() {
    let official = read(include_bytes!("../../store/src/sample/divisions.csv")).unwrap();
    let parsed = model::import::parse_divisions(&official, &[]);
    assert_eq!((parsed.problems.len(), parsed.rows.len()), (0, 62));
    assert_eq!(read(&Format::Xlsx.write(&official).unwrap()).unwrap(), official);
    // Two columns changed places: what a cell means is said by its heading.
    let swap = |row: &Vec<String>| {
        let mut row = row.clone();
        row.resize(official.headings.len(), String::new());
        row.swap(0, 2);
        row
    };
    let swapped = Table {
        headings: swap(&official.headings),
        rows: official.rows.iter().map(swap).collect(),
    };
    let again = read(&Format::Csv.write(&swapped).unwrap()).unwrap();
    assert_eq!(model::import::parse_divisions(&again, &[]).rows, parsed.rows);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_again(cells in proptest::collection::vec("[a-z=+@',;\"\t\n 村-]{0,8}", 1..12)) {
        // The first heading and the last cell are there, because blank ends are not kept.
        let mut row = cells.clone();
        row.push("x".to_owned());
        let sent = Table { headings: vec!["x".to_owned(); row.len()], rows: vec![row.clone(), row] };
        for format in [Format::Csv, Format::Xlsx] {
            prop_assert_eq!(&read(&format.write(&sent).unwrap()).unwrap(), &sent);
        }
    }
}

#[test]
fn a_catalog_of_matters_with_its_lists_survives_both_kinds_of_file() {
    use model::{
        import::{Kind, MatterRecord, matter_row, parse_matters},
        matter::MatterId,
    };
    let all = store::sample::matters::read().unwrap().into_iter().enumerate();
    let stored: Vec<_> = all
        .map(|(i, content)| {
            let retired = i % 9 == 0;
            let id = MatterId::from_i64(i64::try_from(i).unwrap());
            (id, MatterRecord { content, retired })
        })
        .collect();
    let table = Table {
        headings: Kind::Matters.headings(false),
        rows: stored.iter().map(|(_, matter)| matter_row(matter)).collect(),
    };
    for format in [Format::Csv, Format::Xlsx] {
        let read = read(&format.write(&table).unwrap()).unwrap();
        let parsed = parse_matters(&read, &stored);
        assert_eq!(parsed.problems, [], "{format:?}");
        assert_eq!(parsed.counts(), (0, 0, stored.len()), "{format:?}");
    }
}
