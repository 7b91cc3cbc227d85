use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use hostplug::wasmtime::Config;
use tempfile::TempDir;

use super::super::envelope::HEADER;
use super::super::{Cache, CacheStatistics};
use crate::engine::{Engine, Profile};
use crate::part::sha256;

const ANSWER: &str = r#"(module (func (export "f") (result i32) i32.const 42))"#;
const LIMIT: u64 = 1 << 20;

/// A process with a cache; nothing stays in its memory.
fn cache(directory: &TempDir, limit: u64) -> Cache {
    of(directory.path(), limit, &Config::new())
}

fn of(directory: &Path, limit: u64, config: &Config) -> Cache {
    Cache::new(Engine::from_config(config).unwrap(), 0)
        .with_directory(directory, limit)
        .unwrap()
}

fn take(cache: &Cache, wat: &str) -> CacheStatistics {
    let bytes = wat::parse_str(wat).unwrap();
    let code = cache.code(Profile::P3).unwrap();
    let (module, _hold) = code.module(&sha256(&bytes), &bytes).unwrap();
    assert_eq!(module.exports().len(), 1);
    cache.statistics()
}

/// A module of another content for each number.
fn numbered(number: u32) -> String {
    format!(r#"(module (func (export "f") (result i32) i32.const {number}))"#)
}

fn files(directory: &TempDir) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(directory.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

fn only_file(directory: &TempDir) -> PathBuf {
    let files = files(directory);
    assert_eq!(files.len(), 1, "{files:?}");
    files[0].clone()
}

/// A directory with one module, and its file.
fn stored() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let statistics = take(&cache(&directory, LIMIT), ANSWER);
    assert_eq!(statistics.modules.compiled, 1);
    let file = only_file(&directory);
    assert_eq!(statistics.disk_bytes, file.metadata().unwrap().len());
    (directory, file)
}

/// After something has been done to the file, it must be refused once and be whole again.
fn is_replaced(directory: &TempDir, what: &str) {
    let statistics = take(&cache(directory, LIMIT), ANSWER);
    assert_eq!(
        (
            statistics.rejected,
            statistics.modules.compiled,
            statistics.modules.from_disk
        ),
        (1, 1, 0),
        "{what}"
    );
    is_loaded(directory, what);
}

fn is_loaded(directory: &TempDir, what: &str) {
    let statistics = take(&cache(directory, LIMIT), ANSWER);
    assert_eq!(
        (
            statistics.rejected,
            statistics.modules.compiled,
            statistics.modules.from_disk
        ),
        (0, 0, 1),
        "{what}"
    );
}

#[test]
fn what_one_process_compiles_the_next_one_loads() {
    let (directory, _) = stored();
    is_loaded(&directory, "untouched");
}

#[test]
fn a_changed_byte_anywhere_is_found() {
    let (directory, file) = stored();
    let whole = fs::read(&file).unwrap();
    let in_payload = [HEADER, HEADER + 1, whole.len() / 2, whole.len() - 1];
    for at in (0..HEADER).step_by(7).chain(in_payload) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(&file, bytes).unwrap();
        is_replaced(&directory, &format!("byte {at}"));
    }
    assert_eq!(fs::read(&file).unwrap(), whole);
}

#[test]
fn a_file_that_is_too_short_or_too_long_is_replaced() {
    let (directory, file) = stored();
    let whole = fs::read(&file).unwrap();
    for length in [0, 1, 15, 16, HEADER - 1, HEADER, whole.len() - 1] {
        fs::write(&file, &whole[..length]).unwrap();
        is_replaced(&directory, &format!("{length} bytes"));
    }
    fs::write(&file, [&whole[..], b"x"].concat()).unwrap();
    is_replaced(&directory, "one byte more");
}

#[test]
fn a_file_of_another_module_or_engine_under_this_name_is_replaced() {
    let (directory, file) = stored();
    let other = tempfile::tempdir().unwrap();
    take(&cache(&other, LIMIT), &numbered(1));
    fs::rename(only_file(&other), &file).unwrap();
    is_replaced(&directory, "another module");
    let mut config = Config::new();
    config.wasm_simd(false).wasm_relaxed_simd(false);
    take(&of(other.path(), LIMIT, &config), ANSWER);
    fs::rename(only_file(&other), &file).unwrap();
    is_replaced(&directory, "another engine");
}

#[test]
fn engines_that_differ_have_files_of_their_own() {
    let (directory, _) = stored();
    let mut config = Config::new();
    config.consume_fuel(true);
    let other = take(&of(directory.path(), LIMIT, &config), ANSWER);
    assert_eq!((other.modules.compiled, other.rejected), (1, 0));
    let cache = cache(&directory, LIMIT);
    let bytes = wat::parse_str(ANSWER).unwrap();
    let code = cache.code(Profile::P2).unwrap();
    code.module(&sha256(&bytes), &bytes).unwrap();
    assert_eq!(cache.statistics().modules.compiled, 1);
    assert_eq!(files(&directory).len(), 3);
}

#[test]
fn payload_that_wasmtime_refuses_is_replaced() {
    let (directory, file) = stored();
    let whole = fs::read(&file).unwrap();
    let identity = whole[16..48].try_into().unwrap();
    let mut bytes = super::super::envelope::header(identity, b"no code");
    bytes.extend(b"no code");
    fs::write(&file, bytes).unwrap();
    is_replaced(&directory, "no code");
}

#[test]
fn leftovers_of_writers_go_when_they_are_old_and_foreign_files_stay() {
    let (directory, _) = stored();
    let leftover = |name: &str, age: Duration| {
        let path = directory.path().join(name);
        let file = File::create(&path).unwrap();
        file.set_modified(SystemTime::now() - age).unwrap();
        path
    };
    let day = Duration::from_secs(24 * 60 * 60);
    let old = leftover(".unfinished-old", day);
    let young = leftover(".unfinished-young", Duration::ZERO);
    let foreign = leftover("notes.code", day);
    is_loaded(&directory, "beside leftovers");
    assert!(!old.exists());
    assert!(young.exists(), "somebody may still write it");
    drop(cache(&directory, 0));
    assert_eq!(files(&directory), [young, foreign], "they are none of ours");
}

#[test]
fn the_longest_unused_files_go_when_there_are_too_many_bytes() {
    let (directory, first) = stored();
    let one = first.metadata().unwrap().len();
    let limit = 4 * one;
    let set_age = |path: &Path, seconds| {
        let time = SystemTime::now() - Duration::from_secs(seconds);
        File::open(path).unwrap().set_modified(time).unwrap();
    };
    set_age(&first, 1000);
    for number in 1..4 {
        let before = files(&directory);
        take(&cache(&directory, limit), &numbered(number));
        let new = files(&directory)
            .into_iter()
            .find(|file| !before.contains(file));
        set_age(&new.unwrap(), 100 - u64::from(number));
    }
    assert_eq!(files(&directory).len(), 4);
    is_loaded(&directory, "it is young again");
    let statistics = take(&cache(&directory, limit), &numbered(4));
    assert!(statistics.disk_bytes <= limit, "{statistics:?}");
    assert!(first.exists(), "it has just been used");
    assert_eq!(
        take(&cache(&directory, limit), &numbered(1))
            .modules
            .compiled,
        1,
        "it was the oldest"
    );
}

#[test]
fn a_file_larger_than_the_limit_is_not_written() {
    let directory = tempfile::tempdir().unwrap();
    let statistics = take(&cache(&directory, 100), ANSWER);
    assert_eq!((statistics.disk_bytes, statistics.disk_errors), (0, 0));
    assert!(files(&directory).is_empty());
}

#[test]
fn the_limit_is_kept_without_looking_at_the_directory_each_time() {
    let (directory, first) = stored();
    let limit = 100 * first.metadata().unwrap().len();
    let cache = cache(&directory, limit);
    let before = cache.statistics().disk_bytes;
    let by_another_process = directory.path().join("module-x.code");
    fs::write(&by_another_process, vec![0; 1000]).unwrap();
    let after = take(&cache, &numbered(1)).disk_bytes;
    assert_eq!(after, 2 * before, "nobody has looked");
    for number in 2..20 {
        take(&cache, &numbered(number));
    }
    let seen = cache.statistics().disk_bytes;
    assert!(
        seen >= 20 * before + 1000,
        "{seen}: somebody has looked by now"
    );
}

#[test]
fn a_directory_that_goes_away_fails_nothing() {
    let (directory, _) = stored();
    let cache = cache(&directory, LIMIT);
    fs::remove_dir_all(directory.path()).unwrap();
    let statistics = take(&cache, ANSWER);
    assert_eq!(
        (statistics.modules.compiled, statistics.disk_errors),
        (1, 1)
    );
}

#[cfg(unix)]
mod unix {
    use std::fs::Permissions;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use rustix::fs::{CWD, FileType, Mode, mknodat};

    use super::*;

    fn mode(path: &Path) -> u32 {
        path.metadata().unwrap().permissions().mode() & 0o777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    fn refused(directory: &Path) -> String {
        let cache = Cache::new(Engine::new().unwrap(), 0);
        cache
            .with_directory(directory, LIMIT)
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn directory_and_files_are_for_their_owner_alone() {
        let outer = tempfile::tempdir().unwrap();
        let directory = outer.path().join("a").join("b");
        let cache = of(&directory, LIMIT, &Config::new());
        take(&cache, ANSWER);
        assert_eq!(mode(&directory), 0o700);
        let file = fs::read_dir(&directory).unwrap().next().unwrap().unwrap();
        assert_eq!(mode(&file.path()), 0o600);
    }

    #[test]
    fn a_file_that_others_can_write_is_replaced() {
        for open in [0o602, 0o620, 0o666] {
            let (directory, file) = stored();
            set_mode(&file, open);
            is_replaced(&directory, &format!("{open:o}"));
            assert_eq!(mode(&file), 0o600);
        }
    }

    #[test]
    fn a_link_is_not_followed_but_replaced() {
        let (directory, file) = stored();
        let elsewhere = tempfile::tempdir().unwrap();
        let target = elsewhere.path().join("target");
        fs::rename(&file, &target).unwrap();
        let before = fs::read(&target).unwrap();
        symlink(&target, &file).unwrap();
        is_replaced(&directory, "a link");
        assert!(!file.is_symlink());
        assert_eq!(fs::read(&target).unwrap(), before);
    }

    /// Opening a pipe waits for somebody who writes to it.
    #[test]
    fn a_pipe_does_not_hold_up_the_start() {
        let (directory, file) = stored();
        fs::remove_file(&file).unwrap();
        mknodat(CWD, &file, FileType::Fifo, Mode::RWXU, 0).unwrap();
        is_replaced(&directory, "a pipe");
    }

    #[test]
    fn a_directory_that_others_can_write_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        set_mode(directory.path(), 0o777);
        let path = directory.path().display();
        assert_eq!(
            refused(directory.path()),
            format!(
                "`{path}` cannot keep compiled code: others can write to it, since its mode is 777\n\
                 help: type `chmod 700 {path}`"
            )
        );
        set_mode(directory.path(), 0o755);
        take(&cache(&directory, LIMIT), ANSWER);
    }

    #[test]
    fn a_directory_behind_a_link_and_a_file_are_refused() {
        let outer = tempfile::tempdir().unwrap();
        let (target, link) = (outer.path().join("target"), outer.path().join("link"));
        fs::create_dir(&target).unwrap();
        symlink(&target, &link).unwrap();
        let text = refused(&link);
        assert!(text.contains("it is a symbolic link\nhelp: name"), "{text}");
        let file = outer.path().join("file");
        File::create(&file).unwrap();
        assert!(refused(&file).contains("cannot keep compiled code"));
    }

    /// The superuser can write to it all the same, so only its reading is told from the counts.
    #[test]
    fn a_directory_that_cannot_be_written_is_read() {
        let (directory, _) = stored();
        set_mode(directory.path(), 0o500);
        let can_write = File::create(directory.path().join("probe")).is_ok();
        let cache = cache(&directory, LIMIT);
        assert_eq!(take(&cache, ANSWER).modules.from_disk, 1);
        let statistics = take(&cache, &numbered(1));
        assert_eq!(statistics.modules.compiled, 1);
        assert_eq!(statistics.disk_errors, u64::from(!can_write));
        set_mode(directory.path(), 0o700);
    }
}
