"""The guard that keeps the whole suite off the network works in this process and in those that it starts."""

import socket
import subprocess
import sys

import pytest


def test_a_name_or_an_address_elsewhere_is_refused():
    with pytest.raises(RuntimeError, match=r"elsewhere\.invalid"):
        socket.getaddrinfo("elsewhere.invalid", 443)
    with socket.socket() as client, pytest.raises(RuntimeError, match=r"192\.0\.2\.1"):
        client.connect(("192.0.2.1", 443))


def test_a_program_that_a_test_starts_is_cut_off_too():
    code = "import socket; socket.create_connection(('elsewhere.invalid', 443))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "RuntimeError: the course needs no network" in result.stderr
