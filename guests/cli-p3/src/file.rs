//! Files below the first preopened directory, whose paths begin with where it is seen.

use crate::wasi::filesystem::preopens;
use crate::wasi::filesystem::types::{
    Descriptor, DescriptorFlags, ErrorCode, OpenFlags, PathFlags,
};
use crate::{copy, print, wit_stream};

pub async fn cat(path: &str) {
    match open(path, OpenFlags::empty(), DescriptorFlags::READ).await {
        Ok(file) => copy(file.read_via_stream(0).0).await,
        Err(message) => print(message).await,
    }
}

pub async fn write(path: &str, text: &str) {
    if let Err(message) = try_write(path, text).await {
        print(message).await;
    }
}

async fn try_write(path: &str, text: &str) -> Result<(), String> {
    let file = open(path, OpenFlags::CREATE, DescriptorFlags::WRITE).await?;
    let (mut writer, reader) = wit_stream::new();
    let written = file.write_via_stream(reader, 0);
    writer.write_all(text.as_bytes().to_vec()).await;
    drop(writer);
    written.await.map_err(describe)
}

async fn open(path: &str, open: OpenFlags, flags: DescriptorFlags) -> Result<Descriptor, String> {
    let directories = preopens::get_directories();
    let (directory, below) = directories
        .iter()
        .find_map(|(directory, at)| Some((directory, path.strip_prefix(at.as_str())?)))
        .ok_or("error: no directory\n")?;
    let below = below.trim_start_matches('/').to_owned();
    let opened = directory.open_at(PathFlags::empty(), below, open, flags);
    opened.await.map_err(describe)
}

fn describe(code: ErrorCode) -> String {
    format!("error: {code:?}\n")
}
