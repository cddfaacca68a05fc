"""`portal people add`."""

import os
import subprocess
import sys

import pytest
from sqlalchemy.orm import Session

from portal.accounts.cli import add_person_command
from portal.accounts.queries import person_by_email
from portal.core.settings import Settings

LENA = ("lena@nordhafen.example", "Lena Braun", "lead", "de", "harbour pilot at noon")


def test_lets_somebody_in(
    settings: Settings, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add_person_command(settings, *LENA) == 0

    person = person_by_email(session, LENA[0])
    assert person
    assert (person.name, person.role) == ("Lena Braun", "lead")
    assert "lena@nordhafen.example" in capsys.readouterr().out


def test_works_in_a_process_that_has_loaded_nothing_else(
    settings: Settings, session: Session
) -> None:
    email, name, role, language, password = LENA
    options = ["--name", name, "--role", role, "--language", language, "--password", password]
    answer = subprocess.run(
        [sys.executable, "-m", "portal.cli", "people", "add", email, *options],
        env={
            **os.environ,
            "PORTAL_DATA_DIR": str(settings.data_dir),
            "PORTAL_DATABASE_URL": settings.database_url,
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 0, answer.stderr
    assert person_by_email(session, email)


@pytest.mark.parametrize(
    ("changed", "says"),
    [((0, "lena"), "mail address"), ((1, " "), "name"), ((4, "short"), "12 characters")],
)
def test_says_what_is_wrong_and_adds_nobody(
    settings: Settings,
    session: Session,
    capsys: pytest.CaptureFixture[str],
    changed: tuple[int, str],
    says: str,
) -> None:
    arguments = list(LENA)
    arguments[changed[0]] = changed[1]

    assert add_person_command(settings, *arguments) == 1
    assert says in capsys.readouterr().err
    assert person_by_email(session, LENA[0]) is None


def test_says_that_somebody_is_here_already(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    add_person_command(settings, *LENA)

    assert add_person_command(settings, *LENA) == 1
    assert "already" in capsys.readouterr().err
