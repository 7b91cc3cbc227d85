//! A TCP connection.

use std::net::{SocketAddr, SocketAddrV4, SocketAddrV6};

use crate::wasi::sockets::types::{
    ErrorCode, IpAddressFamily, IpSocketAddress, Ipv4SocketAddress, Ipv6SocketAddress, TcpSocket,
};

pub async fn connect(address: &str) -> String {
    let Ok(address) = address.parse() else {
        return format!("`{address}` is no address with a port\n");
    };
    match open(address).await {
        Ok(()) => "connected\n".to_owned(),
        Err(code) => format!("error: {code:?}\n"),
    }
}

async fn open(address: SocketAddr) -> Result<(), ErrorCode> {
    let (family, remote) = match address {
        SocketAddr::V4(address) => (IpAddressFamily::Ipv4, v4(address)),
        SocketAddr::V6(address) => (IpAddressFamily::Ipv6, v6(address)),
    };
    TcpSocket::create(family)?.connect(remote).await
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
