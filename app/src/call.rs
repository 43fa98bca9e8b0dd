//! How the browser calls the server: server functions under `/api/<capability>/<verb>`, JSON in and out.
//!
//! A form that is posted without scripts arrives as `application/x-www-form-urlencoded`; [`JsonOrForm`] reads that as well,
//! so one server function serves both. `server::http::forms` turns its answer into a redirect or the page with its errors.

use bytes::Bytes;
use leptos::server::codee::{Decoder, Encoder};
use serde::{Serialize, de::DeserializeOwned};
use server_fn::{ContentType, Decodes, Encodes, Format, FormatType, codec::Post};

/// The encoding of every server function: `#[server(prefix = "/api", endpoint = "…", input = Call, output = Call)]`.
pub type Call = Post<JsonOrForm>;

/// How deep a form's names may nest (`input[hours][0]`), the same as in Leptos's own forms.
#[cfg(feature = "ssr")]
const FORM_DEPTH: usize = 5;

/// Writes JSON; reads JSON or an URL-encoded form.
pub struct JsonOrForm;

/// What was sent is neither.
#[derive(Debug)]
pub struct Unreadable(String);

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl ContentType for JsonOrForm {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonOrForm {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonOrForm {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for JsonOrForm {
    type Error = Unreadable;

    fn decode(bytes: Bytes) -> Result<T, Unreadable> {
        // From text and not from bytes: the rest of the page reads its data so, and a second reader would double what each
        // type adds to the WASM.
        let text = std::str::from_utf8(&bytes).map_err(|e| Unreadable(e.to_string()))?;
        // Arguments are an object in JSON, whose first character a browser would have percent-encoded in a form. Only the
        // server is ever sent a form.
        #[cfg(feature = "ssr")]
        if !text.starts_with('{')
            && let Ok(value) = serde_qs::Config::new(FORM_DEPTH, false).deserialize_str(text)
        {
            return Ok(value);
        }
        read(text)
    }
}

/// Reads JSON: on the server what it was sent, in the browser what the server has written; see [`model::json`].
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    #[cfg(feature = "ssr")]
    return serde_json::from_str(text).map_err(|e| Unreadable(e.to_string()));
    #[cfg(not(feature = "ssr"))]
    model::json::from_str(text).map_err(|_| Unreadable(String::new()))
}

/// How data that the server has loaded stands in the page: JSON that [`read`] reads.
#[derive(Debug)]
pub struct Json;

impl<T: Serialize> Encoder<T> for Json {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, Self::Error> {
        serde_json::to_string(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for Json {
    type Error = Unreadable;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Unreadable> {
        read(text)
    }
}

/// What a page waits for; made by [`resource`].
pub type Resource<T> = leptos::prelude::Resource<T, Json>;

/// Data that is fetched anew when what `source` says changes. Not `Resource::new`, which reads with a second reader: each type's
/// code would be in the WASM twice.
pub fn resource<S, T, F>(
    source: impl Fn() -> S + Send + Sync + 'static,
    fetch: impl Fn(S) -> F + Send + Sync + 'static,
) -> Resource<T>
where
    S: Clone + PartialEq + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = T> + Send + 'static,
{
    Resource::new_with_options(source, fetch, false)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use model::center::CenterInput;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Save {
        version: i64,
        input: CenterInput,
    }

    #[test]
    fn a_form_and_json_mean_the_same() {
        let form = Bytes::from_static(b"version=3&input%5Bname%5D=%E4%B8%9C%E9%A3%8E&input%5Barea_counter%5D=true");
        let from_form: Save = JsonOrForm::decode(form).unwrap();
        assert_eq!((from_form.version, from_form.input.name.as_str()), (3, "东风"));
        assert!(from_form.input.area_counter && !from_form.input.area_waiting);
        let json = JsonOrForm::encode(&from_form).unwrap();
        assert_eq!(JsonOrForm::decode(json).ok(), Some(from_form));
    }

    #[test]
    fn garbage_is_refused_and_not_a_panic() {
        for bad in [&b"{"[..], b"%ff%fe", b"", b"version=x"] {
            let bytes = Bytes::copy_from_slice(bad);
            assert!(<JsonOrForm as Decodes<Save>>::decode(bytes).is_err());
        }
    }
}
