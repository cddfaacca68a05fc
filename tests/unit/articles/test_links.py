"""Links of a body and where relative ones lead."""

from pathlib import PurePosixPath

import pytest

from articles.links import Link, find_links, relative_target


def test_links_and_images_are_listed_with_their_lines():
    body = (
        '[A](article:a#x) und ![Bild](<b c.png> "Titel")\n\n`[no](no)`\n'
        "```\n[no](no)\n```\n[![Logo](l.png)](https://e.example/(x))\n"
        "<https://f.example> <img alt=\"i\" src='i.png'>\n[ref]: ../g.md\n"
    )

    assert find_links(body) == (
        Link("article:a#x", "A", 1),
        Link("b c.png", "Bild", 1, image=True),
        Link("https://e.example/(x)", "![Logo](l.png)", 7),
        Link("l.png", "Logo", 7, image=True),
        Link("https://f.example", "https://f.example", 8),
        Link("i.png", "i", 8, image=True),
        Link("../g.md", "ref", 9),
    )
    assert find_links(body)[0].article == "a"


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("b.md", "kb/x/b.md"),
        ("../y/b.md#part", "kb/y/b.md"),
        ("./images/a%20b.png", "kb/x/images/a b.png"),
        ("..\\y\\b.md", "kb/y/b.md"),
        ("../../../etc/passwd", None),
        ("/absolute.md", None),
        ("https://a.example/b.md", None),
        ("//a.example/b.md", None),
        ("#part", None),
        ("http://[broken", None),
    ],
)
def test_relative_targets_stay_below_the_folder(target, expected):
    found = relative_target(target, base=PurePosixPath("kb/x/a.md"))

    assert (found and found[0].as_posix()) == expected
