"""Steps of the set-up repeat when what they are made from has changed, and only then."""

import pytest

from bootstrap import steps
from bootstrap.steps import Step


@pytest.fixture
def step(tmp_path, monkeypatch):
    monkeypatch.setattr(steps, "SHARE", tmp_path / "share")
    monkeypatch.setattr(steps, "ROOT", tmp_path)
    (tmp_path / "packages.lock").write_text("flask==3.1.3")
    return Step("packages", "Packages", steps.contents("*.lock"), lambda line: None, "Try again.")


def test_a_step_is_pending_until_it_was_done(step):
    assert not step.is_done
    step.mark_done()
    assert step.is_done


def test_a_step_is_pending_again_when_a_file_it_depends_on_changed(step, tmp_path):
    step.mark_done()
    (tmp_path / "packages.lock").write_text("flask==3.1.4")
    assert not step.is_done


def test_a_touched_or_unrelated_file_repeats_nothing(step, tmp_path):
    step.mark_done()
    (tmp_path / "packages.lock").touch()
    (tmp_path / "README.md").write_text("noise")
    assert step.is_done


def test_every_step_says_what_to_do_when_it_fails():
    assert all(step.advice.endswith(".") for step in steps.STEPS)
