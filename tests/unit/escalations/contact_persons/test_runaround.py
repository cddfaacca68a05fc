"""What counts as being sent round."""

from dataclasses import dataclass

from portal.escalations.contact_persons.runaround import ASKED_AGAIN, HANDED_OVER, runarounds


@dataclass(frozen=True)
class Act:
    name: str


def test_hand_overs_and_questions_asked_again_count_and_nothing_else():
    told = ("case.opened", HANDED_OVER, "case.deputy", "case.replied", ASKED_AGAIN, "case.solved")

    assert runarounds(map(Act, told)) == 2
    assert runarounds([]) == 0
