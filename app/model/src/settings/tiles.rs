//! Where the tiles of the base map come from, and what has to be said of them.

use super::{MapSettings, TilePreset};
use crate::{FieldError, Problem, text::clean};

/// One layer of tiles, lowest first, in the words of Leaflet.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TileLayer {
    /// `{s}`, `{z}`, `{x}` and `{y}` stand for subdomain, zoom, column and row.
    pub url: String,
    /// One character for each subdomain; empty without `{s}`.
    pub subdomains: String,
    /// The deepest zoom that has tiles.
    pub max_zoom: u8,
    /// Plain text, with the 审图号 where there is one.
    pub attribution: String,
}

/// Origins that tiles are loaded from, for the page's content policy: `https://t0.tianditu.gov.cn`.
#[must_use]
pub fn tile_origins(settings: &MapSettings) -> Vec<String> {
    let layers = tile_layers(settings);
    let origins = layers.iter().filter_map(|layer| {
        let (scheme, rest) = layer.url.split_once("://")?;
        let host = rest.split('/').next()?;
        // A policy has wildcards for whole labels only: `t{s}.` becomes `*.`
        Some(match host.split_once('.') {
            Some((label, domain)) if label.contains('{') => format!("{scheme}://*.{domain}"),
            _ => format!("{scheme}://{host}"),
        })
    });
    let mut origins: Vec<String> = origins.collect();
    origins.sort();
    origins.dedup();
    origins
}

/// What 天地图 asks to be shown.
const TIANDITU: &str = "© 天地图 国家地理信息公共服务平台";

/// The layers of the base map; none if no tiles are configured.
#[must_use]
pub fn tile_layers(settings: &MapSettings) -> Vec<TileLayer> {
    match settings.tiles {
        TilePreset::None => Vec::new(),
        TilePreset::TiandituVector => ["vec", "cva"].map(|layer| tianditu(layer, settings)).into(),
        TilePreset::TiandituImagery => ["img", "cia"].map(|layer| tianditu(layer, settings)).into(),
        TilePreset::Custom => vec![TileLayer {
            url: settings.url.clone(),
            subdomains: if settings.url.contains("{s}") {
                "abc".to_owned()
            } else {
                String::new()
            },
            max_zoom: 19,
            attribution: attribution(&settings.attribution, settings),
        }],
    }
}

fn tianditu(layer: &str, settings: &MapSettings) -> TileLayer {
    let key = &settings.key;
    TileLayer {
        url: format!(
            "https://t{{s}}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}\
             &STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
        ),
        subdomains: "01234567".to_owned(),
        max_zoom: 18,
        attribution: attribution(TIANDITU, settings),
    }
}

fn attribution(source: &str, settings: &MapSettings) -> String {
    match settings.approval.as_str() {
        "" => source.to_owned(),
        approval => format!("{source} {approval}"),
    }
}

/// A key goes into an address as it is, so it is letters and digits only.
pub(super) fn check_key(text: &str, required: bool) -> Result<String, FieldError> {
    let key = clean("key", text, required, 64)?;
    if key.bytes().all(|b| b.is_ascii_alphanumeric()) {
        Ok(key)
    } else {
        Err(FieldError::new("key", Problem::Characters))
    }
}

/// A template is an http(s) address or begins at our own root, and has the three places for zoom, column and row.
pub(super) fn check_template(text: &str, required: bool) -> Result<String, FieldError> {
    let url = clean("url", text, required, 500)?;
    let rooted = url.starts_with('/') && !url.starts_with("//");
    let from_a_host = ["https://", "http://"]
        .iter()
        .filter_map(|scheme| url.strip_prefix(scheme))
        .any(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '{'));
    let complete = ["{z}", "{x}", "{y}"].iter().all(|place| url.contains(place));
    let plain = url
        .chars()
        .all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '<' | '>' | '\\' | '`' | ';'));
    if url.is_empty() || ((rooted || from_a_host) && complete && plain) {
        Ok(url)
    } else {
        Err(FieldError::new(
            "url",
            Problem::Unknown {
                allowed: "https://example.org/{z}/{x}/{y}.png".to_owned(),
            },
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tianditu_is_two_layers_with_key_and_approval() {
        let settings = MapSettings {
            tiles: TilePreset::TiandituVector,
            key: "k3y".into(),
            approval: "GS（2024）0568号".into(),
            ..Default::default()
        };
        let layers = tile_layers(&settings);
        assert_eq!(
            layers[0].url,
            "https://t{s}.tianditu.gov.cn/vec_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=vec&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=k3y"
        );
        assert!(layers[1].url.contains("/cva_w/"));
        assert!(
            layers
                .iter()
                .all(|l| l.max_zoom == 18 && l.attribution.ends_with("GS（2024）0568号"))
        );
        assert_eq!(tile_layers(&MapSettings::default()), []);
    }

    #[test]
    fn a_template_is_an_address_with_three_places() {
        for good in [
            "",
            "/tiles/{z}/{x}/{y}.webp",
            "https://{s}.tiles.example/{z}/{x}/{y}.png?a=1&b=2",
        ] {
            assert_eq!(check_template(good, false).as_deref(), Ok(good));
        }
        for bad in [
            "https://tiles.example/{z}/{x}.png",
            "javascript:alert(1)//{z}{x}{y}",
            "//elsewhere/{z}/{x}/{y}",
            "https:///{z}/{x}/{y}",
            "https://a.example/{z}/{x}/{y}\"><script>",
            "https://a.example; script-src */{z}/{x}/{y}",
        ] {
            assert!(check_template(bad, false).is_err(), "{bad}");
        }
        assert_eq!(check_template("", true).unwrap_err().problem, Problem::Required);
    }
}
