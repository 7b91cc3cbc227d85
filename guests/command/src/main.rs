//! A command with one sub-command for each thing that a command can ask of its host.

mod connect;

use std::{env, fs, io, process};

const HELP: &str = "\
args [ARG]...    prints each argument on a line
env              prints the environment, sorted
cat PATH         prints a file
write PATH TEXT  writes a file
ls PATH          prints the names in a folder, sorted
echo             copies standard input to standard output
stderr TEXT      prints to standard error
connect ADDR     opens a TCP connection to an address such as 127.0.0.1:80
exit N           ends with code N
panic            panics
help             prints this";

fn main() -> io::Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["args", rest @ ..] => rest.iter().for_each(|arg| println!("{arg}")),
        ["env"] => print_environment(),
        ["cat", path] => print!("{}", fs::read_to_string(path)?),
        ["write", path, text] => fs::write(path, text)?,
        ["ls", path] => print_folder(path)?,
        ["echo"] => drop(io::copy(&mut io::stdin(), &mut io::stdout())?),
        ["stderr", text] => eprintln!("{text}"),
        ["connect", address] => print_connection(address),
        ["exit", code] => process::exit(code.parse().map_err(io::Error::other)?),
        ["panic"] => panic!("asked to panic"),
        ["help"] | [] => println!("{HELP}"),
        _ => return Err(io::Error::other("no such command; try `help`")),
    }
    Ok(())
}

fn print_environment() {
    let mut variables: Vec<_> = env::vars().collect();
    variables.sort();
    for (name, value) in variables {
        println!("{name}={value}");
    }
}

fn print_folder(path: &str) -> io::Result<()> {
    let names = fs::read_dir(path)?.map(|entry| Ok(entry?.file_name()));
    let mut names = names.collect::<io::Result<Vec<_>>>()?;
    names.sort();
    for name in names {
        println!("{}", name.display());
    }
    Ok(())
}

fn print_connection(address: &str) {
    match connect::connect(address) {
        Ok(()) => println!("connected"),
        Err(message) => println!("error: {message}"),
    }
}
