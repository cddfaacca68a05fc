"""What a flow file says, and what is said about one that is wrong."""

from datetime import date

import pytest

from portal.remedies.catalogue import catalogue
from portal.troubleshooter.definition import (
    AnswerIs,
    Any,
    End,
    Not,
    OutcomeIs,
    Question,
    RemedyStep,
)
from portal.troubleshooter.parsing import parse_flow, read_flow
from portal.troubleshooter.problems import FlowError
from portal.troubleshooter.text_files import with_text_files
from tests.flows.sample_flow import SAMPLE, read, sample


def changed(old: str, new: str) -> str:
    assert SAMPLE.count(old) == 1, f"{old!r} has to stand once in the sample"
    return SAMPLE.replace(old, new)


def only_problem(source: str):
    [problem] = read(source).problems
    return problem


def test_everything_in_the_file_is_in_the_flow():
    flow = sample()
    assert (flow.id, flow.version, flow.status, flow.owner) == (
        "internet-slow",
        7,
        "published",
        "lena",
    )
    assert flow.review_by == date(2027, 3, 1)
    assert flow.title == {"de": "Internet ist langsam", "en": "Internet is slow"}
    assert flow.symptoms["en"] == ("slow wifi", "pages load forever")
    assert (flow.minutes, flow.first_reply_minutes, flow.queue) == (6, 240, "access")
    assert flow.ask_before_person == ("customer_number",)
    assert flow.have_ready[0].optional
    assert list(flow.steps) == ["devices", "restart", "channel", "done", "person"]
    assert isinstance(flow.steps["devices"], Question)
    assert isinstance(flow.steps["restart"], RemedyStep)
    assert isinstance(flow.steps["done"], End)
    assert flow.steps["done"].article == "wifi-weak"
    assert flow.steps["channel"].otherwise == "person"
    assert flow.steps["channel"].when == Any(
        (
            AnswerIs("devices", ("no",)),
            OutcomeIs("router.restart", ("no_change", "could_not")),
        )
    )
    [test] = flow.tests
    assert test.path == ("devices", "channel")
    assert test.answers == {"devices": ("yes",)}
    assert test.known_outcomes == {"router.restart": "no_change"}


def test_yes_no_and_on_stay_words():
    flow = sample()
    assert [option.id for option in flow.steps["devices"].options] == ["yes", "no", "unsure"]


def test_a_global_remedy_takes_its_words_from_the_catalogue_and_a_local_one_from_the_file():
    flow = sample()
    shared, local = flow.remedies["router.restart"], flow.remedies["wifi.channel"]
    assert shared.title == catalogue()["router.restart"].titles
    assert shared.minutes == catalogue()["router.restart"].minutes
    assert not shared.local
    assert local.local
    assert local.title == local.short
    assert (local.minutes, local.repeat_after_days) == (3, 14)


def test_a_remedy_of_the_catalogue_needs_no_entry():
    source = changed("  - id: router.restart\n    use: global\n", "")
    assert "router.restart" in parse_flow(source, catalogue=catalogue()).remedies


def test_a_remedy_that_is_nowhere_is_left_to_the_linter():
    parsed = read(changed("do: router.restart", "do: router.kick"))
    assert parsed.problems == ()
    assert "router.kick" not in parsed.flow.remedies


def test_a_text_without_a_language_is_left_to_the_linter():
    parsed = read(changed("{de: Internet ist langsam, en: Internet is slow}", "{de: Langsam}"))
    assert parsed.problems == ()
    assert parsed.flow.title == {"de": "Langsam"}


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), "title: {de"),
        (("steps", "restart", "next", "worse"), "    next: {solved: done, no_change: channel"),
        (("steps", "devices", "options", 1, "en"), "      - {id: no"),
        (("steps", "channel", "when", "any", 1, "outcome"), "    when:"),
        (("remedies", 1, "text", "short", "de"), "      short:"),
        (("steps", "done"), "  done:"),
        (("tests", 0), "  - name: restart"),
        (("steps", "done", "title", "de"), "  done:"),
        (("noise",), "schema:"),
    ],
)
def test_everything_has_a_place(path, line):
    number, _ = read(SAMPLE).place(*path)
    assert SAMPLE.splitlines()[number - 1].startswith(line)


@pytest.mark.parametrize(
    ("source", "says", "advice"),
    [
        (changed("minutes: 6", "minuts: 6"), "Unknown key “minuts”", "Do you mean “minutes”?"),
        (changed("    else: person", "    els: person"), "“els”", "Do you mean “else”?"),
        (
            changed("no_change: channel, worse", "no_chang: channel, worse"),
            "“no_chang”",
            "no_change",
        ),
        (changed("version: 7", "version: 7\nversion: 8"), "“version” stands here twice", ""),
        (changed("  done: {", "  restart: {"), "“restart” stands here twice", ""),
        (changed("status: published", "status: publish"), "“publish”", "published"),
        (changed("ask: single", "ask: singel"), "“singel”", "single"),
        (changed("minutes: 6", "minutes: six"), "whole number", ""),
        (changed("review_by: 2027-03-01", "review_by: soon"), "“soon” is no date", "2027-03-01"),
        (changed("{id: unsure,", "{id: Unsure!,"), "“Unsure!” is no id", "a-z"),
        (changed("do: router.restart", "doo: router.restart"), "exactly one of ask", ""),
        (changed("is: no}", "is: no, less: 3, more: x}"), "“more” needs a number", ""),
        (changed("{answer: devices, is: no}", "{}"), "begins with exactly one word", ""),
        (changed("in: [no_change, could_not]", "is: better"), "“better” is no outcome", ""),
        (changed("escalate:\n  queue: access\n", "escalate:\n"), "Here is no “queue”", ""),
        (changed("start: devices\n", ""), "Here is no “start”", ""),
        (changed("id: wifi.channel", "id: router.restart"), "stands here twice", ""),
        (changed("schema: flow/1", "schema: flow/2"), "“flow/2”", "flow/1"),
        (changed("do: wifi.channel\n", "do: wifi.channel\n    wait: 24\n"), "a mapping", ""),
        (changed("do: wifi.channel\n", "do: wifi.channel\n    wait: {days: 8}\n"), "a week", "24"),
        (changed("do: wifi.channel\n", "do: wifi.channel\n    wait: {hour: 1}\n"), "“hour”", ""),
        (
            changed("do: wifi.channel\n", "do: wifi.channel\n    wait: {hours: 1, days: 1}\n"),
            "one length",
            "hours: 24",
        ),
        ("", "is a mapping", ""),
        ("- a\n- b\n", "is a mapping", ""),
        ("\x00", "control character", ""),
    ],
)
def test_what_is_not_of_the_right_shape_is_f01(source, says, advice):
    problems = read(source).problems
    assert {problem.rule for problem in problems} == {"F01"}
    assert any(says in problem.message and advice in problem.fix for problem in problems), problems
    with pytest.raises(FlowError):
        parse_flow(source, catalogue=catalogue())


@pytest.mark.parametrize(
    ("source", "says", "advice"),
    [
        (
            changed('"Sind alle Geräte betroffen?"', "Sind alle Geräte betroffen?"),
            "“?” inside {…}",
            "quotes",
        ),
        (changed("de: Ja alle,", "de: Ja: alle,"), "“:” inside {…}", "quotes"),
        (changed("de: Ja alle,", "de: Ja, alle,"), "Unknown key “alle”", "A “,” inside {…}"),
        (changed("owner: lena", "owner: lena: braun"), "“:” in a text", "quotes"),
        (changed("  queue: access", "\tqueue: access"), "tab", "spaces"),
        (changed("en: Yes all,", "en: “Yes all”,"), "Curly quotes", '"Yes all"'),
        (changed("name: restart", 'name: "restart'), "has no end", "quote"),
        (changed("owner: lena", 'owner: "lena'), "closed only in line", "Close the quote"),
        (changed("owner: lena", "owner: !file lena.md"), "Tags", '"!file lena.md"'),
    ],
)
def test_the_traps_of_yaml_are_explained(source, says, advice):
    problem = only_problem(source)
    assert says in problem.message
    assert advice in problem.fix
    assert problem.line > 1


@pytest.mark.parametrize(
    "source",
    [
        "a: !!python/object/apply:os.system [ls]",
        "a: !!str x",
        "a: &a [*a]",
        "a: &a {b: {c: *a}}",
        "a: [&x [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"
        + "".join(
            f", &{name} [{', '.join([f'*{before}'] * 9)}]"
            for before, name in zip("xbcde", "bcdef", strict=True)
        )
        + "]",
        "a: &a x\nb: [" + ", ".join(["*a"] * 100) + "]",
        "a: " + "[" * 5_000,
        "a: " + "{b: " * 5_000,
        "a: x" * 100_000,
    ],
    ids=lambda source: source[:20],
)
def test_bombs_and_tags_are_f29(source):
    assert only_problem(source).rule == "F29"


def test_a_few_aliases_are_fine():
    source = changed("{solved: done, no_change: person", "&ends {solved: done, no_change: person")
    source = source.replace(
        "next: {solved: done, no_change: channel, worse: person, could_not: channel}",
        "next: {solved: done, no_change: channel, worse: &p person, could_not: *p}",
    )
    parsed = read(source)
    assert parsed.problems == ()
    assert parsed.flow.steps["restart"].next["could_not"] == "person"


def test_a_file_with_errors_still_gives_the_rest():
    parsed = read(changed("minutes: 6", "minuts: 6").replace("do: wifi.channel", "do: [x]"))
    assert len(parsed.problems) >= 2
    assert list(parsed.flow.steps) == ["devices", "restart", "channel", "done", "person"]


def test_problems_come_in_the_order_of_the_file():
    source = changed("minutes: 6", "minuts: 6").replace("else: person", "els: person")
    lines = [problem.line for problem in read(source).problems]
    assert lines == sorted(lines)


def test_not_turns_a_condition_round():
    flow = parse_flow(
        changed(
            "when: {any: [{answer: devices, is: no}, ", "when: {any: [{not: {answer: devices}}, "
        ),
        catalogue=catalogue(),
    )
    assert flow.steps["channel"].when.parts[0] == Not(AnswerIs("devices"))


def test_long_texts_come_from_the_folder_beside_the_flow(tmp_path):
    (tmp_path / "channel.de.md").write_text('1. Öffnen.\n2. "Auto" wählen. \\\n', encoding="utf-8")
    source = changed("{de: 1. Öffnen., en: 1. Open.}", '{de: "!file channel.de.md", en: 1. Open.}')
    flow = parse_flow(source, catalogue=catalogue(), texts=tmp_path)
    expected = '1. Öffnen.\n2. "Auto" wählen. \\'
    assert flow.remedies["wifi.channel"].detail["de"] == expected
    stored = with_text_files(source, tmp_path)
    assert parse_flow(stored, catalogue=catalogue()) == flow
    assert stored.count("\n") == source.count("\n")


@pytest.mark.parametrize(
    "name",
    ["../secret.md", "/etc/passwd", "a/b.md", "..", "secret.txt", "missing.md", "link.md", ".md"],
)
def test_no_other_file_is_read(tmp_path, name):
    folder = tmp_path / "text"
    folder.mkdir()
    secret = tmp_path / "secret.md"
    secret.write_text("secret")
    (folder / "secret.txt").write_text("secret")
    (folder / "link.md").symlink_to(secret)
    source = changed("{de: 1. Öffnen.,", f'{{de: "!file {name}",')
    parsed = read_flow(source, catalogue=catalogue(), texts=folder)
    [problem] = parsed.problems
    assert problem.rule == "F01"
    assert "de" not in parsed.flow.remedies["wifi.channel"].detail
    assert with_text_files(source, folder) == source
