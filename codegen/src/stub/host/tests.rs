//! Which plugins a host can name, and how it makes them.

use super::*;

fn library(files: &[(&str, &str)]) -> Library {
    let files: Vec<_> = files
        .iter()
        .map(|(path, text)| SourceFile {
            path: path.into(),
            text: text.replace('@', "#[host_plugin(world = \"w\")]"),
        })
        .collect();
    Library::read(Path::new("src/lib.rs"), &files, Path::new(".")).unwrap()
}

/// The path of the only plugin, and what makes one.
fn found(files: &[(&str, &str)]) -> (Option<String>, Option<&'static str>) {
    let library = library(files);
    let [plugin] = library.plugins.as_slice() else {
        panic!("{:?}", library.plugins);
    };
    (plugin.path.clone(), library.construction(plugin))
}

#[test]
fn a_plugin_is_found_where_other_crates_see_it() {
    let path = |lib: &str| {
        let below = ("src/a/b.rs", "@ pub struct P;");
        let files = [("src/lib.rs", lib), ("src/a.rs", "pub mod b;"), below];
        found(&files).0
    };
    assert_eq!(path("pub mod a;").as_deref(), Some("a::b::P"));
    assert_eq!(path("mod a; pub use a::b::P;").as_deref(), Some("P"));
    assert_eq!(
        path("mod a; pub use self::a::b::{P as Q};").as_deref(),
        Some("Q")
    );
    assert_eq!(path("mod a; pub use crate::a::b::*;").as_deref(), Some("P"));
    assert_eq!(
        path("mod a; pub mod c { pub use super::a::b::P; }").as_deref(),
        Some("c::P")
    );
    assert_eq!(path("mod a; pub(crate) use a::b::P;"), None);
    assert_eq!(path("mod a; mod c { pub use super::a::b::P; }"), None);
}

#[test]
fn what_makes_a_plugin_is_found() {
    let made = |lib: &str| found(&[("src/lib.rs", lib)]).1;
    assert_eq!(made("@ pub struct P;"), Some(""));
    assert_eq!(
        made("@ #[derive(Debug, Default)] pub struct P(u8);"),
        Some("::default()")
    );
    assert_eq!(
        made("@ pub struct P {} impl Default for P { fn default() -> Self { P {} } }"),
        Some("::default()")
    );
    assert_eq!(
        made("@ pub struct P {} struct Q; impl Default for Q {}"),
        None
    );
}

#[test]
fn what_is_private_or_for_tests_is_no_plugin_of_a_host() {
    let lib = "@ struct A; #[cfg(test)] mod tests { @ pub struct B; } #[cfg(test)] mod more;";
    let files = [("src/lib.rs", lib), ("src/more.rs", "@ pub struct C;")];
    assert!(library(&files).plugins.is_empty());
}
