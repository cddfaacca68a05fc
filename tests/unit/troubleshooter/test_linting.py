"""Rules of shape and graph: one change to a clean flow is found, and only that, where it is."""

from tests.unit.troubleshooter.flow_changes import (
    CLEAN,
    Change,
    cases,
    changed,
    check,
    error,
    findings,
    rules,
    warning,
)

CACHING = "next: {solved: done, no_change: remove, worse: person, could_not: remove}"
REMOVE = "next: {solved: done, no_change: person, worse: person, could_not: person}"
LEFT_OUT = """\
  left:
    do: router.restart
    next: {solved: done, no_change: person, worse: person, could_not: person}
  done: {end"""
SHOP_OPTION = """\
    options:
      - {id: shop, de: Nur im Shop, en: In the shop only, next: shop}
      - {id: all,"""
SHOP = """\
  shop:
    ask: single
    title: {de: "Wo hakt es?", en: "Where does it get stuck?"}
    options:
      - {id: cart, de: Im Warenkorb, en: In the cart, next: done}
      - {id: unsure, de: Unsicher, en: Not sure, next: done}
  domain:
    ask"""
TRAP = """\
  trap:
    ask: confirm
    title: {de: Warten Sie, en: Wait}
    max: 3
    next: trap
  caching:
"""
TESTS_SHOP = """\
tests:
  - name: only the shop
    answers: {where: shop, shop: cart}
    expect: {end: done}
  - name: not sure about the shop
    answers: {where: shop, shop: unsure}
    expect: {end: done}
"""


def test_noise_a_clean_flow_has_no_problem():
    assert findings(CLEAN) == []


@cases(
    error("F01", "symptoms:\n", "symptom: {}\nsymptoms:\n", at="symptom: {}"),
    error("F01", "status: published", "status: published\nversion: 4"),
    error("F01", "version: 3", "version: three"),
    error("F01", "schema: flow/1", "schema: flow/2"),
    error("F02", "start: where", "start: were"),
    error("F02", "no_change: domain", "no_change: domian"),
    error("F02", "else: remove", "else: remvoe"),
    error("F03", "  done: {end", LEFT_OUT, at="left:"),
    error("F05", "could_not: domain}", "could_not: private}"),
    error("F08", CACHING, CACHING.replace("worse: person", "worse: remove")),
    error("F08", CACHING, CACHING.replace("worse: person", "worse: done")),
    error("F31", "    else: remove\n", "", at="when:"),
    error("F32", REMOVE, REMOVE.replace(", worse: person", "")),
    error("F32", REMOVE, REMOVE.replace("solved: done, ", "")),
)
def test_one_error_is_found_where_it_is(change: Change):
    check(change)


@cases(
    warning("F15", "minutes: 12", "minutes: 3"),
    warning("F11", "more: 3}", "less: 3, more: 5}"),
    warning("F11", "more: 3}", "more: 3, is: nine}"),
    warning(
        "F11",
        "{answer: seconds, more: 3}",
        "{any: [{answer: where, is: al}, {answer: seconds, more: 3}]}",
    ),
    error("F10", "answer: seconds,", "answer: minutes,"),
    error("F10", "answer: seconds, more: 3", "answer: private, is: solved"),
    error("F10", "answer: seconds, more: 3", "outcome: website.enable_cache, is: no_change"),
)
def test_one_bad_condition_is_found_where_it_is(change: Change):
    check(change)


def test_an_answer_of_a_later_step_is_not_known_yet():
    later = "    when: {answer: seconds, less: 9}\n    else: seconds\n    why: {de: Dann"
    source = changed(("    why: {de: Dann", later))
    assert [(p.rule, p.line) for p in findings(source)] == [("F10", line(source, "less: 9"))]


def test_a_step_from_which_no_end_is_reached():
    source = changed(("could_not: domain}", "could_not: trap}"), ("  caching:\n", TRAP))
    errors = [problem for problem in findings(source) if problem.severity == "error"]
    assert [(p.rule, p.line) for p in errors] == [("F04", line(source, "  trap:"))]


def test_a_step_from_which_nobody_gets_to_a_person():
    source = changed(
        ("    options:\n      - {id: all,", SHOP_OPTION),
        ("  domain:\n    ask", SHOP),
        ("tests:\n", TESTS_SHOP),
    )
    assert [(p.rule, p.line) for p in findings(source)] == [("F07", line(source, "  shop:"))]


def test_an_option_that_leads_nowhere():
    source = changed((", en: On one only, next: private}", ", en: On one only}"))
    problems = [p for p in findings(source) if p.rule == "F06"]
    assert [p.line for p in problems] == [line(source, "en: On one only}")]


def test_a_default_is_enough_for_an_option():
    source = changed(
        (", en: On one only, next: private}", ", en: On one only}"),
        (
            'en: "On which devices is it slow?"}\n',
            'en: "On which devices is it slow?"}\n    next: private\n',
        ),
    )
    assert rules(source) == []


def test_a_question_without_options_that_leads_nowhere():
    assert "F06" in rules(changed(("    next: seconds\n", "")))


def test_a_counter_makes_a_loop_an_honest_one():
    looping = ("could_not: domain}", "could_not: private}")
    counted = (
        "    do: website.try_private_window\n",
        "    do: website.try_private_window\n    max: 2\n",
    )
    assert rules(changed(looping)) == ["F05"]
    assert rules(changed(looping, counted)) == []


def test_a_missing_edge_says_nothing_about_what_cannot_be_known():
    """Where a step leads that is not written yet is not known: no F04 or F07 on top."""
    assert rules(changed((REMOVE, "next: {solved: done}"))).count("F32") == 1
    assert not {"F04", "F07"} & set(rules(changed((REMOVE, "next: {solved: done}"))))
    assert not {"F04", "F07"} & set(rules(changed(("    next: seconds", "    next: secnods"))))


def test_too_many_options():
    more = "".join(
        f"      - {{id: x{n}, de: Gerät {n}, en: Device {n}, next: domain}}\n" for n in range(5)
    )
    source = changed(("      - {id: all,", f"{more}      - {{id: all,"))
    [options, coverage] = [p for p in findings(source) if p.severity == "warning"]
    assert (options.rule, options.line) == ("F16", line(source, "    options:"))
    assert coverage.rule == "F24"


def test_a_way_of_more_than_twelve_screens():
    def chain(length: int) -> str:
        titles = [
            f'    ask: confirm\n    title: {{de: "Punkt {n}", en: "Point {n}"}}\n'
            for n in range(length)
        ]
        return "".join(
            f"  c{n}:\n{title}    next: {f'c{n + 1}' if n + 1 < length else 'domain'}\n"
            for n, title in enumerate(titles)
        )

    def with_chain(length: int) -> str:
        return changed(("start: where", "start: c0"), ("steps:\n", f"steps:\n{chain(length)}"))

    # domain, seconds, caching and remove follow
    assert "F15" not in [p.rule for p in findings(with_chain(8))]
    assert "F15" in [p.rule for p in findings(with_chain(9))]


def test_more_than_150_steps():
    steps = "".join(f"  e{n}: {{end: escalate}}\n" for n in range(145))
    assert [
        p.rule
        for p in findings(changed(("steps:\n", f"steps:\n{steps}")))
        if p.severity == "warning"
    ] == ["F16"]


def test_an_unread_step_is_no_missing_one():
    """F01 names the step without a kind; that others lead to it is right."""
    assert rules(changed(("    do: website.remove_plugin\n", ""))).count("F01") >= 1
    assert "F02" not in rules(changed(("    do: website.remove_plugin\n", "")))


def test_dangerous_yaml_is_found():
    [problem] = findings(changed(("owner: lena", "owner: !!python/name:os.system x")))
    assert (problem.rule, problem.line) == ("F29", 5)


def test_an_outcome_that_the_only_way_here_excludes():
    """Who comes to `remove` from `caching` got no_change or could not do it."""
    when = "    when: {outcome: website.try_private_window, is: solved}\n    else: person\n"
    source = changed(
        (
            "    next: {solved: done, no_change: person, worse",
            f"{when}    next: {{solved: done, no_change: person, worse",
        )
    )
    assert "F11" not in rules(source)  # it may have been tried elsewhere, and the way led past it
    narrow = "    when: {answer: where, is: one}\n    else: person\n"
    only = changed(
        ("    do: website.try_private_window\n", f"    do: website.try_private_window\n{narrow}")
    )
    assert [(p.rule, p.message) for p in findings(only)] == [
        ("F11", "The condition of “private” always holds")
    ]


def line(source: str, passage: str) -> int:
    """The line in which a passage begins."""
    assert source.count(passage) == 1, passage
    return source[: source.index(passage) + len(passage) - len(passage.lstrip())].count("\n") + 1
