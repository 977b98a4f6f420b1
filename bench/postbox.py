"""A mail server in a process of its own: `python -m bench.postbox` prints its port and listens.

Apart from the sender, so that the two do not share one interpreter's lock.
"""

import sys

from tests.support.smtp import MailServer


def main() -> None:
    """Listen until the input ends."""
    with MailServer() as server:
        print(server.port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
