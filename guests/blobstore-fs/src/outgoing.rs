//! Objects that are written: a file without the object's name, which it gets at the end.

use std::cell::{OnceCell, RefCell};
use std::fs;
use std::path::PathBuf;

use wasip2::filesystem::types::{DescriptorFlags, OpenFlags};
use wasip2::io::streams::OutputStream;

use crate::exports::wasi::blobstore::types::{GuestOutgoingValue, OutgoingValue};
use crate::paths;

#[derive(Default)]
pub struct Outgoing {
    file: OnceCell<PathBuf>,
    target: RefCell<Option<PathBuf>>,
}

impl Outgoing {
    pub fn store_as(&self, path: PathBuf) -> Result<(), String> {
        let mut target = self.target.borrow_mut();
        if target.is_some() {
            return Err("the value has a name already".to_owned());
        }
        *target = Some(path);
        Ok(())
    }

    fn create(&self) -> Result<OutputStream, String> {
        let path = paths::upload()?;
        let options = OpenFlags::CREATE | OpenFlags::EXCLUSIVE;
        let file = paths::open(&path, options, DescriptorFlags::WRITE)?;
        // The second call finds a file here.
        self.file.set(path).map_err(|_| String::new())?;
        file.write_via_stream(0)
            .map_err(|code| code.message().to_owned())
    }

    fn place(&self) -> Result<(), String> {
        let target = self.target.borrow_mut().take();
        let target = target.ok_or("the value was not given to `write-data`")?;
        let Some(file) = self.file.get() else {
            return fs::write(target, "").map_err(paths::failed);
        };
        fs::rename(file, target).map_err(paths::failed)
    }
}

impl GuestOutgoingValue for Outgoing {
    fn new_outgoing_value() -> OutgoingValue {
        OutgoingValue::new(Outgoing::default())
    }

    fn outgoing_value_write_body(&self) -> Result<OutputStream, ()> {
        if self.file.get().is_some() {
            return Err(());
        }
        self.create().map_err(drop)
    }

    fn finish(this: OutgoingValue) -> Result<(), String> {
        this.into_inner::<Outgoing>().place()
    }
}

/// What was not finished is no object.
impl Drop for Outgoing {
    fn drop(&mut self) {
        if let Some(file) = self.file.get() {
            let _ = fs::remove_file(file);
        }
    }
}
