"""Rules of parts of a remedy's text that are for some answers only."""

import pytest

from tests.unit.troubleshooter.flow_changes import changed, findings, rules

DE = '        de: "Öffnen Sie **Erweiterungen**. Mehr steht im [Artikel](article:website-slow)."'
EN = '        en: "Open **Extensions**. There is more in the [article](article:website-slow)."'


def with_parts(de: str, en: str) -> str:
    """The clean flow with a part in the remedy's text, whose heading ends in these marks."""
    return changed(
        (DE, f'        de: "### Alle {de}\\n\\nÖffnen Sie **Erweiterungen**."'),
        (EN, f'        en: "### All {en}\\n\\nOpen **Extensions**."'),
    )


def test_a_part_for_an_answer_that_may_have_been_given_is_fine():
    assert findings(with_parts("{where=all,one}", "{where=all,one}")) == []


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("{where=nowhere}", "is for “nowhere”, no option of “where”"),
        ("{were=all}", "asks for “were”, which is no question"),
        ("{caching=all}", "asks for “caching”, which is no question"),
        ("{where}", "ends in a mark that says nothing"),
        ("{where=all, one}", "ends in a mark that says nothing"),
    ],
    ids=["option", "step", "remedy", "no answer", "space"],
)
def test_a_part_for_an_answer_that_nobody_gives_is_an_error(mark, said):
    found = findings(with_parts(mark, mark))

    assert [problem.rule for problem in found] == ["F10", "F10"]
    assert all(said in problem.message and problem.fix for problem in found)


def test_a_question_that_comes_later_cannot_decide():
    source = changed(
        (DE, '        de: "### Viel {more=yes}\\n\\nÖffnen Sie **Erweiterungen**."'),
        (EN, '        en: "### Much {more=yes}\\n\\nOpen **Extensions**."'),
        (
            "next: {solved: done, no_change: person, worse: person, could_not: person}\n",
            "next: {solved: more, no_change: person, worse: person, could_not: person}\n"
            "  more:\n"
            "    ask: single\n"
            '    title: {de: "Möchten Sie mehr?", en: "Would you like more?"}\n'
            "    options:\n"
            "      - {id: yes, de: Ja gern, en: Yes please, next: done}\n",
        ),
    )
    found = [problem for problem in findings(source) if problem.rule in ("F01", "F10")]

    assert {problem.rule for problem in found} == {"F10"}
    assert "cannot come before" in found[0].message


def test_both_languages_have_the_same_parts():
    source = with_parts("{where=all,one}", "{where=all}")

    [problem] = findings(source)
    assert (problem.rule, problem.severity.value) == ("F09", "error")
    assert "The English text has no part for where=one" in problem.message


def test_a_mark_is_no_sentence():
    long_part = "{where=all,one,unsure}"
    assert rules(with_parts(long_part, long_part)) == []
