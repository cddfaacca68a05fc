"""A portal with teams and people, for whoever means it harm."""

import io

import pytest
from flask import Flask

from portal.accounts.queues import sync_queues
from tests.web.conftest import Change
from tests.web.content import colleague

WHO = {"name": "Sabine Berger", "email": "sabine@baeckerei-berger.example"}
WORDS = "Ich kann keine Mails senden. Seit Freitag."


@pytest.fixture
def teams(app: Flask, changing: Change) -> None:
    """Lena Braun answers what comes to two teams."""
    with changing() as session:
        sync_queues(session, app.extensions["lotse.organisation"].teams)
        colleague(session, "Lena Braun", queues=("support", "mail"))


def a_file(data: bytes, name: str) -> tuple[io.BytesIO, str]:
    """As the test client wants it."""
    return io.BytesIO(data), name
