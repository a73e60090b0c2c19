"""Cuts the network: with this folder on PYTHONPATH, every Python that starts may talk to its own machine only.

`conftest.py` puts it there, so the whole suite runs offline: its workers, the kernels of the notebooks, and every
program that a test starts. A RuntimeError and no OSError, so that no "try the network, else go on" hides an attempt.
"""

import ipaddress
import socket


def _refuse_elsewhere(host: object) -> None:
    """Raise RuntimeError unless `host` is this machine; paths of Unix sockets are."""
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if text in (None, "", "localhost", socket.gethostname()):
        return
    try:
        local = ipaddress.ip_address(text).is_loopback or ipaddress.ip_address(text).is_unspecified
    except ValueError:
        local = False
    if not local:
        raise RuntimeError(f"the course needs no network, yet something asked for {host!r}")


def _guarded(method):
    def guarded(self, address, *arguments):
        if isinstance(address, tuple):
            _refuse_elsewhere(address[0])
        return method(self, address, *arguments)

    return guarded


def _guarded_getaddrinfo(host, *arguments, _original=socket.getaddrinfo, **options):
    _refuse_elsewhere(host)
    return _original(host, *arguments, **options)


socket.socket.connect = _guarded(socket.socket.connect)
socket.socket.connect_ex = _guarded(socket.socket.connect_ex)
socket.getaddrinfo = _guarded_getaddrinfo
