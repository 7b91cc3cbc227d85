fn find() -> hostplug::Result<u32, std::fmt::Error> {
    Ok(1)
}

fn main() {}
