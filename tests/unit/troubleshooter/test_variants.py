"""Parts of a remedy's text for different answers."""

from portal.troubleshooter.variants import parts, shown, unreadable_marks

TEXT = """\
For all.

### Outlook {program=outlook}

1. Open **File**.

### Phones {program=iphone,android}

1. Tap **☰**.

---

Send a message.
"""


def seen(text, **replies):
    answers = {step: (reply,) for step, reply in replies.items()}
    return [(entry.part.heading or entry.part.text, entry.folded) for entry in shown(text, answers)]


def test_only_the_part_for_the_answer_is_shown_with_what_is_for_everybody():
    assert seen(TEXT, program="outlook") == [
        ("For all.", False),
        ("Outlook", False),
        ("Send a message.", False),
    ]
    assert seen(TEXT, program="android")[1] == ("Phones", False)


def test_without_an_answer_that_a_part_is_for_all_of_them_are_folded():
    folded = [("Outlook", True), ("Phones", True)]
    assert seen(TEXT)[1:3] == folded
    assert seen(TEXT, program="unsure")[1:3] == folded
    assert seen(TEXT, other="outlook")[1:3] == folded


def test_a_text_without_marks_is_one_part_whatever_its_headings():
    text = "### Outlook\n\n1. Open.\n\n---\n\n### Also {.short}"
    assert [part.text for part in parts(text)] == [text]
    assert shown("", {}) == ()


def test_a_part_ends_at_the_next_heading():
    text = "### A {q=a}\nFor a.\n## All\nFor all."
    assert [(part.heading, part.text) for part in parts(text)] == [
        ("A", "For a."),
        ("", "## All\nFor all."),
    ]


def test_parts_about_different_questions_are_decided_apart():
    text = "### A {q=a}\n1\n### B {q=b}\n2\n### C {r=c}\n3\n### D {r=d}\n4"
    assert seen(text, q="a") == [("A", False), ("C", True), ("D", True)]


def test_within_a_fence_nothing_is_a_heading():
    text = "```\n### A {q=a}\n---\n```\n### B {q=b}\nx\n~~~\n---\n~~~"
    assert [(part.step, part.text.splitlines()[-1]) for part in parts(text)] == [
        ("", "```"),
        ("q", "~~~"),
    ]


def test_marks_that_say_nothing_are_named():
    text = "### A {q}\n### B {Q=a}\n### C {q=a}\n### D\n```\n### E {q}\n```"
    assert list(unreadable_marks(text)) == ["A {q}", "B {Q=a}"]
