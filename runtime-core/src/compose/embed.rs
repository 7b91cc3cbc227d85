//! A part as it stands in the outer component.

use std::borrow::Cow;

use wasm_encoder::reencode::Error;
use wasm_encoder::{
    Alias, Component, ComponentAliasSection, ComponentOuterAliasKind, ComponentSectionId,
    NestedComponentSection, RawSection,
};
use wasmparser::Payload;

use super::modules::Hoisted;
use super::strip;
use crate::part::{Part, sections_at};

/// The bytes of a part in which the hoisted modules are taken from the outer component instead.
///
/// Sections are moved whole. A module and an alias of a module both take the next index, so nothing else in the part
/// changes, and what custom sections say about it remains true.
pub(super) fn embed<'a>(part: &'a Part, hoisted: &Hoisted) -> Result<Cow<'a, [u8]>, Error> {
    let moves = part
        .modules()
        .any(|module| hoisted.index(module.digest()).is_some());
    if !moves && !part.has_name_options() {
        return Ok(Cow::Borrowed(part.bytes()));
    }
    let embed = Embed { part, hoisted };
    let component = embed.component(part.bytes(), 0, 1)?;
    Ok(Cow::Owned(component.finish()))
}

struct Embed<'a> {
    part: &'a Part,
    hoisted: &'a Hoisted,
}

impl Embed<'_> {
    /// Writes the component in `bytes`, which begins at `offset` of the part and stands `depth` levels below the
    /// outer component.
    fn component(&self, bytes: &[u8], offset: usize, depth: u32) -> Result<Component, Error> {
        let mut dst = Component::new();
        for payload in sections_at(bytes, offset) {
            let payload = payload?;
            match &payload {
                Payload::ModuleSection {
                    unchecked_range, ..
                } => match self.hoisted_at(unchecked_range.start) {
                    Some(index) => {
                        dst.section(&alias_module(depth, index));
                    }
                    None => raw(
                        &mut dst,
                        ComponentSectionId::CoreModule.into(),
                        self.slice(unchecked_range),
                    ),
                },
                Payload::ComponentSection {
                    unchecked_range, ..
                } => {
                    let nested = self.component(
                        self.slice(unchecked_range),
                        unchecked_range.start,
                        depth + 1,
                    )?;
                    dst.section(&NestedComponentSection(&nested));
                }
                _ if self.part.has_name_options() && strip::section(&mut dst, &payload)? => {}
                _ => {
                    if let Some((id, range)) = payload.as_section() {
                        raw(&mut dst, id, self.slice(&range));
                    }
                }
            }
        }
        Ok(dst)
    }

    fn hoisted_at(&self, offset: usize) -> Option<u32> {
        self.hoisted.index(self.part.module_at(offset)?)
    }

    fn slice(&self, range: &std::ops::Range<usize>) -> &[u8] {
        self.part.bytes().get(range.clone()).unwrap_or_default()
    }
}

fn raw(dst: &mut Component, id: u8, data: &[u8]) {
    dst.section(&RawSection { id, data });
}

fn alias_module(count: u32, index: u32) -> ComponentAliasSection {
    let mut section = ComponentAliasSection::new();
    section.alias(Alias::Outer {
        kind: ComponentOuterAliasKind::CoreModule,
        count,
        index,
    });
    section
}
