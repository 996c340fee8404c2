"""Which names a request may call the server by: a page elsewhere that points its own name at this machine is turned away."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection

# Names of this machine for itself.
LOCAL_NAMES = ("localhost",)


def host_name(header: str) -> str:
    """The name of a ``Host`` header, without the port and in lower case; empty where it is none."""
    name, bracket, rest = header.strip().lower().rpartition("]")
    if bracket:
        return name.removeprefix("[") if not rest or rest.startswith(":") else ""
    # A dot at the end says that the name is whole.
    return rest.partition(":")[0].removesuffix(".")


def is_known_host(header: str, *, local: bool, names: Collection[str]) -> bool:
    """Whether a request may come under this name.

    Addresses in numbers cannot be pointed elsewhere by anybody, names can.

    Args:
        header: of the request.
        local: whether the server listens to this machine alone: then only its own names and addresses.
        names: further names that the server was told, in lower case.
    """
    name = host_name(header)
    if name in LOCAL_NAMES or name in names:
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or not local
