"""Errors that a feature raises and one handler turns into a page.

Each carries a message key (an English sentence that is translated when it is shown) and its
parameters, never text that came from a person without being marked as a parameter.
"""


class PortalError(Exception):
    """Base: something the person can act on. `status` is the HTTP status of the page."""

    status = 400

    def __init__(self, message: str, **parameters: object) -> None:
        super().__init__(message)
        self.message = message
        self.parameters = parameters


class NotFound(PortalError):
    """The thing does not exist, or this reader may not know that it does."""

    status = 404


class Forbidden(PortalError):
    """Known to the reader, but not theirs to do."""

    status = 403


class Conflict(PortalError):
    """Somebody else was quicker; what was typed is shown again, nothing is lost."""

    status = 409


class Invalid(PortalError):
    """Input that cannot be taken as it is."""

    status = 422


class TooLarge(PortalError):
    """More bytes than the limit allows."""

    status = 413


class TooMany(PortalError):
    """A limit on attempts was reached."""

    status = 429
