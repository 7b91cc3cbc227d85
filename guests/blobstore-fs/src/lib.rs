//! `wasi:blobstore` over the first directory that is mounted: containers are directories, objects are files.

mod incoming;
mod names;
mod outgoing;
mod paths;

use std::cell::Cell;
use std::fs;

use exports::wasi::blobstore::blobstore::{self, Container, ObjectId};
use exports::wasi::blobstore::container::{
    self, ContainerMetadata, GuestContainer, IncomingValue, ObjectMetadata, OutgoingValueBorrow,
    StreamObjectNames,
};
use exports::wasi::blobstore::types;

use paths::Place;

wit_bindgen::generate!({
    path: ["../wit/deps/io.wit", "../wit/deps/blobstore.wit"],
    inline: "
        package example:blobs;

        world files {
            export wasi:blobstore/blobstore@0.2.0-draft;
            export wasi:blobstore/container@0.2.0-draft;
            export wasi:blobstore/types@0.2.0-draft;
        }
    ",
    with: {
        "wasi:io/error@0.2.0": wasip2::io::error,
        "wasi:io/poll@0.2.0": wasip2::io::poll,
        "wasi:io/streams@0.2.0": wasip2::io::streams,
    },
    generate_all,
});
export!(Files);

struct Files;

impl types::Guest for Files {
    type OutgoingValue = outgoing::Outgoing;
    type IncomingValue = incoming::Incoming;
}

impl container::Guest for Files {
    type Container = Place;
    type StreamObjectNames = names::Names;
}

impl blobstore::Guest for Files {
    fn create_container(name: String) -> Result<Container, String> {
        let place = Place::of(name)?;
        place.create()?;
        Ok(Container::new(place))
    }

    fn get_container(name: String) -> Result<Container, String> {
        let place = Place::of(name)?;
        place.check()?;
        Ok(Container::new(place))
    }

    fn delete_container(name: String) -> Result<(), String> {
        let place = Place::of(name)?;
        place.check()?;
        fs::remove_dir_all(&place.directory).map_err(paths::failed)
    }

    fn container_exists(name: String) -> Result<bool, String> {
        Ok(Place::of(name)?.exists())
    }

    fn copy_object(src: ObjectId, dest: ObjectId) -> Result<(), String> {
        let (from, to) = (Place::of(src.container)?, Place::of(dest.container)?);
        let (source, target) = (from.existing(&src.object)?, to.object(&dest.object)?);
        to.check()?;
        // The copy is complete when it gets its name.
        let copy = paths::upload()?;
        let copied = fs::copy(source, &copy).and_then(|_| fs::rename(&copy, target));
        copied.map_err(|error| {
            let _ = fs::remove_file(&copy);
            paths::failed(error)
        })
    }

    fn move_object(src: ObjectId, dest: ObjectId) -> Result<(), String> {
        let (from, to) = (Place::of(src.container)?, Place::of(dest.container)?);
        let (source, target) = (from.existing(&src.object)?, to.object(&dest.object)?);
        to.check()?;
        fs::rename(source, target).map_err(paths::failed)
    }
}

impl GuestContainer for Place {
    fn name(&self) -> Result<String, String> {
        Ok(self.name.clone())
    }

    fn info(&self) -> Result<ContainerMetadata, String> {
        let created_at = self.created_at()?;
        let name = self.name.clone();
        Ok(ContainerMetadata { name, created_at })
    }

    fn get_data(&self, name: String, start: u64, end: u64) -> Result<IncomingValue, String> {
        let value = incoming::open(&self.existing(&name)?, start, end)?;
        Ok(IncomingValue::new(value))
    }

    fn write_data(&self, name: String, data: OutgoingValueBorrow<'_>) -> Result<(), String> {
        let target = self.object(&name)?;
        self.check()?;
        data.get::<outgoing::Outgoing>().store_as(target)
    }

    fn list_objects(&self) -> Result<StreamObjectNames, String> {
        let (names, next) = (self.names()?, Cell::new(0));
        Ok(StreamObjectNames::new(names::Names { names, next }))
    }

    fn delete_object(&self, name: String) -> Result<(), String> {
        let path = self.object(&name)?;
        self.check()?;
        paths::remove(&path)
    }

    fn delete_objects(&self, names: Vec<String>) -> Result<(), String> {
        let paths: Vec<_> = names
            .iter()
            .map(|name| self.object(name))
            .collect::<Result<_, _>>()?;
        self.check()?;
        paths.iter().try_for_each(|path| paths::remove(path))
    }

    fn has_object(&self, name: String) -> Result<bool, String> {
        let path = self.object(&name)?;
        self.check()?;
        Ok(path.is_file())
    }

    fn object_info(&self, name: String) -> Result<ObjectMetadata, String> {
        let found = fs::metadata(self.existing(&name)?).map_err(paths::failed)?;
        let (created_at, container) = (paths::written(&found)?, self.name.clone());
        Ok(ObjectMetadata {
            name,
            container,
            created_at,
            size: found.len(),
        })
    }

    fn clear(&self) -> Result<(), String> {
        self.delete_objects(self.names()?)
    }
}
