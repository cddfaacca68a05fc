"""Articles to find, and an index of words over them."""

import pytest

from portal.core.worker import Worker
from tests.web.conftest import Change
from tests.web.content import write


@pytest.fixture
def searchable(changing: Change, worker: Worker) -> None:
    """Articles about Wi-Fi and mail, found by their words."""
    with changing() as session:
        write(session, "wifi", "WLAN ist langsam", topic="internet", body="Das WLAN stockt.\n")
        write(session, "mail", "Senden klappt nicht")
        write(session, "secret", "Funknetz der Leitstelle", visibility="internal")
    worker.run_all()
