"""What is kept of where a sign-in came from."""

import pytest

from app.rules.accounts.sign_in_log import device, network

_APPLE = "Mozilla/5.0 ({}) AppleWebKit/605.1.15 (KHTML, like Gecko) {} Safari/604.1"
_CHROME = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36{}"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; rv:127.0) Gecko/20100101 Firefox/127.0",
            "Firefox, Windows",
        ),
        (_CHROME.format("X11; Linux x86_64", ""), "Chrome, Linux"),
        (_CHROME.format("Windows NT 10.0; Win64", " Edg/126.0"), "Edge, Windows"),
        (_CHROME.format("Linux; Android 14", ""), "Chrome, Android"),
        (_CHROME.format("X11; CrOS x86_64", ""), "Chrome, ChromeOS"),
        (_APPLE.format("Macintosh; Intel Mac OS X 10_15", "Version/17.5"), "Safari, macOS"),
        (_APPLE.format("iPhone; CPU iPhone OS 17_5 like Mac OS X", "CriOS/126"), "Chrome, iOS"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_device_is_a_family_of_browser_and_system(user_agent: str, name: str) -> None:
    assert device(user_agent) == name


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("192.0.2.55", "192.0.2.0/24"),
        ("2001:db8:1234:5678::9", "2001:db8:1234::/48"),
        ("::ffff:192.0.2.55", "192.0.2.0/24"),
        ("unix:", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_an_address_is_shortened_to_its_network(address: str | None, kept: str) -> None:
    assert network(address) == kept
