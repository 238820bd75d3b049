"""Where it listens, and the address under which a browser finds it.

It imports nothing large: that nothing can listen there is to be said at once.
"""

from __future__ import annotations

import ipaddress
import secrets
import socket
from urllib.parse import urlencode

from sim.base.errors import InputError, Problem

_LOCAL_NAMES = ("localhost",)


def is_local(host: str) -> bool:
    """Whether an address or name means this machine alone."""
    name = host.strip("[]").lower()
    if name in _LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def new_token() -> str:
    """A token that nobody guesses."""
    return secrets.token_urlsafe(24)


def address(host: str, port: int, token: str = "") -> str:
    """Where a browser finds it."""
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/" + (f"?{urlencode({'token': token})}" if token else "")


def check_free(host: str, port: int) -> None:
    """InputError where nothing can listen there."""
    try:
        with socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET
        ):
            pass
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        what = f"nothing can listen on {host}, port {port}: {reason}"
        cure = "name another port with --port, or another address with --host"
        raise InputError([Problem(what, cure=cure)]) from None
