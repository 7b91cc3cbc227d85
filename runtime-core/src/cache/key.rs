use crate::engine::Profile;

/// Names something by its content.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    kind: Kind,
    digest: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Part,
    Module(Profile),
    Component(Profile),
}

impl Key {
    pub(super) fn new(kind: Kind, digest: impl Into<String>) -> Self {
        Key {
            kind,
            digest: digest.into(),
        }
    }

    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    pub(super) fn digest(&self) -> &str {
        &self.digest
    }
}
