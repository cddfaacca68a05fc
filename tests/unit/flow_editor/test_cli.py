"""`portal flows new`, `import`, `export`: files out of the portal are the files that went in."""

import pytest
import structlog
from click.testing import CliRunner

from portal.cli import cli
from portal.troubleshooter.flow_files import LIBRARY


@pytest.fixture
def run(tmp_path, monkeypatch):
    """The command with a data folder of its own; what it does to the logs is undone."""
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path / "data"))
    logs = structlog.get_config()
    yield lambda *words: CliRunner().invoke(cli, ["flows", *map(str, words)])
    structlog.configure(**logs)


def test_a_new_flow_keeps_every_rule(run, tmp_path):
    made = run("new", "my-flow", "--title-de", "Alles: kaputt", "--title-en", 'All "broken"')
    file = tmp_path / "my-flow.yaml"
    file.write_text(made.stdout, encoding="utf-8")

    assert run("lint", file).stdout == "0 errors, 0 warnings\n"
    assert run("test", file).exit_code == 0


@pytest.mark.parametrize(
    "words", [["new", "My Flow"], ["new", "new"], ["new", "ok", "--team", "nobody"]]
)
def test_what_cannot_be_is_said(run, words):
    made = run(*words)
    assert made.exit_code == 1
    assert made.stdout == ""


def test_what_goes_in_comes_out_byte_for_byte(run, tmp_path):
    assert run("import", LIBRARY).exit_code == 0
    assert run("export", tmp_path / "out").exit_code == 0

    shipped = {file.name: file.read_bytes() for file in LIBRARY.glob("*.yaml")}
    assert {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()} == shipped


def test_a_second_import_changes_nothing(run):
    run("import", LIBRARY)
    assert run("import", LIBRARY).stdout.startswith("0 added, 0 changed")


def test_a_broken_file_is_refused_and_the_others_are_taken(run, tmp_path):
    (tmp_path / "broken.yaml").write_text("schema: [", encoding="utf-8")
    done = run("import", tmp_path / "broken.yaml", LIBRARY / "mail-send-fails.yaml")

    assert done.exit_code == 1
    assert "refused" in done.stdout
    assert "1 added" in done.stdout


def test_a_path_that_is_not_there_is_said(run, tmp_path):
    assert run("import", tmp_path / "nothing").exit_code == 2
