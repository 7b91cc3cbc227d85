//! Which parts of a parameter `wit-bindgen` borrows. It follows `wit-bindgen-rust` 0.60, `interface.rs`, for imports
//! and types that own what they hold.

use wit_parser::{Handle, Resolve, Type, TypeDefKind};

use crate::model::parts;

/// How one level of a type is printed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mode {
    /// Whether there is a lifetime.
    pub(super) is_borrowed: bool,
    /// Whether lists are slices.
    pub(super) has_slices: bool,
    /// Whether this is the top level of a parameter, of which more is borrowed than below.
    pub(super) is_top: bool,
}

impl Mode {
    pub(super) const OWNED: Mode = Mode {
        is_borrowed: false,
        has_slices: false,
        is_top: false,
    };

    /// That of a parameter of an import; `async` functions take all that they can.
    pub(super) fn of_param(resolve: &Resolve, ty: Type, is_async: bool) -> Self {
        Mode::of(resolve, ty, !is_async)
    }

    fn of(resolve: &Resolve, ty: Type, is_top: bool) -> Self {
        let Contents { own, borrow, list } = Contents::of(resolve, ty);
        let is_borrowed = borrow || (is_top && list && !own);
        Mode {
            is_borrowed,
            has_slices: is_borrowed && is_top,
            is_top: is_top && !own && matches!(ty, Type::Id(_) | Type::String),
        }
    }

    /// One level below.
    pub(super) fn below(self, resolve: &Resolve, ty: Type) -> Self {
        match self.is_borrowed {
            true => Mode::of(resolve, ty, false),
            false => Mode::OWNED,
        }
    }

    /// One level below a type that does not count as one.
    pub(super) fn inside(self, resolve: &Resolve, ty: Type) -> Self {
        match self.is_top {
            true => self,
            false => self.below(resolve, ty),
        }
    }
}

/// What decides whether a type is borrowed.
#[derive(Default)]
struct Contents {
    own: bool,
    borrow: bool,
    list: bool,
}

impl Contents {
    fn of(resolve: &Resolve, ty: Type) -> Self {
        let mut contents = Contents::default();
        for part in parts(resolve, ty) {
            match part {
                Type::String => contents.list = true,
                Type::Id(id) => contents.add(&resolve.types[id].kind),
                _ => {}
            }
        }
        contents
    }

    fn add(&mut self, kind: &TypeDefKind) {
        match kind {
            TypeDefKind::Handle(Handle::Borrow(_)) => self.borrow = true,
            TypeDefKind::Handle(Handle::Own(_))
            | TypeDefKind::Stream(_)
            | TypeDefKind::Future(_) => self.own = true,
            TypeDefKind::List(_) | TypeDefKind::Map(..) => self.list = true,
            _ => {}
        }
    }
}
