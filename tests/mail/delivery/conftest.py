"""What these tests share: a mail server, and an installation that sends through it."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support.office import Office, open_office
from tests.support.smtp import MailServer


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def office(app: Flask, server: MailServer) -> Iterator[Office]:
    with open_office(app, server) as office:
        yield office
