"""The pages of this feature: each its template's whole context."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from portal.accounts.forms import (
    ChangePasswordForm,
    LinkForm,
    NewPasswordForm,
    NewPersonForm,
    PersonForm,
    ProfileForm,
    SignInForm,
)
from portal.accounts.kept import Kept
from portal.accounts.models import Person
from portal.web.pages import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPage(Page):
    """Address and password; `kept` is a form that goes on afterwards."""

    template: ClassVar[str] = "accounts/sign_in.html"

    form: SignInForm
    next: str = ""
    kept: str = ""
    notice: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumePage(Page):
    """Signed in again: what was typed, ready to go on."""

    template: ClassVar[str] = "accounts/resume.html"

    kept: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForLinkPage(Page):
    """Ask for a link that sets a new password; `asked` once that was done."""

    template: ClassVar[str] = "accounts/ask_for_link.html"

    form: LinkForm
    asked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPasswordPage(Page):
    """Set a password by a link; without a token the link is spent."""

    template: ClassVar[str] = "accounts/new_password.html"

    form: NewPasswordForm
    token: str = ""


@dataclass(frozen=True, slots=True)
class BrowserRow:
    """One signed-in browser; `name` is empty for one we do not know."""

    name: str
    since: datetime
    seen: datetime
    this: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage(Page):
    """One's own name, language, password and signed-in browsers."""

    template: ClassVar[str] = "accounts/account.html"

    person: Person
    role: str
    profile: ProfileForm
    password: ChangePasswordForm
    picture_url: str | None
    picture_problem: str
    browsers: tuple[BrowserRow, ...]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the list of people; role and language as words."""

    person: Person
    role: str
    language: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage(Page):
    """Everybody of the team."""

    template: ClassVar[str] = "accounts/people.html"

    rows: tuple[PersonRow, ...]
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPersonPage(Page):
    """Somebody new."""

    template: ClassVar[str] = "accounts/new_person.html"

    form: NewPersonForm


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage(Page):
    """One person, as an admin sees them; `is_self` takes the form away."""

    template: ClassVar[str] = "accounts/person.html"

    person: Person
    role: str
    form: PersonForm
    is_self: bool
    notice: str = ""
