"""The replies to train with are well formed and never those to measure with."""

from pathlib import Path

import pytest

from portal.remedies.recognition.sentences import training_catalogues
from portal.remedies.repeats.replies import (
    FOLDER,
    RepliesError,
    read_replies,
    training_replies,
)


def test_marks_name_remedies_of_their_catalogue():
    catalogues = training_catalogues()
    files = sorted(FOLDER.glob("*.txt"))
    assert len(files) > 5
    for file in files:
        ids = {one.id for one in catalogues[file.stem.removeprefix("replies_")]}
        for reply in read_replies(file):
            assert reply.proposed | reply.mentioned <= ids, reply.text
            assert "[" not in reply.text, reply.text


def test_what_is_held_out_is_not_trained_with():
    trained = {reply.text for replies in training_replies().values() for reply in replies}
    held_out = {r.text for file in FOLDER.glob("heldout_*.txt") for r in read_replies(file)}
    assert held_out
    assert not trained & held_out


def test_a_marked_reply_is_read(tmp_path: Path):
    file = tmp_path / "replies_x.txt"
    file.write_text("en: Thanks for [-a: testing]. [+b, c: Do both]\\nnow.\n", encoding="utf-8")
    (reply,) = read_replies(file)
    assert reply.text == "Thanks for testing. Do both\nnow."
    assert (reply.proposed, reply.mentioned) == ({"b", "c"}, {"a"})
    assert [reply.text[mark.start : mark.end] for mark in reply.marks] == ["testing", "Do both"]


def test_a_line_without_a_language_is_named(tmp_path: Path):
    file = tmp_path / "replies_x.txt"
    file.write_text("en: Fine.\nNoise.\n", encoding="utf-8")
    with pytest.raises(RepliesError, match=r"replies_x\.txt:2"):
        read_replies(file)
