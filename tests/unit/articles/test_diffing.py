"""The difference an editor sees between two versions."""

from hypothesis import given
from hypothesis import strategies as st

from articles.diffing import Change, difference


def words(spans):
    return [(span.text, span.changed) for span in spans]


def test_a_changed_word_is_marked_on_both_sides():
    (row,) = difference("Öffnen Sie das Menü.", "Schließen Sie das Menü.")

    assert row.change is Change.CHANGED
    assert words(row.old) == [("Öffnen", True), (" Sie das Menü.", False)]
    assert words(row.new) == [("Schließen", True), (" Sie das Menü.", False)]
    assert (row.old_line, row.new_line) == (1, 1)


def test_new_and_lost_lines_have_a_number_on_their_side_only():
    rows = difference("a\nb\nc\n", "a\nc\nd\n")

    assert [(row.change.value, row.old_line, row.new_line) for row in rows] == [
        ("unchanged", 1, 1),
        ("removed", 2, None),
        ("unchanged", 3, 2),
        ("added", None, 3),
    ]


def test_unlike_lines_are_not_forced_into_a_pair():
    rows = difference("Der Router leuchtet rot.", "1. Melden Sie sich an.")

    assert [row.change for row in rows] == [Change.REMOVED, Change.ADDED]


def test_far_unchanged_lines_are_folded():
    old = "\n".join(f"Zeile {number}" for number in range(20))

    rows = difference(old, old + "\nneu", context=2)

    assert [row.change for row in rows] == [
        Change.FOLDED,
        Change.UNCHANGED,
        Change.UNCHANGED,
        Change.ADDED,
    ]
    assert rows[0].folded == 18


def test_equal_texts_have_no_difference():
    assert all(row.change is Change.UNCHANGED for row in difference("a\r\nb", "a\nb"))


lines = st.lists(st.text(st.sampled_from("ab .\t"), max_size=8), max_size=12)


@given(lines, lines)
def test_the_rows_contain_both_texts_completely(old, new):
    rows = difference("\n".join([*old, ""]), "\n".join([*new, ""]))

    assert ["".join(span.text for span in row.old) for row in rows if row.old_line] == old
    assert ["".join(span.text for span in row.new) for row in rows if row.new_line] == new
    assert [row.new_line for row in rows if row.new_line] == list(range(1, len(new) + 1))
