"""The synonyms that come with the starter content: what customers call the things of its topics.

Spellings that search takes for one word anyway (E-Mail and Email, WLAN-Schlüssel and Wlanschlüssel)
need no group.
"""

STARTER_SYNONYMS: dict[str, tuple[tuple[str, ...], ...]] = {
    "de": (
        ("WLAN", "WiFi", "Wi-Fi", "Funknetz", "drahtloses Netzwerk"),
        ("Passwort", "Kennwort"),
        ("Rechnung", "Faktura"),
        ("Handy", "Smartphone", "Mobiltelefon"),
        ("Router", "WLAN-Box", "Internet-Box"),
        ("E-Mail-Konto", "Postfach"),
        ("Spam", "Junk-Mail", "Werbemails"),
        ("kündigen", "Vertrag beenden"),
        ("Website", "Homepage", "Webseite", "Internetseite"),
        ("anmelden", "einloggen", "Login"),
        ("Zwei-Faktor-Anmeldung", "2FA", "zweistufige Anmeldung"),
        ("Mahnung", "Zahlungserinnerung"),
        ("Abwesenheitsnotiz", "Autoresponder", "Urlaubsmeldung"),
    ),
    "en": (
        ("Wi-Fi", "WLAN", "wireless network"),
        ("password", "passcode", "pass phrase"),
        ("invoice", "bill"),
        ("mobile phone", "cell phone", "smartphone"),
        ("router", "internet box"),
        ("mailbox", "email account"),
        ("spam", "junk mail"),
        ("cancel", "terminate the contract"),
        ("website", "web page", "homepage"),
        ("two-factor sign-in", "2FA", "two-step verification"),
        ("payment reminder", "dunning letter"),
        ("out-of-office reply", "autoresponder", "vacation message"),
    ),
}
