"""What a reply proposes again: for any catalogue, in both languages, with and without the model."""

import time

import pytest

from portal.remedies.repeats import RepeatCheck, Tried
from tests.unit.remedies.recognition.samples import CATALOGUE
from tests.unit.search.hash_encoder import HashEncoder

ROUTER, CACHE, PASSWORD, VPN = (Tried(remedy=name) for name in ("x1", "x2", "x4", "x5"))
ALL = (ROUTER, CACHE, PASSWORD, VPN)


@pytest.fixture(scope="module")
def check() -> RepeatCheck:
    return RepeatCheck.of(CATALOGUE, None)


def repeated(check: RepeatCheck, reply: str, *attempts: Tried) -> list[int]:
    return [one.attempt for one in check.check(reply, attempts or ALL, lang="de")]


@pytest.mark.parametrize(
    ("reply", "attempts"),
    [
        ("Bitte starten Sie Ihren Router einmal neu.", [0]),
        ("Schalten Sie die Fritzbox aus und nach einer Minute wieder ein.", [0]),
        ("Please reboot the router.", [0]),
        ("Could you please clear the cache of your browser?", [1]),
        ("Leeren Sie bitte den Browser-Cache und starten Sie den Router neu.", [0, 1]),
        ("Geben Sie Ihr Kennwort bitte noch einmal ein.", [2]),
        ("Falls das nicht hilft, schalten Sie das VPN aus.", [3]),
        ("Danke, dass Sie den Router neu gestartet haben.", []),
        ("Thanks for clearing the browser cache.", []),
        ("Da der Neustart des Routers nicht geholfen hat, schauen wir uns die Leitung an.", []),
        ("You do not need to restart the router again.", []),
        ("Welches Router-Modell verwenden Sie?", []),
        ("Vielen Dank für Ihre Nachricht. Ich melde mich morgen.", []),
        ("Alles klar.\n\n> Starten Sie den Router neu.", []),
        ("So geht es:\n\n- **Router neu starten**\n- [Browser-Cache leeren](x)", [0, 1]),
        ("<p>Bitte starten Sie den <b>Router</b> neu.</p>", [0]),
        ("<blockquote>Starten Sie den Router neu.</blockquote><p>Danke.</p>", []),
        ("", []),
        (" \n\t", []),
        ("<b>{{ router }}</b> &lt;!-- - *a: &a [*a, *a] -->", []),
        ("!!! … ??? 🙂🙂", []),
    ],
)
def test_what_is_proposed_again(check, reply, attempts):
    assert repeated(check, reply) == attempts


def test_the_quote_is_of_the_reply_as_it_is(check):
    reply = "Guten Tag,\n\nbitte starten Sie die FRITZ!Box neu. Danke."
    (one,) = check.check(reply, [ROUTER], lang="de")
    assert reply[one.start : one.end] == one.quote
    assert "FRITZ!Box neu" in one.quote
    assert one.likely
    assert 0 < one.probability <= 1
    assert one.grounds.known_as == "Router neu starten"


@pytest.mark.parametrize(
    "attempt",
    [
        Tried(text="Router neu gestartet - hat nicht geholfen"),
        Tried(text="Restarted the router - did not help"),
        Tried(text="die Fritzbox haben wir gestern neu gestartet"),
        Tried(remedy="of another catalogue", text="Router neu gestartet"),
        Tried(remedy="x1", text="Cache geleert"),
    ],
)
def test_an_attempt_is_known_by_its_remedy_or_by_its_words(check, attempt):
    assert repeated(check, "Bitte starten Sie den Router neu.", attempt) == [0]


def test_words_that_tell_of_a_remedy_count_as_that_remedy(check):
    (one, *_) = check.check(
        "Please reboot the router.", [Tried(text="die Fritzbox haben wir neu gestartet")], lang="en"
    )
    assert one.by_remedy
    assert one.grounds.known_as == "Router neu starten"


@pytest.mark.parametrize(
    "attempt",
    [
        Tried(),
        Tried(remedy="of another catalogue"),
        Tried(text=" "),
        Tried(text="\ud800"),
        Tried(remedy="x1", outcome="could_not"),
        Tried(text="Router neu gestartet", outcome="could_not"),
    ],
)
def test_what_was_not_done_is_no_repeat(check, attempt):
    assert repeated(check, "Bitte starten Sie den Router neu.", attempt) == []


def test_the_same_attempt_twice_counts_twice(check):
    assert repeated(check, "Bitte starten Sie den Router neu.", ROUTER, CACHE, ROUTER) == [0, 2]


def test_a_catalogue_may_be_empty():
    check = RepeatCheck.of((), None)
    tried = Tried(text="Router neu gestartet")
    assert check.check("Starten Sie den Router neu.", [ROUTER], lang="de") == ()
    assert [one.attempt for one in check.weigh("Starten Sie den Router neu.", [tried])] == [0]


def test_without_attempts_nothing_is_repeated(check):
    assert check.check("Bitte starten Sie den Router neu.", [], lang="de") == ()


def test_an_unchanged_sentence_is_encoded_once():
    encoder = HashEncoder()
    asked: list[str] = []
    encode = encoder.encode_queries

    def counted(texts):
        asked.extend(texts)
        return encode(texts)

    encoder.encode_queries = counted  # type: ignore[method-assign]
    check = RepeatCheck.of(CATALOGUE, encoder)
    first = "Bitte starten Sie den Router neu. Leeren Sie danach den Browser-Cache."
    before = check.check(first, ALL, lang="de")
    asked.clear()
    assert check.check(first, ALL, lang="de") == before
    assert asked == []
    check.check(first + " Geben Sie das Passwort neu ein.", ALL, lang="de")
    assert asked
    assert all("Router" not in text for text in asked)


def test_words_have_to_do_while_the_model_is_gone():
    encoder = HashEncoder()
    encoder.broken = True
    gone = RepeatCheck.of(CATALOGUE, encoder)
    assert gone.by_words_alone
    assert repeated(gone, "Bitte starten Sie den Router neu.", ROUTER) == [0]
    encoder.broken = False
    going = RepeatCheck.of(CATALOGUE, encoder)
    encoder.broken = True
    assert not going.by_words_alone
    for attempt in (ROUTER, Tried(text="Modem rebooted, no luck")):
        assert repeated(going, "Bitte starten Sie den Router neu.", attempt) == [0]


def test_two_megabytes_take_no_longer_than_the_longest_mail(check):
    began = time.process_time()
    check.check("Bitte starten Sie den Router neu. " * 60_000, ALL, lang="de")
    check.check("a" * 2_000_000, ALL, lang="de")
    check.check("Sie " * 500_000, ALL, lang="de")
    check.check("\n" * 2_000_000, [Tried(text="x, " * 500_000)], lang="de")
    assert time.process_time() - began < 20
