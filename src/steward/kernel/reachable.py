"""Addresses that a request may leave for: none of this machine, of its network, of a cloud's inside (quality C7)."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

# An IPv4 address within an IPv6 one (RFC 6052): the gateway goes on to the inner one.
_NAT64 = IPv6Network("64:ff9b::/96")
# Ways from IPv6 back to IPv4 that end wherever somebody wants (6to4, Teredo, a network's own translation).
_TUNNELS = tuple(map(IPv6Network, ("2002::/16", "2001::/32", "64:ff9b:1::/48", "::/96")))
# Where clouds tell secrets to whoever asks from within; not even an allowed network opens them.
_CLOUDS = frozenset(
    map(
        ip_address,
        ("169.254.169.254", "169.254.170.2", "168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254"),
    )
)


def networks(words: str) -> tuple[Network, ...]:
    """Networks from text, with commas between them. Raises ValueError for what is none."""
    return tuple(ip_network(word.strip()) for word in words.split(",") if word.strip())


def meant(address: Address) -> Address:
    """The address at which a packet ends: of one that carries an IPv4 address within, the inner one."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else address


def is_reachable(address: Address, allowed: Iterable[Network]) -> bool:
    """Whether a request may go there: a public address of one host, or one of an allowed network."""
    end = meant(address)
    if end in _CLOUDS or end.is_multicast or end.is_unspecified:
        return False
    if any(end in network for network in allowed):
        return True
    if isinstance(end, IPv6Address) and (end.is_site_local or any(end in tunnel for tunnel in _TUNNELS)):
        return False
    return end.is_global and not (end.is_private or end.is_reserved or end.is_loopback or end.is_link_local)
