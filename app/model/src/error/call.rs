//! How an [`AppError`](super::AppError) travels as the answer of a server function.

use serde::{Serialize, de::DeserializeOwned};
use server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};

/// JSON, read from text and not from bytes: the browser reads everything else so, and a second reader would double what each
/// type adds to the WASM.
#[derive(Debug)]
pub struct JsonText;

impl ContentType for JsonText {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonText {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonText {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for JsonText {
    type Error = String;

    fn decode(bytes: Bytes) -> Result<T, String> {
        let text = std::str::from_utf8(&bytes).map_err(|e| e.to_string())?;
        #[cfg(feature = "server")]
        return serde_json::from_str(text).map_err(|e| e.to_string());
        #[cfg(not(feature = "server"))]
        crate::json::from_str(text).map_err(|_| String::new())
    }
}
