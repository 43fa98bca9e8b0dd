//! Links that open a route to a place in the map apps people have.

use super::LngLat;
use std::fmt::Write as _;

/// How this software names itself to the map services.
const APP: &str = "doorstep";

/// A map service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Provider {
    /// 高德地图; takes GCJ-02.
    Amap,
    /// 腾讯地图; takes WGS-84 when told so.
    Tencent,
    /// 百度地图; takes GCJ-02 when told so.
    Baidu,
}

impl Provider {
    /// In the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Amap, Self::Tencent, Self::Baidu];

    /// A short word for keys of translations and class names.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Amap => "amap",
            Self::Tencent => "tencent",
            Self::Baidu => "baidu",
        }
    }
}

/// Addresses that open a route to `at` (WGS-84) in each map service.
#[must_use]
pub fn navigation_links(name: &str, at: LngLat) -> Vec<(Provider, String)> {
    let gcj = at.wgs84_to_gcj02();
    let name = percent_encode(name);
    Provider::ALL
        .into_iter()
        .map(|provider| {
            let url = match provider {
                Provider::Amap => format!(
                    "https://uri.amap.com/navigation?to={:.6},{:.6},{name}&mode=car&src={APP}&callnative=1",
                    gcj.lng, gcj.lat
                ),
                Provider::Tencent => format!(
                    "https://apis.map.qq.com/uri/v1/routeplan?type=drive&to={name}&tocoord={:.6},{:.6}&coord_type=1&referer={APP}",
                    at.lat, at.lng
                ),
                Provider::Baidu => format!(
                    "http://api.map.baidu.com/marker?location={:.6},{:.6}&title={name}&content={name}&output=html&coord_type=gcj02&src=webapp.{APP}",
                    gcj.lat, gcj.lng
                ),
            };
            (provider, url)
        })
        .collect()
}

/// Encodes everything but RFC 3986's unreserved characters, so that a name can be nothing but a name.
fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_service_gets_its_own_datum_and_order() {
        let links = navigation_links("东风 & 村", LngLat::new(116.404, 39.915));
        let urls: Vec<&str> = links.iter().map(|(_, url)| url.as_str()).collect();
        let name = "%E4%B8%9C%E9%A3%8E%20%26%20%E6%9D%91";
        assert_eq!(
            urls,
            [
                format!(
                    "https://uri.amap.com/navigation?to=116.410244,39.916404,{name}&mode=car&src=doorstep&callnative=1"
                ),
                format!(
                    "https://apis.map.qq.com/uri/v1/routeplan?type=drive&to={name}&tocoord=39.915000,116.404000&coord_type=1&referer=doorstep"
                ),
                format!(
                    "http://api.map.baidu.com/marker?location=39.916404,116.410244&title={name}&content={name}&output=html&coord_type=gcj02&src=webapp.doorstep"
                ),
            ]
        );
    }
}
