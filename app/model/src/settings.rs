//! What an administrator sets for the whole deployment: its name and colours, its base map.

use crate::{geo::LngLat, text::Names};
use serde::{Deserialize, Serialize};

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
