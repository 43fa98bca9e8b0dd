//! Public figures as a reader meets them: the page, the file, and what neither says.

use super::testing::Site;
use model::center::CenterId;
use store::args;

/// Evaluations of visits to a center's counter in September, by level.
async fn rated(site: &Site, center: CenterId, levels: [i64; 5]) {
    let db = site.server.store.db();
    let all = (1..=5i64).flat_map(|level| std::iter::repeat_n(level, levels[level as usize - 1] as usize));
    for (n, level) in all.enumerate() {
        let id = center.as_i64() + 1 + n as i64;
        let tx = db.begin().await.unwrap();
        let sql = "INSERT INTO evaluation_ask (id, service, subject, round, center_id, outcome, served_at, day, asked_at, expires_at,
                       address_mark)
                   VALUES ($1, 'case', $2, 0, $3, 'done', 0, '2026-09-10', 0, 0, '')";
        tx.run(sql, args![id, format!("case:{id}"), center]).await.unwrap();
        let sql = "INSERT INTO evaluation (id, ask_id, level, form_id, form_version, answers, words, channel, said_at, made_at,
                       set_aside_reason, moderation, published_words, published_answer, version)
                   VALUES ($1, $1, $2, 0, 1, '', '', 'link', 0, 0, '', 'none', '', '', 1)";
        tx.run(sql, args![id, level]).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// Three centers, of which one has too few.
async fn site() -> (Site, Vec<(CenterId, String)>) {
    let site = Site::sample().await;
    let directory = site.server.store.directory(site.server.local_now().day).await.unwrap();
    let centers: Vec<_> = directory
        .entries()
        .iter()
        .take(3)
        .map(|e| (e.id, e.names.zh.clone()))
        .collect();
    rated(&site, centers[0].0, [2, 0, 0, 0, 1]).await;
    rated(&site, centers[1].0, [17, 1, 1, 1, 0]).await;
    rated(&site, centers[2].0, [6, 0, 0, 0, 0]).await;
    (site, centers)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_page_says_the_numbers_in_words_and_hides_what_few_said() {
    let (site, centers) = site().await;
    let page = site.get("/figures?period=2026-09").await;
    assert_eq!(page.status, 200);
    // 25 of 26 are satisfied; the second center's 19 of 20. What the first center's three said is told nowhere.
    for text in ["2026 年 9 月", "96.2%", "95%", "太少，不显示", "<svg"] {
        assert!(page.body.contains(text), "{text}");
    }
    let alone = site
        .get(&format!("/figures?period=2026&center={}", centers[0].0))
        .await
        .body;
    assert!(alone.contains(&centers[0].1) && alone.contains("说了什么就等于说了是谁"));
    assert!(!alone.contains("66.7%"));
    let english = site
        .get_with("/figures?period=2026-Q3", &[("cookie", "lang=en")])
        .await
        .body;
    assert!(english.contains("quarter 3 of 2026") && english.contains("96.2%"));
    // What cannot be understood is this year; a center that there is not is said not to be there.
    let strange = site.get("/figures?period=%3C/script%3E&service=x").await;
    assert!(strange.status == 200 && strange.body.contains("2026 年"));
    assert_eq!(site.get("/figures?center=0000000000000").await.status, 404);
    assert!(site.get("/figures?period=2019").await.body.contains("没有服务记录"));
}

/// A case that came to nothing, on that day, and what its resident said of it.
async fn refused(site: &Site, center: CenterId, day: &str) {
    let (db, id) = (site.server.store.db(), site.server.ids.next());
    let tx = db.begin().await.unwrap();
    let sql = "INSERT INTO evaluation_ask (id, service, subject, round, center_id, outcome, served_at, day, asked_at, expires_at,
                   address_mark)
               VALUES ($1, 'case', $2, 0, $3, 'refused', 0, $4, 0, 0, '')";
    let subject = format!("case:{id}");
    tx.run(sql, args![id, subject.as_str(), center, day]).await.unwrap();
    let sql =
        "INSERT INTO evaluation (id, ask_id, level, form_id, form_version, answers, words, channel, said_at, made_at,
                   set_aside_reason, moderation, published_words, published_answer, version)
               VALUES ($1, $1, 2, 0, 1, '', '', 'link', 0, 0, '', 'none', '', '', 1)";
    tx.run(sql, args![id]).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_who_rates_what_came_to_nothing_is_one_of_one_asked_and_no_hundred_per_cent() {
    let site = Site::sample().await;
    let center = site.first().await;
    refused(&site, center, "2026-09-10").await;
    let page = site.get(&format!("/figures?period=2026-09&center={center}")).await.body;
    for text in ["<b>0<", "另有 1 件没办成", "<b>1/1<"] {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert!(!page.contains("100%<"), "{page}");
    // Of many it is a percentage, with what it is of beside it.
    rated(&site, center, [9, 0, 0, 0, 0]).await;
    let page = site.get("/figures?period=2026-09").await.body;
    assert!(
        page.contains("<b>100%<") && page.contains("请评 10 件，评了 10 件"),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_has_not_begun_is_not_offered_and_is_said_to_be_so_where_somebody_asks_for_it() {
    let site = Site::sample().await;
    let center = site.first().await;
    // Called off in September: of a day in November.
    refused(&site, center, "2026-11-05").await;
    let page = site.get("/figures").await.body;
    for (value, offered) in [
        ("2026-09", true),
        ("2026-Q3", true),
        ("2026-10", false),
        ("2026-Q4", false),
    ] {
        assert_eq!(page.contains(&format!("<option value=\"{value}\"")), offered, "{value}");
    }
    assert!(page.contains("没有服务记录"), "the year counts what has begun");
    for period in ["2026-11", "2026-Q4", "2031"] {
        let page = site.get(&format!("/figures?period={period}")).await;
        assert!(page.status == 200 && page.body.contains("这段时间还没到"), "{period}");
        assert!(
            !page.body.contains(&format!("<option value=\"{period}\"")) && !page.body.contains("class=\"tile\""),
            "{period}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn centers_are_chosen_and_compared_in_the_order_of_every_list_of_them() {
    let (site, _) = site().await;
    let directory = site.server.store.directory(site.server.local_now().day).await.unwrap();
    let page = site.get("/figures?period=2026-09").await.body;
    let places = |of: &dyn Fn(CenterId) -> String| -> Vec<usize> {
        directory
            .entries()
            .iter()
            .filter_map(|e| page.find(&of(e.id)))
            .collect()
    };
    let chosen = places(&|id| format!("<option value=\"{id}\""));
    assert!(chosen.len() == directory.entries().len() && chosen.is_sorted());
    let compared = places(&|id| format!("&amp;center={id}\""));
    assert!(compared.len() == 3 && compared.is_sorted());
}

/// Words beside a level would tell of a month what its figures keep until there are enough.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn published_words_say_how_satisfied_only_where_their_own_month_has_enough() {
    let site = Site::sample().await;
    // The end of October.
    site.pass(40 * 86_400);
    let (db, center) = (site.server.store.db(), site.first().await);
    let said = async |n: i64, day: &str, words: &str| {
        let id = center.as_i64() + n;
        let tx = db.begin().await.unwrap();
        let sql = "INSERT INTO evaluation_ask (id, service, subject, round, center_id, outcome, served_at, day, asked_at, expires_at,
                       address_mark)
                   VALUES ($1, 'case', $2, 0, $3, 'done', 0, $4, 0, 0, '')";
        tx.run(sql, args![id, format!("case:{id}"), center, day]).await.unwrap();
        let sql = "INSERT INTO evaluation (id, ask_id, level, form_id, form_version, answers, words, channel, said_at, made_at,
                       set_aside_reason, moderation, published_words, published_answer, version)
                   VALUES ($1, $1, 4, 0, 1, '', $2, 'link', 0, 0, '', 'published', $2, '', 1)";
        tx.run(sql, args![id, words]).await.unwrap();
        tx.commit().await.unwrap();
    };
    said(1, "2026-08-10", "八月说的").await;
    for n in 2..=6 {
        said(n, "2026-09-10", "九月说的").await;
    }
    said(7, "2026-10-10", "十月说的").await;
    for wanted in [
        serde_json::json!({"period": "2026"}),
        serde_json::json!({"period": "2026", "center": center}),
    ] {
        let request = axum::http::Request::post("/api/figures/show")
            .header("content-type", "application/json")
            .body(axum::body::Body::from(
                serde_json::json!({"wanted": wanted}).to_string(),
            ))
            .unwrap();
        let answer = site.send(request).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let figures: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        let ours = |one: &&serde_json::Value| one["words"].as_str().unwrap().ends_with("月说的");
        let words: Vec<_> = figures["words"].as_array().unwrap().iter().filter(ours).collect();
        assert_eq!(words.len(), 7);
        for one in words {
            let told = !one["level"].is_null();
            assert_eq!(told, one["words"] == "九月说的", "{one}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_file_has_a_line_for_each_center_and_no_number_of_few() {
    let (site, centers) = site().await;
    let file = site.get("/open/evaluations.csv?period=2026-Q3").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8; header=present");
    let line = |center: CenterId| {
        let start = format!("2026-Q3,{center},");
        file.body
            .lines()
            .find(|l| l.starts_with(&start))
            .unwrap()
            .split(',')
            .skip(3)
            .collect::<Vec<_>>()
            .join(",")
    };
    assert_eq!(line(centers[0].0), "case,3,3,3,3,yes,,,,,,,,,,,0");
    assert_eq!(line(centers[1].0), "case,20,20,20,20,no,17,1,1,1,0,19,1,1,0,,0");
    assert_eq!(line(centers[2].0), "case,6,6,6,6,no,6,0,0,0,0,6,0,,,,0");
    let tag = file.header("etag");
    let again = site
        .get_with("/open/evaluations.csv?period=2026-Q3", &[("if-none-match", &tag)])
        .await;
    assert_eq!(again.status, 304);
    for bad in ["2026-13", "x", "2026-Q3%00"] {
        let answer = site.get(&format!("/open/evaluations.csv?period={bad}")).await;
        assert!(
            answer.status == 422 && answer.body.contains("period"),
            "{bad}: {}",
            answer.body
        );
    }
}
