"""Long lists of options that a flow file only names (`options_from`)."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from babel import Locale

from portal.troubleshooter.definition import Option
from portal.troubleshooter.node_reader import LOCALES

# Territories of CLDR that are no countries: groups of them, test regions, outlying specks.
_NO_COUNTRIES = ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")


@lru_cache
def countries() -> tuple[Option, ...]:
    """All countries by ISO 3166-1 code in lower case, with their names in each language (CLDR)."""
    names = {locale: Locale(locale).territories for locale in LOCALES}
    known = map(str, names["en"])
    codes = sorted(code for code in known if code.isalpha() and code not in _NO_COUNTRIES)
    return tuple(
        Option(code.lower(), {locale: names[locale][code] for locale in LOCALES}, listed=True)
        for code in codes
    )


OPTION_LISTS: Mapping[str, Callable[[], tuple[Option, ...]]] = {"countries": countries}
"""By the name that a file gives."""
