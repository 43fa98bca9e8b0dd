//! Open data as other software meets it, over the sample town.

use crate::http::testing::Site;

#[tokio::test]
async fn every_center_is_a_feature_and_one_without_a_position_has_no_geometry() {
    let site = Site::sample().await;
    let answer = site.get("/open/centers.geojson").await;
    assert_eq!(answer.header("content-type"), "application/geo+json");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    let features = body["features"].as_array().unwrap();
    assert_eq!((body["type"].as_str(), features.len()), (Some("FeatureCollection"), 43));
    for feature in features {
        let known = feature["properties"]["position_source"] != "none";
        assert_eq!(known, feature["geometry"]["coordinates"].is_array(), "{feature}");
    }
    assert_eq!(features[0]["properties"]["kind"], "town");
    assert!(
        features[0]["properties"]["opening_hours"]
            .as_str()
            .is_some_and(|h| h.starts_with("Mo"))
    );
}

#[tokio::test]
async fn whoever_has_the_current_state_gets_no_copy_until_a_center_changes() {
    let site = Site::sample().await;
    for path in [
        "/open/centers.geojson",
        "/open/centers.csv",
        "/open/centers.geojson?bbox=122,46,124,47",
    ] {
        let first = site.get(path).await;
        let tag = first.header("etag");
        assert!(first.status == 200 && tag.starts_with('"'), "strong: {tag}");
        let again = site.get_with(path, &[("if-none-match", &tag)]).await;
        assert_eq!(
            (again.status, again.body.as_str(), again.header("etag")),
            (304, "", tag)
        );
    }
    let tag = site.get("/open/centers.csv").await.header("etag");
    let renamed = site.rename_first("=1+1, \"新\"").await;
    let answer = site.get_with("/open/centers.csv", &[("if-none-match", &tag)]).await;
    assert_eq!(answer.status, 200);
    let line = answer
        .body
        .lines()
        .find(|l| l.starts_with(&renamed.to_string()))
        .unwrap();
    assert!(line.contains(",\"'=1+1, \"\"新\"\"\","), "a formula stays text: {line}");
}

#[tokio::test]
async fn a_rectangle_narrows_and_nonsense_is_explained_in_the_visitors_language() {
    let site = Site::sample().await;
    let nowhere = site.get("/open/centers.geojson?bbox=0,0,1,1").await;
    assert_eq!(nowhere.body, "{\"type\":\"FeatureCollection\",\"features\":[\n\n]}\n");
    for bad in ["", "1,2,3", "122,46,124,200", "north"] {
        let answer = site
            .get_with(
                &format!("/open/centers.geojson?bbox={bad}"),
                &[("accept-language", "en")],
            )
            .await;
        assert_eq!(answer.status, 422, "{bad}");
        let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert!(
            body["message"]
                .as_str()
                .is_some_and(|m| m.starts_with("bbox: Not a known value")),
            "{body}"
        );
    }
}

#[tokio::test]
async fn the_table_is_utf_8_for_spreadsheets() {
    let site = Site::sample().await;
    let body = site.get("/open/centers.csv").await.body;
    assert!(body.starts_with("\u{feff}id,name,name_en,kind,"));
    assert_eq!(body.lines().count(), 44);
    assert!(
        body.lines()
            .skip(1)
            .all(|l| l.split(',').next().is_some_and(|id| id.len() == 13))
    );
}
