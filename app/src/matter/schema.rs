//! A matter in the words of schema.org. Only on the server: search engines read its answer.

use super::api::Guide;
use serde_json::json;

/// JSON-LD of a `GovernmentService` at `url`, fit to stand inside `<script>`: no name can end the element.
pub(super) fn json_ld(guide: &Guide, url: &str) -> String {
    let content = &guide.content;
    let places: Vec<_> = guide
        .places
        .iter()
        .map(|place| json!({ "@type": "ServiceChannel", "serviceLocation": { "@type": "GovernmentOffice", "name": place.names.zh, "telephone": place.phone } }))
        .collect();
    let service = json!({
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "@id": url,
        "url": url,
        "name": content.name.zh,
        "description": content.summary.zh,
        "serviceOperator": { "@type": "GovernmentOrganization", "name": content.body },
        "availableChannel": places,
        "isAccessibleForFree": content.fee.is_free(),
    });
    service.to_string().replace('<', "\\u003c")
}
