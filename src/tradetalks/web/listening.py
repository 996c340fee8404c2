"""Where the server listens: sockets that are bound before anything is said of them."""

from __future__ import annotations

import errno
import os
import socket

from tradetalks.errors import TradeTalksError, message

# Of an address of a name which this machine does not have, as ``::1`` where it knows no IPv6: its others are used.
NOT_HERE = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


def listening(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen to a port, one for every address of a host, the same port for all.

    Args:
        host: a name or an address of this machine.
        port: 0 lets the system choose.

    Returns:
        At least one; ``getsockname()[1]`` is the port.

    Raises:
        TradeTalksError: it is no name, not of this machine, in use, or not allowed.
    """
    found: list[socket.socket] = []
    try:
        infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise _unable(host, port, error) from None
    refused = OSError(errno.EADDRNOTAVAIL, os.strerror(errno.EADDRNOTAVAIL))
    for family, _, _, _, address in dict.fromkeys(infos):
        try:
            found.append(_bound(family, (address[0], port, *address[2:])))
        except OSError as error:
            refused = error
            if error.errno not in NOT_HERE:
                _close(found)
                raise _unable(host, port, error) from None
        else:
            port = found[0].getsockname()[1]
    if not found:
        raise _unable(host, port, refused)
    return found


def _bound(family: int, address: tuple[str | int, ...]) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            # A port that a server has just left is free; elsewhere the option lets two servers have one port.
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            # IPv4 has sockets of its own.
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
        # Two servers may bind a port that neither listens to yet.
        made.listen()
    except OSError:
        made.close()
        raise
    return made


def _close(sockets: list[socket.socket]) -> None:
    for one in sockets:
        one.close()


def _unable(host: str, port: int, error: OSError) -> TradeTalksError:
    """What is said where a host's port cannot be listened to."""
    if error.errno == errno.EADDRINUSE:
        return TradeTalksError(
            message(
                f"port {port} of {host} is in use",
                do="another server may run already: use that one, or choose another --port (0 takes any that is free)",
            )
        )
    if isinstance(error, socket.gaierror) or error.errno in NOT_HERE:
        do = "leave --host out to serve this machine alone, or give one of its addresses, as 0.0.0.0 for all of them"
        return TradeTalksError(message(f"{host} is no address of this machine", details=[str(error.strerror)], do=do))
    do = "choose another --port: those below 1024 are often the system's"
    return TradeTalksError(message(f"port {port} of {host} cannot be used", details=[str(error.strerror)], do=do))
