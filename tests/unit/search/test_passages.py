"""When a passage is shown as the answer."""

import pytest

from search.passages import ANSWER_MARGIN, ANSWER_SCORE, clear_answer
from search.results import Hit, Passage

PASSAGE = Passage("Kurz gesagt", "", "Der Postausgang braucht ein Passwort.")


def hit(id_: str, score: float, kind: str = "article", semantic: float | None = 1.0) -> Hit:
    return Hit(id_, "de", score, semantic_score=semantic, passage=PASSAGE, kind=kind)


GOOD = ANSWER_SCORE + 1
CLOSE = GOOD - ANSWER_MARGIN / 2


@pytest.mark.parametrize(
    ("hits", "answer"),
    [
        ([hit("a", GOOD), hit("noise", 1.0)], "a"),
        ([hit("a", GOOD)], "a"),
        ([hit("a", GOOD), hit("flow", CLOSE, "flow")], "a"),
        ([hit("flow", GOOD + 1, "flow"), hit("a", GOOD), hit("noise", 1.0)], "a"),
        ([hit("a", GOOD), hit("b", CLOSE)], None),
        ([hit("a", ANSWER_SCORE - 0.1)], None),
        ([hit("a", GOOD, semantic=None)], None),
        ([hit("flow", GOOD, "flow")], None),
        ([], None),
    ],
)
def test_the_first_article_answers_when_it_is_good_and_no_other_is_close(hits, answer):
    found = clear_answer(hits)
    assert (found.id if found else None) == answer
