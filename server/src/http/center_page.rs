//! What the pages of centers promise to those who read their source.

use super::testing::Site;

/// The JSON between the tags of the structured data.
fn json_ld(body: &str) -> serde_json::Value {
    let start = body.find("application/ld+json").unwrap();
    let start = start + body[start..].find('>').unwrap() + 1;
    let end = start + body[start..].find("</script>").unwrap();
    serde_json::from_str(&body[start..end]).unwrap()
}

#[tokio::test]
async fn the_page_says_in_structured_data_what_it_says_in_words() {
    let site = Site::sample().await;
    let path = format!("/centers/{}", site.first().await);
    let answer = site.get(&path).await;
    assert_eq!(answer.status, 200);
    let data = json_ld(&answer.body);
    assert_eq!(data["@type"], "GovernmentOffice");
    assert_eq!(data["url"], format!("https://door.example{path}"));
    assert!(
        data["openingHoursSpecification"]
            .as_array()
            .is_some_and(|days| !days.is_empty()),
        "{data}"
    );
    assert!(
        data["telephone"]
            .as_str()
            .is_some_and(|phone| answer.body.contains(phone))
    );
    let canonical = format!("<link href=\"https://door.example{path}\" rel=\"canonical\"");
    assert!(answer.body.contains(&canonical), "{}", answer.body);
    assert!(answer.body.contains("<meta name=\"description\""));
}

#[tokio::test]
async fn a_room_says_what_holds_it_and_has_a_code_of_its_own() {
    let site = Site::sample().await;
    let id = site.first().await;
    let today = site.server.local_now().day;
    let rooms = store::room::list(site.server.store.db(), id, today, false)
        .await
        .unwrap();
    let path = format!("/centers/{id}/rooms/{}", rooms[0].id);
    let answer = site.get(&path).await;
    let data = json_ld(&answer.body);
    assert_eq!(
        (&data["@type"], &data["name"]),
        (&"Place".into(), &rooms[0].names.zh.as_str().into())
    );
    assert_eq!(data["url"], format!("https://door.example{path}"));
    assert_eq!(
        data["containedInPlace"]["@id"],
        format!("https://door.example/centers/{id}")
    );
    let phone = data["telephone"].as_str().unwrap();
    assert!(answer.body.contains("href=\"tel:") && answer.body.contains(phone));
    assert!(answer.body.contains(&format!("src=\"{path}/qr.svg\"")));
    let code = site.get(&format!("{path}/qr.svg")).await;
    assert_eq!(
        (code.status, code.header("content-type").as_str()),
        (200, "image/svg+xml")
    );
    assert_eq!(site.get(&format!("/centers/{id}/rooms/east/qr.svg")).await.status, 404);
}

#[tokio::test]
async fn no_name_ends_a_script_or_an_attribute() {
    let site = Site::sample().await;
    let name = "</script><script>alert(1)</script>\"><img src=x>";
    let id = site.rename_first(name).await;
    let body = site.get(&format!("/centers/{id}")).await.body;
    assert_eq!(json_ld(&body)["name"], name);
    assert!(
        !body.contains("<script>alert") && !body.contains("<img src=x>"),
        "{body}"
    );
}

#[tokio::test]
async fn a_center_out_of_service_is_gone_and_its_rooms_with_it() {
    let site = Site::sample().await;
    let id = site.first().await;
    let room = store::room::list(site.server.store.db(), id, site.server.local_now().day, false)
        .await
        .unwrap()[0]
        .id;
    let room_path = format!("/centers/{id}/rooms/{room}");
    assert_eq!(site.get(&room_path).await.status, 200);
    site.retire_first().await;
    assert_eq!(site.get(&format!("/centers/{id}")).await.status, 410);
    assert_eq!(site.get(&room_path).await.status, 404);
    assert_eq!(site.get("/centers/zzzz").await.status, 404);
    assert_eq!(site.get("/centers/0000000000000").await.status, 404);
}
