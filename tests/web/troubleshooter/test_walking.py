"""Going through a flow without JavaScript: one thing a page, nothing asked twice, nothing lost."""

from tests.web.troubleshooter.conftest import begin


def test_it_walks(pages, flow):
    page = pages.get("/de/flows/cannot-send")
    assert page.h1 == "Senden klappt nicht"
    page = begin(pages)
    print(page.text)
