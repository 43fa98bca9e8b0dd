//! What is dear to make and seldom changes, kept in memory until its key in the database moves on.

use crate::error::StoreError;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Mutex;

/// The last value, with the key that it was made for.
#[derive(Debug)]
pub(crate) struct Kept<K, T> {
    current: RwLock<Option<(K, Arc<T>)>>,
    /// Held while making, so that a burst of requests after a write makes once. Who finds a fitting value never waits for it.
    making: Mutex<()>,
}

impl<K, T> Default for Kept<K, T> {
    fn default() -> Self {
        Self {
            current: RwLock::new(None),
            making: Mutex::new(()),
        }
    }
}

impl<K: PartialEq, T> Kept<K, T> {
    fn fitting(&self, key: &K) -> Option<Arc<T>> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        let (made_for, value) = current.as_ref()?;
        (made_for == key).then(|| Arc::clone(value))
    }

    /// The value that was made last, whatever it was made for.
    pub(crate) fn last(&self) -> Option<Arc<T>> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.as_ref().map(|(_, value)| Arc::clone(value))
    }

    /// The value for `key`, which the caller has just read, before whatever `make` reads: a write in between only makes the
    /// next call make it again. Nothing is held while the database is asked but by those who wait for the same value.
    pub(crate) async fn get(
        &self,
        key: K,
        make: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<Arc<T>, StoreError> {
        if let Some(value) = self.fitting(&key) {
            return Ok(value);
        }
        let making = self.making.lock().await;
        if let Some(value) = self.fitting(&key) {
            return Ok(value);
        }
        let value = Arc::new(make.await?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some((key, Arc::clone(&value)));
        drop(making);
        Ok(value)
    }
}
