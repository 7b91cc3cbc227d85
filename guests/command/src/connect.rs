//! A TCP connection through `wasi:sockets` itself, which names its errors as the standard does.

use std::net::{SocketAddr, SocketAddrV4, SocketAddrV6};

use wasip2::sockets::instance_network::instance_network;
use wasip2::sockets::network::{
    ErrorCode, IpAddressFamily, IpSocketAddress, Ipv4SocketAddress, Ipv6SocketAddress,
};
use wasip2::sockets::tcp_create_socket::create_tcp_socket;

pub fn connect(address: &str) -> Result<(), String> {
    let address: SocketAddr = address
        .parse()
        .map_err(|_| format!("`{address}` is no address with a port"))?;
    open(address).map_err(|code| code.name().to_owned())
}

fn open(address: SocketAddr) -> Result<(), ErrorCode> {
    let (family, remote) = match address {
        SocketAddr::V4(address) => (IpAddressFamily::Ipv4, v4(address)),
        SocketAddr::V6(address) => (IpAddressFamily::Ipv6, v6(address)),
    };
    let socket = create_tcp_socket(family)?;
    socket.start_connect(&instance_network(), remote)?;
    loop {
        match socket.finish_connect() {
            Err(ErrorCode::WouldBlock) => socket.subscribe().block(),
            done => return done.map(drop),
        }
    }
}

fn v4(address: SocketAddrV4) -> IpSocketAddress {
    IpSocketAddress::Ipv4(Ipv4SocketAddress {
        port: address.port(),
        address: address.ip().octets().into(),
    })
}

fn v6(address: SocketAddrV6) -> IpSocketAddress {
    IpSocketAddress::Ipv6(Ipv6SocketAddress {
        port: address.port(),
        flow_info: address.flowinfo(),
        address: address.ip().segments().into(),
        scope_id: address.scope_id(),
    })
}
