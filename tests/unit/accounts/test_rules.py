"""What counts as an address, a name, a password, a browser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.rules import browser_of, check_password, checked_address, checked_name
from portal.core.errors import Invalid


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" Lena.Braun@Nordhafen.example ", "lena.braun@nordhafen.example"),
        ("a+b@x.co", "a+b@x.co"),
        ("jörg@müller.example", "jörg@müller.example"),
    ],
)
def test_address_is_kept_in_small_letters(typed: str, address: str) -> None:
    assert checked_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    ["", "a", "@", "a@", "@b.example", "a@b", "a@.example", "a@b.", "a b@c.example",
     "a@b@c.example", "<a@b.example>", "a@b.example,c@d.example", "a@b.example\nBcc: c@d.example",
     "a\u200b@b.example", "=?utf-8?q?x=0D=0A?=@b.example", f"{'x' * 250}@b.example"],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        checked_address(typed)


@given(st.text())
def test_address_that_is_taken_fits_a_mail_header(typed: str) -> None:
    try:
        address = checked_address(typed)
    except Invalid:
        return
    assert address.isprintable()
    assert checked_address(address) == address


def test_name_keeps_single_spaces() -> None:
    assert checked_name("  Lena \t Braun ") == "Lena Braun"


@pytest.mark.parametrize(
    "typed", ["", " \n ", "a\x00", "Tom\u202enuarB", "Lena\u200bBraun", "x" * 121]
)
def test_name_with_hidden_signs_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        checked_name(typed)


@pytest.mark.parametrize(
    "password", ["twelve signs", "Ein Leuchtturm im Nebel", "🚢⚓🌊🏝🧭🚢⚓🌊🏝🧭🚢⚓"]
)
def test_long_password_needs_no_special_signs(password: str) -> None:
    check_password(password, email="lena@nordhafen.example")


@pytest.mark.parametrize(
    "password",
    ["", "eleven sign", "aaaaaaaaaaaaaaaa", "lena-lena-lena", "LENA 2026 harbour", "x" * 201],
)
def test_password_that_is_easily_guessed_is_refused(password: str) -> None:
    with pytest.raises(Invalid):
        check_password(password, email="lena@nordhafen.example")


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
         "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
         "Gecko) Version/18.0 Mobile/15E148 Safari/604.1", "Safari, iPhone"),
        ("curl/8.5.0", ""),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_browser_is_named_in_two_words(user_agent: str, name: str) -> None:
    assert browser_of(user_agent) == name
