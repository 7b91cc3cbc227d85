use std::any::TypeId;
use std::fmt;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Settings of a binding as they were written, before the plugin's own type has checked them.
///
/// They may hold credentials, so [`Debug`](fmt::Debug) prints the keys only.
///
/// As a field with `#[serde(flatten)]` it takes the keys that the plugin's own settings leave over.
#[derive(Clone, Default, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Settings(Map<String, Value>);

impl Settings {
    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Sets one value.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.0.insert(key.into(), value.into());
        self
    }

    /// Reads the settings as a `T`.
    ///
    /// # Errors
    /// The value of a key has the wrong type, a key is missing, or there is a key that `T` does not read.
    pub fn parse<T: DeserializeOwned + 'static>(self) -> Result<T, InvalidSettings> {
        if self.is_empty() || is_unit::<T>() {
            return self.parse_empty();
        }
        let mut unknown = Vec::new();
        let parsed = serde_ignored::deserialize(Value::Object(self.0), |path| {
            unknown.push(path.to_string())
        });
        match parsed {
            Ok(parsed) if unknown.is_empty() => Ok(parsed),
            Ok(_) => Err(InvalidSettings::unknown(unknown, "")),
            Err(error) => Err(InvalidSettings(error.to_string())),
        }
    }

    /// A type without settings reads from nothing, a type whose settings are all optional from an empty table.
    fn parse_empty<T: DeserializeOwned + 'static>(self) -> Result<T, InvalidSettings> {
        if !self.is_empty() {
            let keys = self.0.into_iter().map(|(key, _)| key).collect();
            return Err(InvalidSettings::unknown(keys, ": it takes no settings"));
        }
        serde_json::from_value(Value::Null)
            .or_else(|_| serde_json::from_value(Value::Object(self.0)))
            .map_err(|error| InvalidSettings(error.to_string()))
    }
}

fn is_unit<T: 'static>() -> bool {
    TypeId::of::<T>() == TypeId::of::<()>()
}

impl From<Map<String, Value>> for Settings {
    fn from(map: Map<String, Value>) -> Self {
        Settings(map)
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// Settings that the plugin does not accept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidSettings(String);

impl InvalidSettings {
    fn unknown(mut keys: Vec<String>, note: &str) -> Self {
        keys.sort();
        let plural = if keys.len() == 1 { "" } else { "s" };
        InvalidSettings(format!("unknown key{plural} `{}`{note}", keys.join("`, `")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Quota {
        bytes: u64,
        #[serde(default)]
        nested: Nested,
    }

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Nested {
        handles: u32,
    }

    fn error<T: DeserializeOwned + fmt::Debug + 'static>(settings: Settings) -> String {
        settings.parse::<T>().unwrap_err().to_string()
    }

    #[test]
    fn known_keys_are_read() {
        let quota = Settings::default()
            .with("bytes", 7)
            .parse::<Quota>()
            .unwrap();
        assert_eq!(
            quota,
            Quota {
                bytes: 7,
                nested: Nested { handles: 0 }
            }
        );
        assert_eq!(
            Settings::default().parse::<Nested>().unwrap(),
            Nested { handles: 0 }
        );
        Settings::default().parse::<()>().unwrap();
    }

    #[test]
    fn unknown_keys_are_refused_at_every_depth() {
        let nested = serde_json::json!({ "handels": 1 });
        let settings = Settings::default()
            .with("bytes", 7)
            .with("nested", nested)
            .with("colour", "red");
        assert_eq!(
            error::<Quota>(settings),
            "unknown keys `colour`, `nested.handels`"
        );
    }

    #[test]
    fn a_plugin_without_settings_refuses_all() {
        let settings = Settings::default().with("bytes", 7);
        assert_eq!(
            error::<()>(settings),
            "unknown key `bytes`: it takes no settings"
        );
    }

    #[test]
    fn missing_and_mistyped_keys_are_named() {
        assert_eq!(error::<Quota>(Settings::default()), "missing field `bytes`");
        let mistyped = error::<Quota>(Settings::default().with("bytes", "many"));
        assert!(
            mistyped.contains("invalid type: string \"many\", expected u64"),
            "{mistyped}"
        );
    }

    #[test]
    fn values_are_not_printed() {
        let text = format!("{:?}", Settings::default().with("password", "hunter2"));
        assert_eq!(text, r#"{"password"}"#);
    }
}
