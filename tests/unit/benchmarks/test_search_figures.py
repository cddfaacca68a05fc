"""From measured times to tables, goals and the chart of `make bench-search`."""

import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from tests.benchmarks.search_bench.chart import chart
from tests.benchmarks.search_bench.goals import outcomes
from tests.benchmarks.search_bench.queries import Kind, Query
from tests.benchmarks.search_bench.run import FTS5, OURS, TANTIVY, WHOOSH, Build, Run
from tests.benchmarks.search_bench.tables import document, publish, section
from tests.benchmarks.search_bench.timing import Cost, Line, take_turns

ENGINES = (OURS, WHOOSH, TANTIVY, FTS5)


def run_of(articles: int, **p95: float) -> Run:
    """A run in which engines differ in one kind of queries: `ours`, `whoosh`, …"""
    named = dict(zip(ENGINES, ("ours", "whoosh", "tantivy", "fts5"), strict=True))
    costs = {engine: Cost(0.5, p95.get(named[engine], 1.0), 100.0) for engine in ENGINES}
    return Run(
        articles=articles,
        text="some articles",
        words=300,
        vocabulary=9_000,
        day="2026-11-22",
        machine="2 cores",
        load=(0.5, 1.5),
        versions={"tantivy": "1.0"},
        queries=10,
        rounds=3,
        builds=tuple(Build(engine, 100.0, 2_000) for engine in ENGINES),
        lines=tuple(
            Line(engine, Kind.ANY.value, cost, cost, 0.8) for engine, cost in costs.items()
        ),
    )


def by_name(runs):
    return {outcome.name: outcome for outcome in outcomes(runs)}


def test_goals_are_ratios_within_one_run():
    found = by_name([run_of(10_000, ours=2, whoosh=59, tantivy=1, fts5=20)])
    assert found["any of the words: Whoosh as documented ÷ Lotse, 10,000 articles"].value == 29.5
    assert found["any of the words: Whoosh as documented ÷ Lotse, 10,000 articles"].met is False
    assert found["any of the words: Lotse ÷ tantivy, 10,000 articles"].met is True
    assert found["any of the words: Lotse ÷ FTS5, 10,000 articles"].met is True


def test_a_goal_without_its_run_is_neither_met_nor_missed():
    found = by_name([run_of(10_000)])
    growth = found["any of the words: 100,000 articles ÷ 1,000 articles"]
    assert (growth.value, growth.met) == (None, None)
    assert found["with snippets: Lotse ÷ FTS5, 10,000 articles"].met is None


def test_growth_compares_two_runs():
    found = by_name([run_of(1_000, ours=0.5), run_of(100_000, ours=8)])
    growth = found["any of the words: 100,000 articles ÷ 1,000 articles"]
    assert (growth.value, growth.met) == (16, False)


def test_a_table_has_a_dash_where_an_engine_was_not_asked():
    run = replace(run_of(1_000), lines=run_of(1_000, ours=3.14159).lines)
    text = section(run)
    assert "| any of the words | 0.5 / 3.14 / 100 | 0.5 / 1 / 100 |" in text
    assert "| title as you type | – | – | – | – |" in text
    assert "load 0.5 at the beginning, 1.5 at the end" in text


def test_a_published_run_replaces_the_one_of_its_size_and_text(tmp_path):
    publish(run_of(1_000, ours=1), tmp_path)
    publish(run_of(10_000, ours=2), tmp_path)
    publish(run_of(1_000, ours=3), tmp_path)
    publish(replace(run_of(1_000, ours=4), text="other articles"), tmp_path)
    kept = json.loads((tmp_path / "search.json").read_text())
    assert [(run["text"], run["articles"]) for run in kept] == [
        ("other articles", 1_000),
        ("some articles", 1_000),
        ("some articles", 10_000),
    ]
    text = (tmp_path / "search.md").read_text()
    assert text.count("### 1,000 articles") == 2
    assert "3 / 100" in text
    assert "0.5 / 1 / 100 | 0.5 / 1" in text


def test_the_document_names_what_was_not_reached():
    text = document([run_of(10_000, ours=9, tantivy=1)])
    assert "| any of the words: Lotse ÷ tantivy, 10,000 articles | ≤ 2 | 9 | **not met** |" in text


@pytest.mark.parametrize("sizes", [(1_000,), (1_000, 10_000, 100_000)])
def test_the_chart_says_in_words_what_it_shows(sizes):
    picture = ElementTree.fromstring(chart([run_of(size, fts5=20) for size in sizes]))  # noqa: S314
    inside = {element.tag.rpartition("}")[2]: element.text for element in picture}
    assert picture.attrib["role"] == "img"
    assert "SQLite FTS5: 20 ms, 80% found" in inside["desc"]
    assert ("polyline" in inside) is (len(sizes) > 1)


def test_every_engine_is_asked_every_query_in_every_round():
    asked = {"one": [], "two": []}
    ticks = []
    searches = {
        "one": lambda text: asked["one"].append(text) or ["a"],
        "two": lambda text: asked["two"].append(text) or [],
    }
    queries = [Query("erste", "a"), Query("zweite", "b")]
    lines = take_turns("any", searches, queries, 2, lambda: ticks.append(1))
    assert {name: sorted(texts) for name, texts in asked.items()} == {
        "one": ["erste"] * 3 + ["zweite"] * 3,
        "two": ["erste"] * 3 + ["zweite"] * 3,
    }
    assert [(line.engine, line.found) for line in lines] == [("one", 0.5), ("two", 0.0)]
    assert len(ticks) == 6


def test_a_cost_says_what_most_calls_stay_below():
    cost = Cost.of([float(number) for number in range(101)])
    assert (cost.p50, cost.p95, cost.p99) == (50, 95, 99)
