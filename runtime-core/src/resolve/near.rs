//! What is offered under a name similar to the one that nobody serves.

use hostplug::InterfaceId;

use crate::part::Part;
use crate::registry::Offer;

/// Sentences about the nearest offers, best first.
pub(super) fn misses<'a>(
    import: &InterfaceId,
    siblings: impl Iterator<Item = (&'a str, &'a Part)>,
    offers: &[Offer],
) -> Vec<String> {
    let mut found: Vec<(u8, String)> = Vec::new();
    for offer in offers {
        for interface in &offer.registration.imports {
            let sentence = || {
                format!(
                    "plugin `{}` serves `{}`{}",
                    offer.name,
                    interface.id,
                    why(import, &interface.id)
                )
            };
            found.extend(distance(import, &interface.id).map(|distance| (distance, sentence())));
        }
    }
    for (name, part) in siblings {
        for export in part
            .exports()
            .keys()
            .filter_map(|name| name.parse::<InterfaceId>().ok())
        {
            let sentence = || {
                format!(
                    "component `{name}` exports `{export}`{}",
                    why(import, &export)
                )
            };
            found.extend(distance(import, &export).map(|distance| (distance, sentence())));
        }
    }
    for builtin in crate::wasi::interfaces() {
        let sentence = || format!("the runtime serves `{builtin}`{}", why(import, &builtin));
        found.extend(
            distance(import, &builtin)
                .filter(|distance| *distance < 2)
                .map(|distance| (distance, sentence())),
        );
    }
    found.sort();
    let best = found.first().map(|(distance, _)| *distance);
    found
        .into_iter()
        .filter(|(distance, _)| Some(*distance) == best)
        .map(|(_, sentence)| sentence)
        .take(3)
        .collect()
}

/// 0: another version. 1: another interface of the package. 2: a package with a similar name.
fn distance(import: &InterfaceId, offer: &InterfaceId) -> Option<u8> {
    if import.same_interface(offer) {
        return Some(0);
    }
    if import.namespace() != offer.namespace() {
        return None;
    }
    let (wanted, offered) = (import.package(), offer.package());
    match wanted == offered {
        true => Some(1),
        false if similar(wanted, offered) => Some(2),
        false => None,
    }
}

/// `runtime-config` was once the name of `config`.
fn similar(a: &str, b: &str) -> bool {
    a.split('-').any(|word| word == b) || b.split('-').any(|word| word == a)
}

fn why(import: &InterfaceId, offer: &InterfaceId) -> String {
    match (import.track(), offer.track()) {
        (Some(wanted), Some(offered)) if wanted != offered => {
            format!(" (another track: {offered} is not {wanted})")
        }
        _ if !import.same_interface(offer) => String::new(),
        _ => " (a pre-release, 0.0.x or unversioned name is only served by itself)".to_owned(),
    }
}
