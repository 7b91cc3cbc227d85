mod disk;
mod memory;
