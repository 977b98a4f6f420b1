"""Stop `make run` with one clear line when its port is taken, before anything is started."""

import errno
import socket
import sys


def problem(port: str) -> str | None:
    """Return why ``port`` on 127.0.0.1 can't be served from, or None when it can."""
    if not port.isdigit() or not 1 <= int(port) <= 65535:
        return f"PORT must be a number between 1 and 65535, not {port!r}."
    with socket.socket() as probe:
        # Without this a port that a run left a second ago would count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"Port {port} is in use. Choose another one: make run PORT={int(port) + 1}"
            return f"Port {port} can't be used: {error.strerror}."
    return None


if __name__ == "__main__":
    if reason := problem(sys.argv[1]):
        sys.exit(reason)
