"""Rules of remedies, of what is asked for, and of upkeep."""

from dataclasses import replace
from datetime import date

import pytest

from portal.remedies.catalogue import catalogue
from portal.troubleshooter.linting import lint_source
from portal.troubleshooter.parsing import read_flow
from tests.unit.troubleshooter.flow_changes import (
    CLEAN,
    WORLD,
    Change,
    cases,
    changed,
    check,
    error,
    findings,
    rules,
    warning,
)

ASK_DOMAIN = 'title: {de: "Wie heißt Ihre Domain?", en: "What is your domain?"}'
CONSENT = """\
    consent:
      de: "Die Einstellungen der Erweiterung gehen dabei verloren."
      en: "The settings of the extension are lost."
"""
WHY = "    why: {de: Dann sehen wir in die Protokolle., en: Then we look into the logs.}\n"
VERIFY = (
    '    verify: {de: "Lädt die Seite jetzt schneller?", en: "Does the page load faster now?"}\n'
)


@cases(
    error("F13", "do: website.try_private_window", "do: website.try_secret_window"),
    error(
        "F13",
        "remedies:\n",
        "remedies:\n  - {id: website.enable_cache, use: global}\n",
    ),
    warning("F21", VERIFY, "", at="website.remove_plugin"),
    error("F20", CONSENT, "", at="website.remove_plugin"),
    error("F22", "queue: web", "queue: webteam"),
    error("F23", "owner: lena\n", "", at="status: published"),
    error("F23", "review_by: 2027-03-01\n", "", at="status: published"),
    warning("F23", "review_by: 2027-03-01", "review_by: 2026-11-22"),
    error(
        "F17",
        "  - {id: domain, de:",
        "  - {id: router, de: Ihr Router, en: Your router}\n  - {id: domain, de:",
        at="id: router",
    ),
    warning(
        "F17", "ask: [customer_number, callback]", "ask: [customer_number, contract, callback]"
    ),
    error("F27", ASK_DOMAIN, 'title: {de: "Wie lautet Ihr Passwort?", en: "Your domain?"}'),
    error("F27", ASK_DOMAIN, 'title: {de: "Wie heißt Ihre Domain?", en: "Please enter your PIN"}'),
    error("F27", ASK_DOMAIN, 'title: {de: "Wie lauten Ihre Zugangsdaten?", en: "Your domain?"}'),
    error("F27", ASK_DOMAIN, 'title: {de: "Ihre Kreditkartennummer", en: "Your domain?"}'),
    error(
        "F27",
        WHY,
        "    why: {de: Wir brauchen auch Ihr Kennwort., en: Then we look into the logs.}\n",
    ),
    error("F27", '"Auf welchen Geräten ist sie langsam?"', '"Wie lautet Ihr Passwort?"'),
    error("F27", "ask: [customer_number, callback]", "ask: [customer_number, password, callback]"),
)
def test_one_bad_line_is_found_where_it_is(change: Change):
    check(change)


@pytest.mark.parametrize(
    "title",
    [
        "Wann haben Sie Ihr Passwort zuletzt geändert?",
        "Welche Meldung erscheint, wenn Sie das Passwort eingeben?",
        "Wie lauten die letzten vier Ziffern Ihrer Kartennummer?",
        "Wie heißt Ihr Benutzername? Schreiben Sie nie Ihr Passwort dazu.",
        "Welches Programm benutzen Sie?",
    ],
)
def test_what_is_about_a_secret_does_not_ask_for_it(title: str):
    assert rules(changed(("Wie heißt Ihre Domain?", title))) == []


def test_a_choice_about_a_password_is_no_request_for_it():
    title = "Haben Sie das Passwort vor Kurzem geändert?"
    assert rules(changed(("Auf welchen Geräten ist sie langsam?", title))) == []


def test_personal_data_are_asked_for_with_a_reason():
    source = changed(("Wie heißt Ihre Domain?", "Wie lautet Ihre Telefonnummer?"), (WHY, ""))
    [problem] = findings(source)
    assert (problem.rule, problem.severity) == ("F28", "warning")
    assert "  domain:" in source.splitlines()[problem.line - 1]
    assert rules(changed(("Wie heißt Ihre Domain?", "Wie lautet Ihre Telefonnummer?"))) == []


def test_nobody_is_made_to_guess():
    source = changed(
        ("{id: unsure, de: Das weiß ich nicht, en: I do not know,", "{id: x, de: Dort, en: There,"),
        ("where: unsure", "where: x"),
    )
    [problem] = findings(source)
    assert (problem.rule, problem.severity) == ("F14", "warning")
    assert "options:" in source.splitlines()[problem.line - 1]


def test_a_wish_needs_no_way_to_say_one_does_not_know():
    source = changed(
        ("Auf welchen Geräten ist sie langsam?", "Was möchten Sie zuerst prüfen?"),
        (
            "{id: unsure, de: Das weiß ich nicht, en: I do not know,",
            "{id: x, de: Etwas, en: A thing,",
        ),
        ("where: unsure", "where: x"),
    )
    assert rules(source) == []


def test_an_alias_of_another_remedy():
    taken = catalogue()["router.restart"].aliases["de"][0]
    [problem] = findings(
        changed(("de: [Plugin gelöscht]", f"de: [Plugin gelöscht, {taken.upper()}]"))
    )
    assert problem.rule == "F13"
    assert "router.restart" in problem.message
    assert "Plugin" in changed().splitlines()[problem.line - 1]


def test_the_catalogue_that_ships_shares_no_alias():
    entries = "".join(f"  - {{id: {remedy}, use: global}}\n" for remedy in catalogue())
    every = changed(("  - id: website.enable_caching\n    use: global\n", entries))
    assert rules(every) == []


def test_a_draft_needs_no_owner():
    assert rules(changed(("status: published", "status: draft"), ("owner: lena\n", ""))) == []


def test_every_end_is_tested():
    source = changed(
        ("{website.try_private_window: solved}", "{website.try_private_window: worse}"),
        ("expect: {path: [where, private, done], end: done}", "expect: {end: person}"),
        ("{website.enable_caching: solved}", "{website.enable_caching: worse}"),
        (
            "expect: {path: [where, domain, seconds, caching, done], end: done}",
            "expect: {end: person}",
        ),
    )
    [problem] = findings(source)
    assert (problem.rule, problem.severity) == ("F24", "error")
    assert "done: {end: solved" in source.splitlines()[problem.line - 1]


def test_options_that_no_test_chooses_are_told():
    source = changed(("answers: {where: unsure,", "answers: {where: all,"))
    [problem] = findings(source)
    assert (problem.rule, problem.severity) == ("F24", "warning")
    assert "where: unsure" in problem.message


class TestAgainstAnEarlierVersion:
    OLD = read_flow(CLEAN, catalogue=catalogue()).flow

    def found(self, source: str) -> list[tuple[str, str]]:
        lines = source.splitlines()
        problems = lint_source(source, WORLD, old=self.OLD)
        return [(p.rule, lines[p.line - 1].strip()) for p in problems]

    def test_noise_the_same_again(self):
        assert self.found(CLEAN) == []

    def test_a_step_that_is_gone(self):
        renamed = CLEAN.replace("seconds", "duration")
        assert self.found(renamed) == [("F25", "steps:")]

    def test_a_step_that_says_what_it_was_called(self):
        renamed = CLEAN.replace("seconds", "duration").replace(
            "  duration:\n", "  duration:\n    renamed_from: seconds\n"
        )
        assert self.found(renamed) == []

    def test_an_option_that_is_gone(self):
        renamed = CLEAN.replace("id: one,", "id: single,").replace("where: one", "where: single")
        assert self.found(renamed) == [("F25", "options:")]
        kept = renamed.replace("id: single,", "id: single, renamed_from: one,")
        assert self.found(kept) == []

    def test_a_flow_with_another_id(self):
        assert self.found(changed(("id: page-is-slow", "id: page-slow"))) == [
            ("F25", "id: page-slow")
        ]

    def test_a_remedy_with_the_same_words_under_another_id(self):
        renamed = CLEAN.replace("website.remove_plugin", "website.remove_extension")
        assert self.found(renamed) == [("F25", "- id: website.remove_extension")]


def test_the_day_decides_whether_a_review_is_due():
    late = replace(WORLD, today=date(2027, 3, 2))
    assert [p.rule for p in lint_source(CLEAN, late)] == ["F23"]
    assert lint_source(CLEAN, replace(WORLD, today=date(2027, 3, 1))) == ()
