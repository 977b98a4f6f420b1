"""Which process begins with what."""

from pathlib import Path

import pytest

from tests.support.order import LONG, arranged


def test_each_process_begins_with_long_tests_and_none_is_lost() -> None:
    found = arranged("abcdVXYZefgh", ["V", "XY", "Z"], 2)
    assert "".join(found) == "VZabcdXYefgh"


def test_one_process_takes_all_long_ones_first() -> None:
    assert "".join(arranged("aXbY", ["Y", "X"], 1)) == "YXab"


@pytest.mark.parametrize("processes", [1, 2, 3, 7])
def test_nothing_is_lost_or_done_twice_when_a_share_is_more_than_a_run(processes: int) -> None:
    items = "aUVWXbY"
    found = arranged(items, ["UVWX", "Y"], processes)
    assert found[0] == "U"
    assert sorted(found) == sorted(items)


@pytest.mark.parametrize("path", [path for group in LONG for path in group])
def test_a_long_one_is_where_the_list_says(here: Path, path: str) -> None:
    assert (here / path).exists()
