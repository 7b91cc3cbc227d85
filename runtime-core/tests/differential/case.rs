//! What is composed, and how it went.

use hostplug_runtime::compose::{ComposeError, Composition};
use hostplug_runtime::part::Part;
use wasmparser::{Validator, WasmFeatures};

use crate::random::Random;
use crate::world::World;
use crate::{component, ours, theirs};

/// Parts in a row: each takes what it can from the next one, and the rest from the host.
pub(crate) struct Case {
    pub(crate) wit: String,
    pub(crate) parts: Vec<Part>,
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
    /// There are no components of such a world, or they have nothing in common.
    NothingToLink,
}

impl Case {
    /// Most worlds import and export nothing, so a seed stands for the first one that has something to link.
    pub(crate) fn new(seed: u64) -> Option<Self> {
        let mut random = Random::new(seed);
        (0..100).find_map(|_| Self::generate(&mut random))
    }

    fn generate(random: &mut Random) -> Option<Self> {
        let world = World::generate(random)?;
        let worlds = row(&world, random)?;
        let wit = worlds.iter().map(World::wit).collect::<Vec<_>>().join("\n");
        let parts = worlds.iter().enumerate().map(|(place, world)| {
            let bytes = component::component(world, random)?;
            let part = Part::parse(&format!("part-{place}"), bytes);
            Some(part.unwrap_or_else(|error| panic!("{error}\n{wit}")))
        });
        let parts: Vec<_> = parts.collect::<Option<_>>()?;
        let linked = |pair: &[Part]| ours::linked(&pair[0], &pair[1]).next().is_some();
        let all_linked = parts.windows(2).all(linked);
        all_linked.then_some(Self { wit, parts })
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

fn row(world: &World, random: &mut Random) -> Option<Vec<World>> {
    Some(match random.below(4) {
        0 => vec![world.importing()?, world.clone()],
        1 => {
            let importing = world.importing()?;
            vec![importing.clone(), importing.passing_on(), world.clone()]
        }
        2 => vec![world.clone(), world.passing_on(), world.exporting(random)?],
        _ => vec![world.clone(), world.exporting(random)?],
    })
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
