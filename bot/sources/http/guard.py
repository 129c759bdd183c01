"""Keeps requests away from private networks: what a paper links to must not lead into the operator's own house."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

import anyio
import httpcore2

from bot.domain.errors import SourceAway

_DEFAULT_PORTS = {"http": 80, "https": 443}
# Prefixes whose last 32 bits are an IPv4 address that a gateway would go to (RFC 6052, RFC 8215).
_TRANSLATED = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/96"))
_ADDRESSES_TRIED = 4


class Unreached(httpcore2.ConnectError):
    """No connection came about: no such name, nobody listens, nobody answers. Whoever resets one was reached."""


Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def check_address(url: str) -> tuple[str, int]:
    """Host and port of an address that may be asked at all: http or https, a host, no password in it.

    Raises:
        SourceAway: this is no such address.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise SourceAway(f"“{url[:80]}” is not a web address; check where it comes from.") from error
    if parts.scheme not in _DEFAULT_PORTS or not host or "@" in parts.netloc:
        raise SourceAway(f"“{url[:80]}” is not a plain http or https address, so it was not opened.")
    return host.lower(), port or _DEFAULT_PORTS[parts.scheme]


def is_public(address: Address) -> bool:
    """An address of the open internet, seen through the ways in which IPv6 can wrap an IPv4 one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is None and any(address in network for network in _TRANSLATED):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


class Guard(httpcore2.AsyncNetworkBackend):
    """Opens connections, to public addresses and to the operator's own choice of hosts only.

    The check and the connection use the same look-up, so that a name cannot change its address in between.
    """

    def __init__(self, trusted: Iterable[str] = (), *, within: float | None = None) -> None:
        """`trusted` are addresses (`http://127.0.0.1:8080/x`) whose host and port the operator configured.

        With `within`, looking a name up and trying all its addresses takes at most so many seconds together.
        """
        self._trusted = frozenset(check_address(url) for url in trusted)
        self._within = within
        self._inner = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  the library's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to the first address of `host` that answers, if all of them may be reached."""
        try:
            with anyio.fail_after(self._within):
                addresses = (await self._addresses(host, port))[:_ADDRESSES_TRIED]
                share = timeout if self._within is None else self._within / max(len(addresses), 1)
                return await self._first(addresses, port, share, local_address, socket_options)
        except TimeoutError as late:
            raise Unreached(f"no answer in {self._within or 0:.0f} seconds") from late

    async def _first(
        self,
        addresses: list[str],
        port: int,
        share: float | None,
        local_address: str | None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None,
    ) -> httpcore2.AsyncNetworkStream:
        failure: Exception | None = None
        for address in addresses:
            try:
                return await self._inner.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise Unreached(_reason(failure) if failure else "it has no address") from failure

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)

    async def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as failure:
            raise Unreached(f"its name was not found: {failure}") from failure
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if (host.lower(), port) in self._trusted:
            return addresses
        for text in addresses:
            if not is_public(ipaddress.ip_address(text.partition("%")[0])):
                raise SourceAway(f"{host} leads into a private network, so it was not opened.")
        return addresses


def _reason(failure: BaseException) -> str:
    """What the system said, below what the libraries made of it ("All connection attempts failed")."""
    while failure.__cause__ is not None:
        failure = failure.__cause__
    if isinstance(failure, OSError) and failure.errno:
        return os.strerror(failure.errno)  # asyncio puts words of its own in the place of the system's
    return str(failure) or "nobody answered"
