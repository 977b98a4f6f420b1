"""Ids in addresses that a database can hold: anything else is no row, so 404, no error.

And whole addresses, for who reads them elsewhere.
"""

from typing import Any

from flask import Flask, current_app
from werkzeug.routing import BaseConverter, IntegerConverter, Map

from app.extensions import installation

#: Largest value of an INTEGER column on PostgreSQL.
_LARGEST = 2**31 - 1


class RowId(IntegerConverter):
    """`<int:...>` in a route: 0 up to what an INTEGER column holds."""

    def __init__(self, map: Map, fixed_digits: int = 0) -> None:  # noqa: A002  # its base calls it so
        super().__init__(map, fixed_digits=fixed_digits, max=_LARGEST)


class HexId(BaseConverter):
    """`<hex:...>` in a route: the 32 hexadecimal digits of a random id (RFC 9562, version 4)."""

    regex = "[0-9a-f]{32}"


def init_app(app: Flask) -> None:
    """Use it for every route that is added from now on."""
    app.url_map.converters["int"] = RowId
    app.url_map.converters["hex"] = HexId


def absolute(endpoint: str, **values: Any) -> str:
    """The whole public address of a page, from BASE_URL as in mails: the same for every visitor."""
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return installation().base_url + path
