"""What the named facts are called, and where a customer finds them."""

from dataclasses import dataclass

from flask_babel import gettext as _


@dataclass(frozen=True, slots=True)
class FactWords:
    """`label` stands before the value, `hint` says how to find it; it may be empty."""

    label: str
    hint: str


def fact_words(name: str) -> FactWords:
    """The words for a fact in the reader's language; a name of a flow's own speaks for itself."""
    known = {
        "customer_number": FactWords(
            _("Customer number"), _("It stands on every invoice, near the top.")
        ),
        "domain": FactWords(
            _("Domain"), _("The name of your website without www, for example bakery.example.")
        ),
        "email_address": FactWords(
            _("Email address"), _("The address that has the problem, with the part after the @.")
        ),
        "device": FactWords(
            _("Device"), _("For example “Windows laptop”, “iPhone 14” or “Samsung tablet”.")
        ),
        "operating_system": FactWords(
            _("Operating system"),
            _("Windows: press the Windows key, type “winver”. Mac: Apple menu, “About This Mac”."),
        ),
        "program": FactWords(
            _("Program or app"), _("With its version, if you know it: often under Help, “About”.")
        ),
        "browser": FactWords(
            _("Browser"), _("The program you surf with, for example Firefox, Chrome or Safari.")
        ),
        "router": FactWords(
            _("Router"), _("Maker and model stand on the label on its underside or back.")
        ),
        "printer": FactWords(
            _("Printer"), _("Maker and model stand on its front or on the label at the back.")
        ),
        "error_text": FactWords(
            _("Error message"), _("Word for word, or only the number, for example 0x80042109.")
        ),
        "since": FactWords(
            _("Since when"), _("Roughly is enough, for example “since Friday” or “for a week”.")
        ),
        "changed_before": FactWords(
            _("What changed before"),
            _("For example an update, a new password, a new device or another provider."),
        ),
    }
    return known.get(name) or FactWords(name.replace("_", " "), "")
