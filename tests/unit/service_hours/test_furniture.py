"""What pages say about service, in both languages and in the reader's zone."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from portal.app import create_app
from portal.core.organisation import DEMO_FILE
from portal.core.settings import Settings, SettingsError
from portal.service_hours.furniture import first_answer, open_now, opening_hours

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=BERLIN)


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    folder: Path = tmp_path_factory.mktemp("portal")
    return create_app(
        Settings(data_dir=folder, database_url=f"sqlite:///{folder}/none.db", secret_key="x")
    )


def test_a_country_without_known_holidays_is_refused_at_the_start(tmp_path):
    mine = tmp_path / "organisation.toml"
    demo = DEMO_FILE.read_text(encoding="utf-8")
    mine.write_text(demo.replace('country = "DE"', 'country = "ZZ"'), encoding="utf-8")
    settings = Settings(
        data_dir=tmp_path, database_url="sqlite://", secret_key="x", organisation_file=mine
    )

    with pytest.raises(SettingsError, match="ZZ"):
        create_app(settings)


def said(portal, locale, moment, zone=None):
    cookies = {"Cookie": f"time_zone={zone}"} if zone else {}
    with portal.test_request_context(f"/{locale}/", headers=cookies):
        return first_answer(moment, locale).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("moment", "german", "english"),
    [
        (
            datetime(2026, 11, 23, 9, 30, tzinfo=BERLIN),
            "Erste Antwort heute bis 11:00 Uhr",
            "First answer today by 11:00",
        ),
        (
            datetime(2026, 11, 20, 17, 30, tzinfo=BERLIN),
            "Erste Antwort Sa., 21. November, 10:00 Uhr",
            "First answer Sat, 21 November, 10:00",
        ),
        (
            datetime(2026, 12, 24, 18, 0, tzinfo=BERLIN),
            "Erste Antwort Mo., 28. Dezember, 9:30 Uhr",
            "First answer Mon, 28 December, 9:30",
        ),
        (
            datetime(2026, 12, 31, 17, 0, tzinfo=BERLIN),  # open until noon
            "Erste Antwort Sa., 2. Januar, 10:30 Uhr",
            "First answer Sat, 2 January, 10:30",
        ),
    ],
)
def test_the_first_answer_is_promised_in_a_sentence(portal, moment, german, english):
    assert said(portal, "de", moment) == german
    assert said(portal, "en", moment) == english


def test_today_is_the_day_of_the_reader(portal):
    moment = datetime(2026, 11, 23, 15, 30, tzinfo=BERLIN)  # due at 17:00, in Tokyo at 1:00
    assert said(portal, "en", moment, "Asia/Tokyo") == "First answer Tue, 24 November, 1:00"
    assert said(portal, "en", moment, "Nowhere/Else") == "First answer today by 17:00"


def test_somebody_is_there_or_not(portal):
    with portal.test_request_context("/de/"):
        assert open_now(datetime(2026, 11, 23, 8, 30, tzinfo=UTC), "de")
        assert not open_now(datetime(2026, 12, 25, 10, 0, tzinfo=UTC), "de")


def test_days_with_the_same_hours_share_a_row(portal):
    with portal.test_request_context("/de/"):
        rows = [
            tuple(part.replace("\N{NO-BREAK SPACE}", " ") for part in row)
            for row in opening_hours(MONDAY, "de")
        ]
        assert rows == [("Mo.–Fr.", "8:00–18:00 Uhr"), ("Samstag", "9:00–13:00 Uhr")]
        assert opening_hours(MONDAY, "en") == (
            ("Mon–Fri", "8:00–18:00"),
            ("Saturday", "9:00–13:00"),
        )


def test_whose_clock_is_meant_is_said_to_readers_elsewhere(portal):
    for zone, german, english in (
        ("Europe/London", "8:00–18:00 Uhr (Ortszeit Berlin)", "8:00–18:00 (Berlin time)"),
        ("Europe/Vienna", "8:00–18:00 Uhr", "8:00–18:00"),
    ):
        with portal.test_request_context("/de/", headers={"Cookie": f"time_zone={zone}"}):
            assert opening_hours(MONDAY, "de")[0][1].replace("\N{NO-BREAK SPACE}", " ") == german
        with portal.test_request_context("/en/", headers={"Cookie": f"time_zone={zone}"}):
            assert opening_hours(MONDAY, "en")[0][1] == english
