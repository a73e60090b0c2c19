"""The guard that keeps the whole suite off the network works in this process and in those that it starts."""

import socket

import pytest


def test_a_name_or_an_address_elsewhere_is_refused():
    with pytest.raises(RuntimeError, match=r"elsewhere\.invalid"):
        socket.getaddrinfo("elsewhere.invalid", 443)
    with socket.socket() as client, pytest.raises(RuntimeError, match=r"192\.0\.2\.1"):
        client.connect(("192.0.2.1", 443))
