"""What a browser says of itself, in words."""

import pytest

from portal.escalations.diagnostics.items import browser_of, language_of, system_of

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "


@pytest.mark.parametrize(
    ("agent", "browser", "system"),
    [
        (f"{WINDOWS}Chrome/128.0.0.0 Safari/537.36", "Chrome 128", "Windows 10 / 11"),
        (f"{WINDOWS}Chrome/128.0.0.0 Safari/537.36 Edg/128.0.0.0", "Edge 128", "Windows 10 / 11"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox 130",
         "Linux"),
        (f"{IPHONE}(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1", "Safari 17.5",
         "iOS 17.5"),
        ("Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 SamsungBrowser/25.0 "
         "Chrome/121.0.0.0 Mobile Safari/537.36", "Samsung Internet 25", "Android 14"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
         "Version/17.4.1 Safari/605.1.15", "Safari 17.4", "macOS"),
        ("curl/8.5.0", "", ""),
        ("", "", ""),
    ],
)  # fmt: skip
def test_browser_and_system(agent, browser, system):
    assert (browser_of(agent), system_of(agent)) == (browser, system)


@pytest.mark.parametrize(
    ("header", "language"),
    [("de-AT,de;q=0.9", "de-AT"), ("en", "en"), ("*", ""), ("", ""), ("<b>", ""), ("x" * 400, "")],
)
def test_the_language_that_is_asked_for_first(header, language):
    assert language_of(header) == language
