"""Where it listens: which names mean this machine, tokens, addresses, and ports that are taken."""

import socket
import subprocess
import sys

import pytest

from dashboards import network
from sim.base.errors import InputError


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "LocalHost", "::1", "[::1]", "127.3.2.1"]
)
def test_what_is_local(host: str) -> None:
    assert network.is_local(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.2", "example.org", "127.1.", "0"])  # noqa: S104
def test_what_is_not_local(host: str) -> None:
    assert not network.is_local(host)


def test_tokens_are_long_and_differ() -> None:
    tokens = {network.new_token() for _ in range(50)}
    assert len(tokens) == 50
    assert min(map(len, tokens)) >= 32


def test_addresses_are_what_a_browser_takes() -> None:
    assert network.address("127.0.0.1", 8050) == "http://127.0.0.1:8050/"
    assert network.address("::1", 80, "a b") == "http://[::1]:80/?token=a+b"


def test_a_busy_port_and_a_bad_host_are_bad_input() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"port {port}"):
            network.check_free("127.0.0.1", port)
    for host in ("no.such.host.invalid", "256.1.1.1", "a" * 300, "192.0.2.1"):
        with pytest.raises(InputError, match="--host"):
            network.check_free(host, 0)
    network.check_free("127.0.0.1", 0)


def test_nothing_large_is_imported_to_say_that_nothing_can_listen_there() -> None:
    asked = "import sys; from dashboards import network; print({'dash', 'numpy'} & {*sys.modules})"
    found = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=False
    )
    assert (found.stdout.strip(), found.stderr) == ("set()", "")
