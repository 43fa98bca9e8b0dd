//! What an administrator sets for the whole deployment: its name and colours, its base map, its messages.

mod messages;
mod outlines;
mod tiles;

pub use messages::{
    LEAST_CODES_A_DAY, MOST_CODES_A_DAY, MOST_REMINDER_HOURS, MessageSettings, MessageSettingsInput, REMINDER_EVENING,
    REMINDER_LATE_SECONDS, is_gateway_url, is_near,
};
pub use outlines::MAX_OUTLINES_BYTES;
#[cfg(feature = "server")]
pub use outlines::check_outlines;
pub use tiles::{TileLayer, tile_layers, tile_origins};

use crate::{
    AppError, FieldError, Problem,
    geo::{LngLat, degrees},
    text::{Names, Problems, check_phone, clean, one_of},
};
use serde::{Deserialize, Serialize};

/// The accents that `style/tokens.css` defines.
pub const ACCENTS: [&str; 4] = ["vermilion", "pine", "sky", "ochre"];
/// The most numbers in the footer.
const MAX_NUMBERS: usize = 6;

/// Name, mark and numbers of the deployment, on every page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branding {
    /// 家门口
    pub name: Names,
    /// 音德尔镇党群服务中心
    pub owner: Names,
    /// One of the accents that `style/tokens.css` defines and whose contrast is tested: `vermilion`, `pine`, `sky`, `ochre`.
    pub accent: String,
    /// Address of an uploaded logo; empty for the doorway arch.
    pub logo_url: String,
    /// Numbers on every page: label and telephone (监督电话, 服务热线).
    pub numbers: Vec<FooterNumber>,
}

/// A telephone number on every page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FooterNumber {
    /// 监督电话
    pub label: Names,
    /// As dialled.
    pub phone: String,
}

impl Default for Branding {
    fn default() -> Self {
        Self {
            name: Names::new("家门口", "Doorstep"),
            owner: Names::new("党群服务中心", "Party-mass service centers"),
            accent: "vermilion".to_owned(),
            logo_url: String::new(),
            numbers: Vec::new(),
        }
    }
}

/// Where the base map comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TilePreset {
    /// No tiles: outlines and nearest-center areas are drawn, and the page says so.
    #[default]
    None,
    /// 天地图 vector map with labels; needs a key.
    TiandituVector,
    /// 天地图 imagery with labels; needs a key.
    TiandituImagery,
    /// A URL template of the administrator's.
    Custom,
}

impl TilePreset {
    /// All, in the order of the form.
    pub const ALL: [Self; 4] = [Self::None, Self::TiandituVector, Self::TiandituImagery, Self::Custom];

    /// The word used in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::TiandituVector => "tianditu_vector",
            Self::TiandituImagery => "tianditu_imagery",
            Self::Custom => "custom",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }
}

/// The base map and where it looks at first.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MapSettings {
    /// Which base map.
    pub tiles: TilePreset,
    /// The key of 天地图; sent to browsers, as that service wants it.
    pub key: String,
    /// `https://…/{z}/{x}/{y}.png` for [`TilePreset::Custom`].
    pub url: String,
    /// Attribution shown on the map.
    pub attribution: String,
    /// 审图号 shown on the map.
    pub approval: String,
    /// Where the map looks when nothing else says; none: at all centers.
    pub middle: Option<LngLat>,
    /// Uploaded outlines as GeoJSON text (WGS-84), drawn under the markers; empty for none.
    pub outlines: String,
}

/// The branding as a form sends it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BrandingInput {
    /// Name of the deployment, Chinese.
    pub name: String,
    /// Name of the deployment, English, or empty.
    pub name_en: String,
    /// Whose it is, Chinese.
    pub owner: String,
    /// Whose it is, English, or empty.
    pub owner_en: String,
    /// One of [`ACCENTS`].
    pub accent: String,
    /// One number a line: `监督电话 | Complaints | 0482-6122345`, the English part may be left out.
    pub numbers: String,
}

impl BrandingInput {
    /// Checks the form. The logo is uploaded apart from it, so the result carries the one that is stored.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self, logo_url: &str) -> Result<Branding, AppError> {
        let mut problems = Problems::new();
        let branding = Branding {
            name: Names {
                zh: problems.take(clean("name", &self.name, true, 20)),
                en: problems.take(clean("name_en", &self.name_en, false, 40)),
            },
            owner: Names {
                zh: problems.take(clean("owner", &self.owner, true, 60)),
                en: problems.take(clean("owner_en", &self.owner_en, false, 120)),
            },
            accent: problems.take(one_of("accent", &self.accent, &ACCENTS, |a| a).map(str::to_owned)),
            logo_url: logo_url.to_owned(),
            numbers: problems.take(parse_numbers(&self.numbers)),
        };
        problems.finish(branding)
    }
}

impl From<&Branding> for BrandingInput {
    fn from(b: &Branding) -> Self {
        let line = |n: &FooterNumber| match n.label.en.as_str() {
            "" => format!("{} | {}", n.label.zh, n.phone),
            en => format!("{} | {en} | {}", n.label.zh, n.phone),
        };
        Self {
            name: b.name.zh.clone(),
            name_en: b.name.en.clone(),
            owner: b.owner.zh.clone(),
            owner_en: b.owner.en.clone(),
            accent: b.accent.clone(),
            numbers: b.numbers.iter().map(line).collect::<Vec<_>>().join("\n"),
        }
    }
}

fn parse_numbers(text: &str) -> Result<Vec<FooterNumber>, FieldError> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    if lines.len() > MAX_NUMBERS {
        return Err(FieldError::new(
            "numbers",
            Problem::OutOfRange {
                min: "0".to_owned(),
                max: MAX_NUMBERS.to_string(),
            },
        ));
    }
    lines.into_iter().map(parse_number).collect()
}

fn parse_number(line: &str) -> Result<FooterNumber, FieldError> {
    let parts: Vec<&str> = line.split(['|', '｜']).collect();
    let (zh, en, phone) = match parts.as_slice() {
        [zh, phone] => (zh, &"", phone),
        [zh, en, phone] => (zh, en, phone),
        _ => return Err(FieldError::new("numbers", Problem::Incomplete)),
    };
    if phone.trim().is_empty() {
        return Err(FieldError::new("numbers", Problem::Incomplete));
    }
    Ok(FooterNumber {
        label: Names {
            zh: clean("numbers", zh, true, 20)?,
            en: clean("numbers", en, false, 40)?,
        },
        phone: check_phone("numbers", phone)?,
    })
}

/// The base map's settings as a form sends them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MapSettingsInput {
    /// A [`TilePreset::code`].
    pub tiles: String,
    /// Key of 天地图.
    pub key: String,
    /// A URL template.
    pub url: String,
    /// Attribution.
    pub attribution: String,
    /// 审图号
    pub approval: String,
    /// Longitude of the middle (WGS-84) or empty.
    pub lng: String,
    /// Latitude of the middle (WGS-84) or empty.
    pub lat: String,
    /// GeoJSON text or empty.
    pub outlines: String,
}

impl MapSettingsInput {
    /// Checks the form, all but the content of the outlines, which the server checks with `check_outlines`.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self) -> Result<MapSettings, AppError> {
        let mut problems = Problems::new();
        let tiles = problems.take(one_of("tiles", &self.tiles, &TilePreset::ALL, TilePreset::code));
        let tianditu = matches!(tiles, TilePreset::TiandituVector | TilePreset::TiandituImagery);
        let settings = MapSettings {
            tiles,
            key: problems.take(tiles::check_key(&self.key, tianditu)),
            url: problems.take(tiles::check_template(&self.url, tiles == TilePreset::Custom)),
            attribution: problems.take(clean(
                "attribution",
                &self.attribution,
                tiles == TilePreset::Custom,
                200,
            )),
            approval: problems.take(clean("approval", &self.approval, false, 60)),
            middle: problems.take(LngLat::parse(&self.lng, &self.lat)),
            outlines: problems.take(outlines::check_size(&self.outlines)),
        };
        problems.finish(settings)
    }
}

impl From<&MapSettings> for MapSettingsInput {
    fn from(m: &MapSettings) -> Self {
        Self {
            tiles: m.tiles.code().to_owned(),
            key: m.key.clone(),
            url: m.url.clone(),
            attribution: m.attribution.clone(),
            approval: m.approval.clone(),
            lng: degrees(m.middle.map(|p| p.lng)),
            lat: degrees(m.middle.map(|p| p.lat)),
            outlines: m.outlines.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branding_survives_its_form() {
        let branding = Branding {
            numbers: vec![
                FooterNumber {
                    label: Names::new("监督电话", "Complaints"),
                    phone: "0482-6122345".into(),
                },
                FooterNumber {
                    label: Names::new("服务热线", ""),
                    phone: "12345".into(),
                },
            ],
            ..Default::default()
        };
        assert_eq!(BrandingInput::from(&branding).check(""), Ok(branding));
    }

    #[test]
    fn a_footer_number_needs_a_label_and_a_telephone() {
        for numbers in [
            "12345",
            "热线 | ",
            " | 12345",
            "热线 | soon",
            "a | b | c | 12345",
            &"热线 | 12345\n".repeat(7),
        ] {
            let input = BrandingInput {
                numbers: numbers.into(),
                ..BrandingInput::from(&Branding::default())
            };
            assert!(input.check("").is_err(), "{numbers}");
        }
    }

    #[test]
    fn map_settings_survive_their_form_and_need_what_their_tiles_need() {
        let settings = MapSettings {
            tiles: TilePreset::Custom,
            url: "https://tiles.example/{z}/{x}/{y}.png".into(),
            attribution: "© example".into(),
            middle: Some(LngLat::new(122.93, 46.73)),
            ..Default::default()
        };
        let input = MapSettingsInput::from(&settings);
        assert_eq!(input.check(), Ok(settings));
        let fields = |input: MapSettingsInput| match input.check() {
            Err(AppError::Invalid { fields }) => fields.into_iter().map(|f| f.field).collect(),
            _ => vec![],
        };
        assert_eq!(
            fields(MapSettingsInput {
                url: String::new(),
                attribution: String::new(),
                ..input.clone()
            }),
            ["url", "attribution"]
        );
        assert_eq!(
            fields(MapSettingsInput {
                tiles: "tianditu_vector".into(),
                ..Default::default()
            }),
            ["key"]
        );
        assert_eq!(
            fields(MapSettingsInput {
                tiles: "none".into(),
                lng: "46.7".into(),
                lat: "122.9".into(),
                ..Default::default()
            }),
            ["lng"]
        );
    }
}
