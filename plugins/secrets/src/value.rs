use std::fmt;
use std::sync::Arc;

use crate::secrets::store::SecretValue;

/// What a secret says. Clones are the same secret; [`Debug`](fmt::Debug) does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Arc<[u8]>);

impl Secret {
    pub(crate) fn new(value: impl Into<Arc<[u8]>>) -> Self {
        Secret(value.into())
    }

    /// Text if it can be, else bytes.
    pub(crate) fn reveal(&self) -> SecretValue {
        match std::str::from_utf8(&self.0) {
            Ok(text) => SecretValue::String(text.to_owned()),
            Err(_) => SecretValue::Bytes(self.0.to_vec()),
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}
