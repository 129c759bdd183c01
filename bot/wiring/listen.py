"""Where the web page is found: the socket that it listens on, and the addresses that lead to it."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from bot.config.settings import Settings
from bot.domain.errors import NotConfigured

#: Hosts that mean every address of this machine, and by which address a browser on it finds what listens there.
_EVERYWHERE = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104


def everywhere(host: str) -> bool:
    """Whether to listen on `host` is to listen on every address of this machine."""
    return host in _EVERYWHERE


def here(host: str, port: int) -> str:
    """The address at which a browser on this machine finds what listens on `host`."""
    name = _EVERYWHERE.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{name}:{port}"


def root(settings: Settings) -> str:
    """Where links to the web page begin: the public address, else the one on this machine."""
    return settings.public_url or here(settings.http_host, settings.http_port)


@contextmanager
def listener(host: str, port: int, *, else_any: bool = False) -> Iterator[socket.socket]:
    """A listening socket; with `else_any` another port is taken where this one is in use.

    Raises:
        NotConfigured: the port is in use, or there is no such address here.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            _bind(sock, host, port, else_any=else_any)
        except OSError as error:
            raise NotConfigured(_why_not(error, host, port)) from error
        sock.listen(128)
        sock.setblocking(False)
        yield sock


def _bind(sock: socket.socket, host: str, port: int, *, else_any: bool) -> None:
    try:
        sock.bind((host, port))
    except OSError as error:
        if error.errno != errno.EADDRINUSE or not else_any:
            raise
        sock.bind((host, 0))


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use; stop what listens there, or set PAPERDESK_HTTP_PORT to another."
    if error.errno == errno.EACCES:
        return f"This user may not listen on port {port}; set PAPERDESK_HTTP_PORT to one above 1023."
    return (
        f"Nothing can listen on {host} here ({error.strerror}); set PAPERDESK_HTTP_HOST to an address of this machine."
    )


def address(sock: socket.socket) -> str:
    """The address at which a browser on this machine finds a listening socket."""
    host, port = sock.getsockname()[:2]
    return here(host, port)
