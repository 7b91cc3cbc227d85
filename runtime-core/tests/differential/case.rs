//! What is composed, and how it went.

use hostplug_runtime::compose::{ComposeError, Composition};
use hostplug_runtime::part::Part;
use wasmparser::{Validator, WasmFeatures};

use crate::random::Random;
use crate::world::World;
use crate::{component, ours, theirs};

/// Parts in a row: each takes what it can from the next one, and the rest from the host.
pub(crate) struct Case {
    worlds: Vec<World>,
    parts: Vec<Part>,
}

/// How a case went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// Both composers accept it.
    Composed,
    /// Ours accepts it, and the result is valid.
    OursOnly,
    /// Neither does.
    Refused,
    /// A resource of one part would have to be passed to the host, which could not call it.
    HostNeedsSiblingResource,
    /// An exported function of the world itself has a type that no name leads to.
    UnnamedType,
}

impl Case {
    /// The cases of one world. Many worlds have nothing to link, so a seed stands for the first one that has.
    pub(crate) fn all(seed: u64) -> Vec<Self> {
        let mut random = Random::new(seed);
        let mut tries = (0..100).map(|_| Self::generate(&mut random));
        tries.find(|cases| !cases.is_empty()).unwrap_or_default()
    }

    fn generate(random: &mut Random) -> Vec<Self> {
        let Some(world) = World::generate(random) else {
            return Vec::new();
        };
        let mut cases = Vec::new();
        for worlds in rows(&world, random).into_iter().flatten() {
            cases.extend(Self::new(worlds, random));
        }
        cases
    }

    fn new(worlds: Vec<World>, random: &mut Random) -> Option<Self> {
        let parts = worlds.iter().enumerate().map(|(place, world)| {
            let bytes = component::component(world, random)?;
            let part = Part::parse(&format!("part-{place}"), bytes);
            Some(part.unwrap_or_else(|error| panic!("{error}\n{}", world.wit())))
        });
        let parts: Vec<_> = parts.collect::<Option<_>>()?;
        let linked = |pair: &[Part]| ours::linked(&pair[0], &pair[1]).next().is_some();
        let all_linked = parts.windows(2).all(linked);
        all_linked.then_some(Self { worlds, parts })
    }

    pub(crate) fn wit(&self) -> String {
        let worlds: Vec<_> = self.worlds.iter().map(World::wit).collect();
        worlds.join("\n")
    }

    pub(crate) fn outcome(&self) -> Result<Outcome, String> {
        self.compose().map(|(outcome, _)| outcome)
    }

    pub(crate) fn compose(&self) -> Result<(Outcome, Option<Composition>), String> {
        let theirs = theirs::compose(&self.parts);
        match (ours::compose(&self.parts), theirs) {
            (Ok(composition), theirs) => {
                validate(&composition.bytes)?;
                let outcome = theirs.map_or(Outcome::OursOnly, |_| Outcome::Composed);
                Ok((outcome, Some(composition)))
            }
            (Err(_), Err(_)) => Ok((Outcome::Refused, None)),
            (Err(ComposeError::HostNeedsSiblingResource { .. }), Ok(_)) => {
                Ok((Outcome::HostNeedsSiblingResource, None))
            }
            (Err(ComposeError::UnnamedType { .. }), Ok(_)) => Ok((Outcome::UnnamedType, None)),
            (Err(error), Ok(_)) => Err(format!("only the other composer accepts it: {error}")),
        }
    }
}

/// The world and its counterpart on either side, and both with a world between them that passes things on.
fn rows(world: &World, random: &mut Random) -> [Option<Vec<World>>; 4] {
    let importing = world.importing();
    let exporting = world.exporting(random);
    let between = |first: World, last: World| vec![first.clone(), first.passing_on(), last];
    [
        importing.clone().map(|first| vec![first, world.clone()]),
        importing.map(|first| between(first, world.clone())),
        exporting.clone().map(|last| between(world.clone(), last)),
        exporting.map(|last| vec![world.clone(), last]),
    ]
}

/// With what a default engine accepts.
fn validate(bytes: &[u8]) -> Result<(), String> {
    let features = WasmFeatures::WASM3
        | WasmFeatures::GC_TYPES
        | WasmFeatures::COMPONENT_MODEL
        | WasmFeatures::CM_ASYNC;
    let mut validator = Validator::new_with_features(features);
    match validator.validate_all(bytes) {
        Ok(_) => Ok(()),
        Err(error) => Err(format!("the composition is not valid: {error}")),
    }
}
