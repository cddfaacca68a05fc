"""A catalogue of the tests' own, as little of it as a catalogue may have."""

from portal.remedies.recognition import Named

CATALOGUE = (
    Named(
        "x1",
        {"de": "Router neu starten", "en": "Restart the router"},
        {"de": ("Modem aus- und wieder eingeschaltet",), "en": ("rebooted the modem",)},
    ),
    Named(
        "x2",
        {"de": "Browser-Cache leeren", "en": "Clear the browser cache"},
        {"de": ("Cookies gelöscht",), "en": ("deleted the cookies",)},
    ),
    Named(
        "x3",
        {"de": "Kabel prüfen", "en": "Check the cables"},
        {"de": ("Stecker kontrolliert",), "en": ("made sure the plugs sit tight",)},
    ),
    Named(
        "x4",
        {"de": "Passwort neu eingeben", "en": "Enter the password again"},
        {"de": ("Kennwort erneut eingetippt",), "en": ("retyped the password",)},
    ),
    Named(
        "x5",
        {"de": "VPN ausschalten", "en": "Turn off the VPN"},
        {"de": ("ohne VPN probiert",), "en": ("disconnected the VPN",)},
    ),
)
