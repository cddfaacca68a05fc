"""The organisation's file: the demo can be read, and a mistake is named."""

from datetime import time

import pytest

from portal.core.organisation import DEMO_FILE, load_organisation
from portal.core.settings import SettingsError


def changed(tmp_path, before, after):
    text = DEMO_FILE.read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "organisation.toml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return path


def test_the_demo_organisation_can_be_read():
    organisation = load_organisation()
    assert organisation.name == "Nordhafen Hosting"
    assert organisation.time_zone.key == "Europe/Berlin"
    first = organisation.hours.windows[0]
    assert (first.weekday, first.start) == (0, time(8))
    eve = organisation.hours.special_days[0]
    assert (eve.month, eve.day, eve.windows) == (12, 24, ((time(8), time(12)),))
    assert organisation.calendars == ()


def test_teams_may_have_hours_of_their_own(tmp_path):
    late = '[[calendars]]\nkey = "late"\nhours = {friday = [["18:00", "22:00"]]}\n\n[[teams]]'
    path = changed(tmp_path, '[[teams]]\nkey = "support"', f'{late}\nkey = "support"')
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            'key = "support"', 'key = "support"\ncalendar = "late"'
        ),
        encoding="utf-8",
    )
    organisation = load_organisation(path)
    (hours,) = organisation.calendars
    assert (hours.country, hours.subdivision, hours.time_zone.key) == ("DE", "SH", "Europe/Berlin")
    assert [window.weekday for window in hours.windows] == [4]
    assert [team.calendar for team in organisation.teams] == ["late", "", "", ""]


def test_a_logo_lies_beside_the_file(tmp_path):
    path = changed(tmp_path, 'logo = ""', 'logo = "mark.svg"')
    assert load_organisation(path).logo == tmp_path / "mark.svg"


def test_a_file_from_before_the_link_to_the_source_is_still_good(tmp_path):
    assert load_organisation(changed(tmp_path, "source_url = ", "other = ")).source_url == ""


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ('name = "Nordhafen Hosting"', "", "name"),
        ('name = "Nordhafen Hosting"', "name = Nordhafen", "line"),
        ("[service]", "[other]", "time_zone"),
        ('"Europe/Berlin"', '"Europe/Kiel"', "Europe/Kiel"),
        ('monday = [["08:00", "18:00"]]', 'montag = [["08:00", "18:00"]]', "montag"),
        ('monday = [["08:00", "18:00"]]', 'monday = [["8", "18:00"]]', "8"),
        ('monday = [["08:00", "18:00"]]', 'monday = [["18:00", "08:00"]]', "monday"),
        ('monday = [["08:00", "18:00"]]', 'monday = [["08:00", "08:00"]]', "monday"),
        ("first_answer_minutes = 75", 'first_answer_minutes = "soon"', "soon"),
        ('day = "12-24"', 'day = "12-32"', "12-32"),
        ('key = "support"', 'key = "support"\ncalendar = "night"', "night"),
        ('source_url = ""', 'source_url = "javascript:alert(1)"', "javascript:alert(1)"),
        ("featured = [", "featured_ = [", ""),
        ("[colours]", "colours = 7\n[other]", "7"),
    ],
)
def test_a_mistake_is_named(tmp_path, before, after, named):
    path = changed(tmp_path, before, after)
    if not named:
        assert load_organisation(path).featured == ()
        return
    with pytest.raises(SettingsError) as caught:
        load_organisation(path)
    assert str(path) in str(caught.value)
    assert named in str(caught.value)


def test_a_file_that_is_not_there_is_named_with_its_setting(tmp_path):
    with pytest.raises(SettingsError, match=r"PORTAL_ORGANISATION_FILE.*none\.toml"):
        load_organisation(tmp_path / "none.toml")


def test_hours_without_a_minute_are_refused(tmp_path):
    text = DEMO_FILE.read_text(encoding="utf-8").partition("[service.hours]")[0]
    path = tmp_path / "organisation.toml"
    path.write_text(text + "[service.hours]\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="no working minute"):
        load_organisation(path)
