"""What technical data are called, and what was taken out of a log."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.escalations.diagnostics.items import Item
from portal.escalations.diagnostics.scrubbing import Removed


def item_label(item: Item) -> str:
    """In the language in force."""
    labels = {
        Item.BROWSER: _("Browser"),
        Item.SYSTEM: _("Operating system"),
        Item.ZONE: _("Time zone"),
        Item.SCREEN: _("Screen and window"),
        Item.LANGUAGE: _("Language of the browser"),
    }
    return labels[item]


def items_sentence(items: Mapping[Item, str]) -> str:
    """What was sent along, for the conversation."""
    told = "; ".join(f"{item_label(item)}: {value}" for item, value in items.items())
    return _("Technical data: %(items)s", items=told)


def removed_words(removed: Mapping[str, int]) -> str:
    """3 mail addresses, 1 IBAN; "" where nothing was found."""
    return ", ".join(
        _counted(kind, removed[kind.value]) for kind in Removed if removed.get(kind.value)
    )


def _counted(kind: Removed, count: int) -> str:
    match kind:
        case Removed.KEY:
            return ngettext("%(num)s private key", "%(num)s private keys", count)
        case Removed.TOKEN:
            return ngettext("%(num)s access key", "%(num)s access keys", count)
        case Removed.PASSWORD:
            return ngettext("%(num)s password", "%(num)s passwords", count)
        case Removed.IBAN:
            return ngettext("%(num)s IBAN", "%(num)s IBANs", count)
        case Removed.CARD:
            return ngettext("%(num)s card number", "%(num)s card numbers", count)
        case Removed.EMAIL:
            return ngettext("%(num)s mail address", "%(num)s mail addresses", count)
        case Removed.USER:
            return ngettext("%(num)s user name", "%(num)s user names", count)
        case Removed.NETWORK:
            return ngettext("%(num)s network address", "%(num)s network addresses", count)
