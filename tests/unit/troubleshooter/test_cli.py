"""`portal flows …` as a script sees it: output and exit codes, without a database."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.cli import cli
from tests.unit.troubleshooter.flow_changes import CLEAN, CLEAN_FILE, changed

TODAY = "2026-11-23"
TWO_PROBLEMS = (
    ("queue: web", "queue: webteam"),
    ("review_by: 2027-03-01", "review_by: 2026-01-01"),
)


@pytest.fixture(autouse=True)
def no_settings(monkeypatch, tmp_path):
    """Neither a database nor a data folder is given, and nothing may be written."""
    monkeypatch.delenv("PORTAL_DATABASE_URL", raising=False)
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path / "never"))
    yield
    assert not (tmp_path / "never").exists()


@pytest.fixture
def flow_file(tmp_path) -> Path:
    file = tmp_path / "flow.yaml"
    file.write_text(CLEAN, encoding="utf-8")
    return file


def portal(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["flows", *map(str, arguments)])


def lint(*arguments: str | Path) -> Result:
    return portal("lint", *arguments, "--today", TODAY)


def lint_json(*arguments: str | Path) -> list[dict[str, str | int]]:
    return json.loads(lint(*arguments, "--format", "json").stdout)


class TestLint:
    def test_a_clean_file(self, flow_file):
        result = lint(flow_file)
        assert result.exit_code == 0
        assert result.stdout == "0 errors, 0 warnings\n"
        assert lint_json(flow_file) == []

    def test_warnings_alone_are_no_failure(self, flow_file):
        flow_file.write_text(changed(TWO_PROBLEMS[1]), encoding="utf-8")
        result = lint(flow_file)
        assert result.exit_code == 0
        assert f"{flow_file}:6:12: warning F23: " in result.stdout

    def test_json_has_all_that_an_editor_needs(self, flow_file):
        flow_file.write_text(changed(*TWO_PROBLEMS), encoding="utf-8")
        assert lint(flow_file, "--format", "json").exit_code == 1
        found = lint_json(flow_file)
        assert [(entry["rule"], entry["severity"], entry["line"]) for entry in found] == [
            ("F23", "warning", 6),
            ("F22", "error", 17),
        ]
        for entry in found:
            assert list(entry) == ["file", "line", "column", "rule", "severity", "message", "fix"]
            assert entry["file"] == str(flow_file)

    def test_a_folder_is_searched_to_its_depths(self, tmp_path):
        (tmp_path / "a/b").mkdir(parents=True)
        (tmp_path / "a/b/deep.yml").write_text(changed(TWO_PROBLEMS[0]), encoding="utf-8")
        (tmp_path / "top.yaml").write_text(CLEAN.replace("page-is-slow", "other"), encoding="utf-8")
        (tmp_path / "notes.txt").write_text("no flow", encoding="utf-8")
        assert [entry["file"] for entry in lint_json(tmp_path)] == [str(tmp_path / "a/b/deep.yml")]

    def test_two_files_with_one_id(self, tmp_path):
        for name in ("one.yaml", "two.yaml"):
            (tmp_path / name).write_text(CLEAN, encoding="utf-8")
        [found] = lint_json(tmp_path)
        assert (found["rule"], found["file"]) == ("F01", str(tmp_path / "two.yaml"))

    @pytest.mark.parametrize("option", ["--remedies", "--articles", "--against"])
    def test_what_cannot_be_read(self, option, flow_file, tmp_path):
        assert lint(tmp_path / "missing.yaml").exit_code == 2
        result = lint(flow_file, option, tmp_path / "missing")
        assert result.exit_code == 2
        assert "missing" in result.stderr
        assert result.stdout == ""

    def test_a_file_that_is_not_utf_8(self, flow_file):
        flow_file.write_bytes(CLEAN.encode("utf-8").replace(b"owner: lena", b"owner: l\xe9na"))
        [found] = lint_json(flow_file)
        assert (found["rule"], found["line"]) == ("F01", 5)

    def test_another_catalogue(self, flow_file, tmp_path):
        remedies = tmp_path / "remedies.yaml"
        remedies.write_text(
            "- {id: website.enable_caching, title: {de: Cache an, en: Cache on}, aliases: {}}\n",
            encoding="utf-8",
        )
        [found] = lint_json(flow_file, "--remedies", remedies)
        assert found["rule"] == "F13"
        assert "website.try_private_window" in str(found["message"])
        assert [entry["rule"] for entry in lint_json(tmp_path, "--remedies", remedies)] == ["F13"]

    def test_a_catalogue_that_is_none(self, flow_file, tmp_path):
        (tmp_path / "remedies.yml").write_text("id: x\n", encoding="utf-8")
        assert lint(flow_file, "--remedies", tmp_path / "remedies.yml").exit_code == 2

    def test_other_articles(self, flow_file, tmp_path):
        (tmp_path / "kb/de").mkdir(parents=True)
        (tmp_path / "kb/de/website-fast.md").write_text("# Schnell\n", encoding="utf-8")
        assert {entry["rule"] for entry in lint_json(flow_file, "--articles", tmp_path / "kb")} == {
            "F19"
        }
        (tmp_path / "kb/de/website-slow.md").write_text("# Langsam\n", encoding="utf-8")
        assert lint_json(flow_file, "--articles", tmp_path / "kb") == []
        (tmp_path / "kb/de/website-slow.md").write_text(
            "---\nstatus: archived\n---\nAlt\n", encoding="utf-8"
        )
        messages = [
            entry["message"] for entry in lint_json(flow_file, "--articles", tmp_path / "kb")
        ]
        assert set(messages) == {"The article “website-slow” is archived"}

    def test_against_an_earlier_file_or_folder(self, flow_file, tmp_path):
        renamed = CLEAN.replace("seconds", "duration")
        flow_file.write_text(renamed, encoding="utf-8")
        (tmp_path / "old").mkdir()
        (tmp_path / "old/other-name.yaml").write_text(CLEAN, encoding="utf-8")
        for old in (CLEAN_FILE, tmp_path / "old"):
            assert [entry["rule"] for entry in lint_json(flow_file, "--against", old)] == ["F25"]
        assert lint_json(flow_file, "--against", flow_file) == []


class TestTest:
    def test_each_walk_has_its_line(self, flow_file):
        result = portal("test", flow_file)
        assert result.exit_code == 0
        assert f"ok     {flow_file}:72: caching helps" in result.stdout
        assert result.stdout.endswith("3 passed, 0 failed\n")

    def test_a_walk_that_goes_elsewhere(self, flow_file):
        wrong = changed(("seconds, remove, person], end: person}", "seconds, caching], end: done}"))
        flow_file.write_text(wrong, encoding="utf-8")
        result = portal("test", flow_file)
        assert result.exit_code == 1
        assert f"FAILED {flow_file}:76: nothing helps" in result.stdout
        assert "expected [where, domain, seconds, caching]" in result.stdout
        assert "walked [where, domain, seconds, remove, person]" in result.stdout

    def test_a_broken_file_and_a_missing_one(self, flow_file, tmp_path):
        flow_file.write_text(changed(("minutes: 12", "minuts: 12")), encoding="utf-8")
        result = portal("test", flow_file)
        assert result.exit_code == 1
        assert "F01" in result.stdout
        assert portal("test", tmp_path / "missing.yaml").exit_code == 2


class TestGraph:
    def test_a_file_as_svg_and_as_text(self, flow_file):
        svg = portal("graph", flow_file)
        assert svg.exit_code == 0
        assert svg.stdout.startswith("<svg ")
        text = portal("graph", flow_file, "--format", "text", "--language", "en")
        assert "Question: On which devices is it slow? [where]" in text.stdout

    def test_a_flow_that_ships_by_its_id(self):
        result = portal("graph", "mail-send-fails", "--format", "text")
        assert result.exit_code == 0
        assert "[person" in result.stdout

    def test_a_flow_that_does_not_exist(self):
        result = portal("graph", "mail-never")
        assert result.exit_code == 2
        assert "mail-never" in result.stderr

    def test_a_flow_with_errors_is_drawn_as_far_as_it_goes(self, flow_file):
        flow_file.write_text(changed(("minutes: 12", "minuts: 12")), encoding="utf-8")
        result = portal("graph", flow_file)
        assert result.exit_code == 0
        assert "F01" in result.stderr
        assert result.stdout.startswith("<svg ")
        flow_file.write_text("[]", encoding="utf-8")
        assert portal("graph", flow_file).exit_code == 1


class TestDocs:
    PAGE = (Path(__file__).parents[3] / "docs/flows.md").read_text(encoding="utf-8")

    def test_the_example_for_authors_is_clean(self, flow_file):
        _, _, example = self.PAGE.partition("```yaml\n")
        example, _, _ = example.partition("```")
        flow_file.write_text(example, encoding="utf-8")
        (flow_file.parent / "text").mkdir()
        for language, words in (("de", "Öffnen Sie **Erweiterungen**."), ("en", "Open it.")):
            file = flow_file.parent / f"text/plugin.{language}.md"
            file.write_text(words, encoding="utf-8")
        assert lint_json(flow_file) == []
        assert portal("test", flow_file).exit_code == 0

    def test_the_table_has_all_rules(self):
        assert [f"F{number:02}" for number in range(1, 34)] == re.findall(
            r"^\| (F\d\d) \|", self.PAGE, re.MULTILINE
        )
