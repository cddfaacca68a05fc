"""Markdown and HTML in a reply: what is read, and where it stands in the original."""

import time

import pytest

from portal.remedies.repeats.drafts import draft
from portal.remedies.repeats.markup import unmarked


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("**Starten Sie den Router neu.**", ["Starten Sie den Router neu."]),
        ("*Cache leeren* und __Router neu starten__", ["Cache leeren", "und Router neu starten"]),
        (
            "1. **Router neu starten**\n2. `Cookies` löschen",
            ["Router neu starten", "Cookies löschen"],
        ),
        ("- [ ] Router neu starten\n- [x] Cache leeren", ["Router neu starten", "Cache leeren"]),
        ("a) Router neu starten\nb) Cache leeren", ["Router neu starten", "Cache leeren"]),
        (
            "### Router neu starten\nZiehen Sie den Stecker.",
            ["Router neu starten", "Ziehen Sie den Stecker."],
        ),
        (
            "Step 1: reboot the router. Step 2: clear the cache.",
            ["reboot the router.", "clear the cache."],
        ),
        ("[Restart the router](https://x.example/r) please", ["Restart the router please"]),
        (
            "<ul><li>Router neu starten</li><li>Cache leeren</li></ul>",
            ["Router neu starten", "Cache leeren"],
        ),
        (
            "<p>Bitte <b>starten</b> Sie den Router neu.</p>Danke.",
            ["Bitte starten Sie den Router neu.", "Danke."],
        ),
        ("<blockquote>Starten Sie den Router neu.</blockquote>Danke.", ["Danke."]),
        ("Danke.<blockquote type=cite>Starten Sie den Router neu.", ["Danke."]),
        ("> Starten Sie den Router neu.\n\nDanke.", ["Danke."]),
        ("<!-- Router neu starten --><style>a { b }</style>Danke.", ["Danke."]),
        ("| Router neu starten |\n| Cache leeren |", ["Router neu starten", "Cache leeren"]),
        ("Ro\u00aduter neu star\u00adten", ["Router neu starten"]),
        ("Adresse pru\u0308fen &amp; Bl&auml;tter", ["Adresse prüfen & Blätter"]),
        ("2*3*4 snake_case_name a < b > c", ["2*3*4 snake_case_name a < b > c"]),
        ("*** ___ ``` <> &; []() ~~", []),
    ],
)
def test_markup_is_not_read(text: str, parts: list[str]):
    taken = draft(text)
    assert [taken.part(at).rstrip(" |") for at in range(len(taken.parts))] == parts


def test_a_part_is_found_where_it_was_written():
    reply = "Hallo,\n\n<p>bitte **starten** Sie die FRITZ!Box&nbsp;neu.</p>"
    taken = draft(reply)
    start, end = taken.place(len(taken.parts) - 1)
    assert reply[start:end] == "bitte **starten** Sie die FRITZ!Box&nbsp;neu."


@pytest.mark.parametrize(
    "noise",
    ["<p ", "<blockquote ", "<!--", "[a", "](", "*", "_ ", "`", "|", "&", "u\u0308", "![x"],
)
def test_noise_costs_no_more_than_its_length(noise: str):
    began = time.process_time()
    found = unmarked(noise * 20_000)
    assert len(found.text) == len(found.places)
    assert time.process_time() - began < 2
