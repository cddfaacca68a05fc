"""What comes, goes and moves between two result lists."""

from portal.insights.trial_rules import Move, compared


def test_equal_lists_have_nothing_to_mark():
    left, right = compared(["a", "b"], ["a", "b"])
    assert {placed.move for placed in (*left, *right)} == {Move.STAYS}


def test_each_hit_says_what_becomes_of_it():
    left, right = compared(["a", "b", "c"], ["c", "a", "new"])
    assert [(placed.id, placed.move) for placed in left] == [
        ("a", Move.STAYS),
        ("b", Move.GONE),
        ("c", Move.STAYS),
    ]
    assert [(placed.id, placed.move, placed.places) for placed in right] == [
        ("c", Move.UP, 2),
        ("a", Move.DOWN, 1),
        ("new", Move.NEW, 0),
    ]


def test_only_the_first_ten_count():
    before = [f"hit{number}" for number in range(12)]
    left, right = compared(before, [before[11], *before[:11]])
    assert len(left) == len(right) == 10
    assert left[9].move is Move.GONE
    assert right[0].move is Move.NEW
