//! Parts of what every page knows that only some pages read.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::marker::PhantomData;

/// A value that travels as its JSON and is read where it is needed: the code that reads it is downloaded with the pages that do,
/// not with the first one.
#[derive(Serialize, Deserialize)]
#[serde(transparent, bound = "")]
pub struct Folded<T> {
    /// Empty for none.
    json: String,
    #[serde(skip)]
    of: PhantomData<fn() -> T>,
}

impl<T> Folded<T> {
    /// Whether there is none.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        self.json.is_empty()
    }

    /// Whether there is one.
    #[must_use]
    pub const fn is_some(&self) -> bool {
        !self.is_none()
    }
}

impl<T: DeserializeOwned> Folded<T> {
    /// The value, if there is one.
    #[must_use]
    pub fn read(&self) -> Option<T> {
        if self.is_none() {
            return None;
        }
        crate::call::read(&self.json).ok()
    }
}

impl<T: Serialize> From<Option<T>> for Folded<T> {
    fn from(value: Option<T>) -> Self {
        Self {
            json: value.and_then(|v| serde_json::to_string(&v).ok()).unwrap_or_default(),
            of: PhantomData,
        }
    }
}

// By hand: deriving would ask the same of what is folded.
impl<T> Clone for Folded<T> {
    fn clone(&self) -> Self {
        Self {
            json: self.json.clone(),
            of: PhantomData,
        }
    }
}

impl<T> Default for Folded<T> {
    fn default() -> Self {
        Self {
            json: String::new(),
            of: PhantomData,
        }
    }
}

impl<T> PartialEq for Folded<T> {
    fn eq(&self, other: &Self) -> bool {
        self.json == other.json
    }
}

/// Says nothing of what is in it: that may be somebody's phone.
impl<T> std::fmt::Debug for Folded<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.is_none() { "none" } else { "some" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_folded_is_read_again_also_after_a_journey() {
        let folded = Folded::from(Some(("一".to_owned(), 2)));
        let there = serde_json::to_string(&folded).unwrap();
        let back: Folded<(String, i32)> = serde_json::from_str(&there).unwrap();
        assert!(back == folded && back.is_some());
        assert_eq!(back.read(), Some(("一".to_owned(), 2)));
        assert_eq!(Folded::<i32>::from(None).read(), None);
    }
}
