"""Which requests come from elsewhere, and which targets stay here."""

import pytest

from portal.web.security import is_cross_site, safe_next


@pytest.mark.parametrize(
    ("fetch_site", "origin", "refused"),
    [
        ("same-origin", "https://hilfe.example", False),
        ("none", "", False),
        ("", "", False),
        ("", "https://hilfe.example", False),
        ("cross-site", "https://hilfe.example", True),
        ("same-site", "", True),
        ("cross-site", "", True),
        ("", "https://evil.example", True),
        ("", "https://hilfe.example.evil.example", True),
        ("", "https://hilfe.example:8443", True),
        ("", "null", True),
        ("nonsense", "", True),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_form_of_another_site_is_refused_s2(method, fetch_site, origin, refused):
    answer = is_cross_site(method, fetch_site=fetch_site, origin=origin, host="hilfe.example")
    assert answer is refused


def test_a_page_whose_address_is_secret_may_post_without_an_origin():
    for origin, refused in (("null", False), ("https://evil.example", True)):
        answer = is_cross_site(
            "POST", fetch_site="", origin=origin, host="hilfe.example", secret_address=True
        )
        assert answer is refused


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_link_from_another_site_is_welcome(method):
    assert not is_cross_site(method, fetch_site="cross-site", origin="https://x", host="y")


@pytest.mark.parametrize("target", ["/", "/de/", "/de/search?q=a%20b&n=2#x", "/de/articles/größe"])
def test_a_path_of_this_site_is_a_target(target):
    assert safe_next(target) == target


@pytest.mark.parametrize(
    "target",
    [
        "",
        "de/",
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "/%5cevil.example",
        "/%2fevil.example",
        "/%09/evil.example",
        "/\t/evil.example",
        "/de/\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        " /de/",
        "/\u2028/evil.example",
    ],
)
def test_anything_else_is_none_s5(target):
    assert safe_next(target) is None
