"""Planted secrets never survive in a log, whatever stands around them; ordinary lines stay (G5)."""

import re
import string
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.escalations.diagnostics.scrubbing import PLACEHOLDERS, Removed, scrub

MIXED = string.ascii_letters + string.digits
WORD = st.text(string.ascii_lowercase, min_size=3, max_size=12)
NAME = st.text(string.ascii_letters + "äöüß", min_size=3, max_size=12).map(lambda name: f"Q{name}")
SECRET = st.text(MIXED, min_size=8, max_size=40).map(lambda text: f"{text}Zq7")
NOISE = st.text(
    st.characters(codec="utf-8", exclude_categories=("C",), exclude_characters="[]"), max_size=30
).filter(lambda text: not re.search(r"[\w.%+@/\\:=-]$|^[\w.@/\\:-]", text))
LINES = st.lists(
    st.sampled_from(
        (
            "2026-11-22 16:23:21,123 INFO  [main] smtp.nordhafen.example:587 connected",
            "Error 0x80042109: the server does not answer",
            "at org.apache.http.impl.CloseableHttpClient.execute(CloseableHttpClient.java:83)",
            "",
        )
    ),
    max_size=4,
)


@st.composite
def ibans(draw: st.DrawFn) -> str:
    """A German IBAN with the right check digits, in one piece or in groups of four."""
    account = draw(st.text(string.digits, min_size=18, max_size=18))
    check = 98 - int(f"{account}131400") % 97
    number = f"DE{check:02}{account}"
    if draw(st.booleans()):
        number = " ".join(number[place : place + 4] for place in range(0, 22, 4))
    return number


@st.composite
def cards(draw: st.DrawFn) -> str:
    """A Visa number with the right check digit."""
    body = "4" + draw(st.text(string.digits, min_size=14, max_size=14))
    doubled = sum(sum(divmod(2 * int(sign), 10)) for sign in body[::2])
    number = body + str(-(doubled + sum(map(int, body[1::2]))) % 10)
    mark = draw(st.sampled_from(("", " ", "-")))
    return mark.join(number[place : place + 4] for place in range(0, 16, 4))


LANGUAGES = st.sampled_from(["de", "en"])
PLANTED = st.one_of(
    SECRET.map(lambda secret: (f"password={secret}", secret)),
    SECRET.map(lambda secret: (f'"smtp_password": "{secret}"', secret)),
    SECRET.map(lambda secret: (f"Passwort: {secret} und mehr", secret)),
    SECRET.map(lambda secret: (f"DB_PASS='{secret}'", secret)),
    SECRET.map(lambda secret: (f"Authorization: Bearer {secret}", secret)),
    SECRET.map(lambda secret: (f"authorization=Basic {secret}", secret)),
    SECRET.map(lambda secret: (f"Cookie: id={secret}; b={secret}", secret)),
    SECRET.map(lambda secret: (f"X-Api-Key: {secret}", secret)),
    SECRET.map(lambda secret: (f"api_key => '{secret}'", secret)),
    SECRET.map(lambda secret: (f"https://name:{secret}@mail.example/x", secret)),
    SECRET.map(lambda secret: (f"https://mail.example/x?a=1&token={secret}&b=2", secret)),
    SECRET.map(lambda secret: (f"> PASS {secret}", secret)),
    SECRET.map(lambda secret: (f'a1 LOGIN "berger" "{secret}"', secret)),
    SECRET.map(lambda secret: (f"mysql --password {secret} -u x", secret)),
    SECRET.map(lambda secret: (f"eyJhbGciOi.eyJ{secret}.{secret}", secret)),
    SECRET.map(lambda secret: (f"ghp_{secret}{secret}", secret)),
    SECRET.map(
        lambda secret: (
            f"-----BEGIN RSA PRIVATE KEY-----\n{secret}\n-----END RSA PRIVATE KEY-----",
            secret,
        )
    ),
    ibans().map(lambda number: (f"Konto {number} Kiel", number)),
    cards().map(lambda number: (f"Karte {number}", number)),
    NAME.map(lambda name: (f"C:\\Users\\{name}\\AppData\\Local\\x.log", name)),
    NAME.map(lambda name: (f"C:\\\\Users\\\\{name} B\\\\x.log", name)),
    NAME.map(lambda name: (f"/home/{name}/.thunderbird", name)),
    NAME.map(lambda name: (f"file:///Users/{name}/Library", name)),
    st.tuples(WORD, WORD).map(lambda two: (f"<{two[0]}.x@{two[1]}.example>", f"{two[0]}.x@")),
    st.ip_addresses(v=4, network="11.0.0.0/8").map(lambda ip: (f"from {ip}:25", str(ip))),
    st.ip_addresses(v=6, network="2001:db8::/32").map(lambda ip: (f"from [{ip}]", str(ip))),
)


@settings(max_examples=150, deadline=None)
@given(before=LINES, noise=NOISE, planted=PLANTED, after=LINES, language=LANGUAGES)
def test_g5_a_planted_secret_never_survives(before, noise, planted, after, language):
    line, secret = planted
    text = "\n".join([*before, f"{noise} {line}", *after])

    scrubbed = scrub(text, language)

    assert secret not in scrubbed.text
    assert sum(scrubbed.removed.values()) >= 1
    assert scrub(scrubbed.text, language).text == scrubbed.text
    for kept in (*before, *after):
        assert kept in scrubbed.text


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-22 16:23:21,123 INFO smtp.nordhafen.example:587 connected in 1.250 ms",
        "Version 128.0.3 (64-bit), build 20241112112233, Windows 10.0.19045.3803",
        "Outlook 0x80042109 (2) 0x800CCC0E",
        "request 550e8400-e29b-41d4-a716-446655440000 took 1732290000123",
        "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "java.lang.IllegalStateException at org.spring.Abstract$Inner.run(Abstract.java:42)",
        "std::vector<int>::at: out of range, listening on 127.0.0.1 and [::1]",
        "https://nordhafen.example/home/page?lang=de&page=2",
        "C:\\Windows\\System32\\drivers\\etc\\hosts, C:\\Users\\Public\\Documents",
        "Password authentication failed; bearer certificates are not supported",
        "the bypass is on, the compass points north, 4 tokens left",
        "DE12 is a motorway, DE89 3704 0044 0532 0130 02 is mistyped",
        "order 4111 1111 1111 1112, phone 0431 555 0190",
    ],
)
def test_an_ordinary_line_stays(line):
    assert scrub(line, "de").text == line


def test_what_was_taken_out_is_named_and_counted():
    log = (
        "login of sabine@berger.example from 198.51.100.7\npassword=geheim\n"
        "reply to sabine@berger.example"
    )

    scrubbed = scrub(log, "de")

    assert scrubbed.text == (
        "login of [E-Mail-Adresse entfernt] from [Netzwerkadresse entfernt]\n"
        "password=[Passwort entfernt]\nreply to [E-Mail-Adresse entfernt]"
    )
    assert scrubbed.removed == {Removed.PASSWORD: 1, Removed.EMAIL: 2, Removed.NETWORK: 1}


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_kind_has_its_words(language):
    assert set(PLACEHOLDERS[language]) == set(Removed)


@pytest.mark.parametrize(
    "piece", ["a", "a.", "eyJ-", "4444 ", "DE89 ", "password=", 'password="', "/home/", "\\", ":1",
              "-----BEGIN PRIVATE KEY-----\n", "://a:b@", 'LOGIN "', "a%40", "Ab1+", " ", "_"],
)  # fmt: skip
def test_twice_the_text_takes_about_twice_the_time(piece):
    def seconds(length):
        text = piece * (length // len(piece))
        begun = process_time()
        scrub(text, "en")
        return process_time() - begun

    seconds(1000)
    assert seconds(200_000) < 6 * seconds(100_000) + 0.05
