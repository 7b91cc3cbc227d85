use hostplug::wasmtime::component::Resource;
use hostplug::{Caller, host_plugin};

#[host_plugin(
    world = "demo:store/plugin@1.0.0",
    inline = "
        package demo:store@1.0.0;
        interface types { record entry { key: string, value: list<u8> } enum error { full, gone } }
        interface store {
            use types.{entry, error};
            flags access { read, write }
            resource bucket {
                constructor(access: access);
                get: func(key: string) -> result<entry, error>;
                merge: static func(a: bucket, b: borrow<bucket>) -> bucket;
            }
        }
        world plugin { import store; }
    ",
    with("demo:store/store.bucket" = Bucket),
    bindings = generated
)]
pub(crate) struct Plugin;

pub(crate) struct Bucket {
    entries: Vec<Entry>,
}

use generated::store::{Access, HostBucket};
use generated::types::{Entry, Error};

impl HostBucket for Caller<'_, Plugin> {
    async fn new(&mut self, _: Access) -> hostplug::Result<Resource<Bucket>> {
        let entries = Vec::new();
        Ok(self.table().push(Bucket { entries })?)
    }

    async fn get(
        &mut self,
        bucket: Resource<Bucket>,
        key: String,
    ) -> hostplug::Result<Entry, Error> {
        let mut entries = self.table().get(&bucket)?.entries.iter();
        let found = entries.find(|entry| entry.key == key).cloned();
        found.ok_or(Error::Gone.into())
    }

    async fn merge(
        &mut self,
        a: Resource<Bucket>,
        b: Resource<Bucket>,
    ) -> hostplug::Result<Resource<Bucket>> {
        let more = self.table().get(&b)?.entries.clone();
        self.table().get_mut(&a)?.entries.extend(more);
        Ok(a)
    }

    async fn drop(&mut self, bucket: Resource<Bucket>) -> hostplug::Result<()> {
        self.table().delete(bucket)?;
        Ok(())
    }
}
