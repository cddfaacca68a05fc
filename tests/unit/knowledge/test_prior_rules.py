"""What visitors did, made into a value of each article."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.knowledge.prior_rules import (
    MOST_ARTICLES,
    UNKNOWN,
    WINDOW,
    Opening,
    Search,
    Solution,
    Visit,
    Vote,
    learn,
    visits_of,
)

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MAIL, WIFI, NOISE = 1, 2, 3
LONG_THERE = dict.fromkeys((MAIL, WIFI, NOISE), 400.0)


def ago(*, days=0.0, minutes=0.0):
    return NOW - timedelta(days=days, minutes=minutes)


def opened(article, days=0.5, weight=1.0, solved=False):
    return Visit(article, ago(days=days), weight, solved)


def values(visits=(), votes=(), online=LONG_THERE):
    return {
        article: known.value for article, known in learn(online, visits, votes, now=NOW).items()
    }


def test_where_nothing_is_known_every_article_is_an_average_one():
    assert values() == dict.fromkeys(LONG_THERE, UNKNOWN)


def test_what_is_opened_more_often_than_others_is_worth_more():
    known = values([opened(MAIL, day) for day in range(60)] + [opened(WIFI)])
    assert known[MAIL] > UNKNOWN > known[WIFI] > known[NOISE]


def test_what_helped_is_worth_more_and_what_did_not_is_worth_less():
    votes = [Vote(MAIL, ago(days=day), helpful=True) for day in range(20)]
    votes += [Vote(WIFI, ago(days=day), helpful=False) for day in range(20)]
    known = values(votes=votes)
    assert known[MAIL] > UNKNOWN > known[WIFI]


def test_an_article_of_yesterday_is_not_behind_because_it_is_new():
    visits = [opened(MAIL, day) for day in range(80)] + [opened(WIFI, day) for day in range(80)]
    known = values(visits, online={**LONG_THERE, NOISE: 1.0})
    long_unread = values(visits)
    assert known[NOISE] > long_unread[NOISE]
    assert known[NOISE] == pytest.approx(UNKNOWN, abs=0.02)


def test_what_is_old_fades_and_then_is_forgotten():
    fresh = values([opened(MAIL, day) for day in range(30)])[MAIL]
    faded = values([opened(MAIL, day) for day in range(55, 85)])[MAIL]
    gone = values([opened(MAIL, day) for day in range(WINDOW, WINDOW + 30)])[MAIL]
    assert fresh > faded > gone == UNKNOWN


def test_the_counts_say_what_the_value_is_of():
    visits = [opened(MAIL), opened(MAIL, solved=True), opened(MAIL, weight=0.0)]
    votes = [Vote(MAIL, NOW, helpful=True), Vote(MAIL, NOW, helpful=False)]
    known = learn(LONG_THERE, visits, votes, now=NOW)[MAIL]
    counts = (known.opened, known.helped, known.not_helped, known.solved)
    assert counts == (2, 1, 1, 1)


def test_an_article_that_is_gone_has_no_value():
    assert 99 not in values([opened(99)], [Vote(99, NOW, helpful=True)])


evidence = st.lists(
    st.builds(
        opened,
        st.sampled_from((MAIL, WIFI, NOISE)),
        st.floats(0, 95),
        st.floats(0, 2),
        st.booleans(),
    ),
    max_size=60,
)
votes = st.lists(
    st.builds(
        lambda article, days, helpful: Vote(article, ago(days=days), helpful),
        st.sampled_from((MAIL, WIFI, NOISE)),
        st.floats(0, 95),
        st.booleans(),
    ),
    max_size=60,
)
times = st.fixed_dictionaries(dict.fromkeys((MAIL, WIFI, NOISE), st.floats(0.01, 500)))


@given(evidence, votes, times)
def test_values_lie_between_0_and_1(visits, said, online):
    assert all(0 < value < 1 for value in values(visits, said, online).values())


@given(evidence, votes, times, st.floats(0, 89), st.floats(0, 2), st.booleans())
def test_whatever_is_known_one_more_journey_moves_a_value_by_less_than_a_fiftieth(
    visits, said, online, days, weight, solved
):
    before = values(visits, said, online)
    after = values([*visits, opened(MAIL, days, weight, solved)], said, online)
    for article in online:
        assert abs(after[article] - before[article]) < 0.02


@given(evidence, votes, times, st.floats(0, 89), st.floats(0, 2))
def test_a_further_opening_never_makes_an_article_worth_less(visits, said, online, days, weight):
    before = values(visits, said, online)[MAIL]
    after = values([*visits, opened(MAIL, days, weight)], said, online)[MAIL]
    assert after >= before - 1e-9


@given(evidence, votes, times, st.floats(0, 89))
def test_praise_never_makes_an_article_worth_less_nor_blame_more(visits, said, online, days):
    before = values(visits, said, online)[MAIL]
    praised = values(visits, [*said, Vote(MAIL, ago(days=days), helpful=True)], online)[MAIL]
    blamed = values(visits, [*said, Vote(MAIL, ago(days=days), helpful=False)], online)[MAIL]
    assert praised >= before - 1e-9
    assert blamed <= before + 1e-9


def test_v9_a_thousand_journeys_of_one_day_change_next_to_nothing():
    usual = [opened(article, day) for article in LONG_THERE for day in range(80)]
    before = values(usual)
    clicked = values(usual + [opened(NOISE, weight=2.0, solved=True)] * 1000)
    assert clicked[NOISE] - before[NOISE] < 0.05


def test_v9_a_thousand_votes_of_one_day_change_next_to_nothing():
    votes = [Vote(MAIL, ago(days=day), helpful=day % 3 > 0) for day in range(80)]
    before = values(votes=votes)
    stuffed = values(votes=votes + [Vote(MAIL, NOW, helpful=True)] * 1000)
    assert stuffed[MAIL] - before[MAIL] < 0.05


def test_v9_clicking_again_and_again_is_one_visit():
    search = Search(ago(minutes=9), (MAIL,))
    assert len(visits_of([search, *[Opening(ago(minutes=5), MAIL)] * 1000], ())) == 1


def test_v9_a_journey_that_opened_more_than_anybody_reads_says_nothing():
    everything = [Opening(ago(minutes=5), number) for number in range(MOST_ARTICLES + 1)]
    assert visits_of([Search(ago(minutes=9)), *everything], [Solution(NOW, MAIL)]) == []


def test_what_stands_lower_counts_more_when_it_is_opened_all_the_same():
    shown = (NOISE, WIFI, 4, MAIL, 5, 6, 7, 8, 9, 10, 11)
    search = Search(ago(minutes=9), shown)
    events = [search, *(Opening(ago(minutes=5), article) for article in (NOISE, MAIL, 11, 99))]
    weights = {visit.article: visit.opened for visit in visits_of(events, ())}
    assert weights == {NOISE: 1.0, MAIL: 2.0, 11: 2.0, 99: 1.0}


def test_what_was_opened_without_a_search_or_long_after_it_was_not_found_by_it():
    events = [
        Opening(ago(minutes=80), WIFI),
        Search(ago(minutes=60)),
        Opening(ago(minutes=5), MAIL),
    ]
    assert [visit.opened for visit in visits_of(events, ())] == [0.0, 0.0]


def test_a_remedy_that_solved_it_speaks_for_the_article_it_stands_in():
    events = [Opening(ago(minutes=9), MAIL), Opening(ago(minutes=5), NOISE)]
    visits = visits_of(events, [Solution(NOW, MAIL)])
    assert {visit.article: visit.solved for visit in visits} == {MAIL: True, NOISE: False}


def test_a_remedy_elsewhere_speaks_for_what_was_read_last_before():
    events = [
        Opening(ago(minutes=9), NOISE),
        Opening(ago(minutes=5), MAIL),
        Opening(NOW, WIFI),
    ]
    visits = visits_of(events, [Solution(ago(minutes=1), None)])
    assert {v.article for v in visits if v.solved} == {MAIL}


def test_what_was_read_days_before_did_not_solve_it():
    visits = visits_of([Opening(ago(days=3), MAIL)], [Solution(NOW, None)])
    assert not any(visit.solved for visit in visits)


def test_an_article_counts_as_solved_though_its_opening_was_not_recorded():
    assert visits_of([], [Solution(NOW, MAIL)]) == [Visit(MAIL, NOW, 0.0, solved=True)]
