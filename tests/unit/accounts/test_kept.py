"""A form that travels through the sign-in page."""

from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.kept import Kept, dump, load


@given(st.lists(st.tuples(st.text(), st.text())), st.booleans())
def test_form_comes_back_as_it_was(fields: list[tuple[str, str]], files: bool) -> None:
    kept = Kept("/agent/articles/x?language=de", tuple(fields), files)

    assert load(dump(kept)) == kept


@given(st.text())
def test_anything_else_is_nothing(text: str) -> None:
    assert load(text) is None


def test_what_a_person_wrote_is_shown_and_the_rest_travels_along() -> None:
    kept = Kept("/agent/x", (("base", "7"), ("body", "One\ntwo"), ("title", "t" * 40), ("tag", "")))

    assert [name for name, _ in kept.texts] == ["body", "title"]
    assert [name for name, _ in kept.others] == ["base", "tag"]
