"""Who gets a case, and what spoke for them."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from portal.escalations.contact_persons.choosing import Candidate, Choice, Ground, Matter, choose

ANYBODY = Candidate(1, frozenset({"de"}), frozenset(), in_time=True, load=3)
MATTER = Matter("de")


def named(person_id: int, **what: object) -> Candidate:
    return replace(ANYBODY, person_id=person_id, **what)


def test_nobody_there_is_nobody():
    assert choose([], MATTER) is None


def test_who_knew_this_customer_comes_first_whatever_else_speaks_for_others():
    others = [named(1, load=0, skills=frozenset({"email"})), named(2, load=9, in_time=False)]

    choice = choose(others, Matter("de", frozenset({"email"}), former=2))

    assert choice == Choice(2, (Ground.KNOWN,))


def test_who_knew_them_and_is_away_does_not_count():
    assert choose([named(1, load=5), named(3)], Matter("de", former=2)) == Choice(3, (Ground.LOAD,))


def test_the_language_counts_before_the_topic_and_the_topic_before_the_load():
    english = named(1, languages=frozenset({"en"}), load=9)
    german = named(2, skills=frozenset({"email"}), load=0)
    skilled = named(3, languages=frozenset({"de", "en"}), skills=frozenset({"email"}), load=10)

    choice = choose([english, german, skilled], Matter("en", frozenset({"email"})))

    assert choice == Choice(3, (Ground.LANGUAGE, Ground.SKILLS))


def test_a_language_that_nobody_has_is_no_reason_to_leave_a_case_to_nobody():
    assert choose([named(1), named(2, load=1)], Matter("en")) == Choice(2, (Ground.LOAD,))


def test_who_does_not_work_before_it_is_due_is_passed_over():
    people = [named(1, in_time=False, load=0), named(2, load=8)]

    assert choose(people, MATTER) == Choice(2, (Ground.HOURS,))


def test_of_equals_the_first_one_is_taken():
    assert choose([named(4), named(2)], MATTER) == Choice(4, (Ground.ORDER,))


def test_the_only_one_there_needs_no_other_ground():
    assert choose([named(7)], MATTER) == Choice(7, (Ground.ONLY,))


LANGUAGES = st.frozensets(st.sampled_from(["de", "en"]))
TOPICS = st.frozensets(st.sampled_from(["email", "phone"]))
PEOPLE = st.lists(
    st.builds(
        Candidate,
        person_id=st.integers(1, 9),
        languages=LANGUAGES,
        skills=TOPICS,
        in_time=st.booleans(),
        load=st.integers(0, 5),
    ),
    unique_by=lambda candidate: candidate.person_id,
)
MATTERS = st.builds(
    Matter,
    language=st.sampled_from(["de", "en"]),
    topics=TOPICS,
    former=st.none() | st.integers(1, 9),
)


@given(PEOPLE, MATTERS)
def test_somebody_of_those_who_are_there_gets_it_and_always_the_same(people, matter):
    choice = choose(people, matter)

    assert (choice is None) == (not people)
    assert choice == choose(list(people), matter)
    if choice is not None:
        assert choice.person_id in {candidate.person_id for candidate in people}
        assert choice.grounds
