"""What the customers of the demo organisation tried and asked."""

from dataclasses import dataclass

from portal.escalations.context import Line, Section
from portal.remedies.models import Outcome


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said in a case, so many minutes ago. `by` is the mail address of a demo
    person's account before the @, "" for the customer; `note` keeps it within the team. A reply
    names what it promises, unless it `waits` or `solves`."""

    ago: int
    body: str
    by: str = ""
    note: bool = False
    promise: str = ""
    waits: bool = False
    solves: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A case of the demo: opened so many minutes ago; `lines` are kind, label, text and more."""

    ago: int
    name: str
    email: str
    queue: str
    words: str
    lines: tuple[Line, ...] = ()
    said: tuple[Said, ...] = ()
    phone: str = ""
    callback_wish: str = ""
    locale: str = "de"
    confirmed: bool = False
    picture: bool = False


def _tried(
    remedy: str, text: str, outcome: Outcome, note: str = "", *, before: bool = False
) -> Line:
    return Line(
        key=f"attempt:{remedy}",
        section=Section.ATTEMPT,
        label="",
        text=text,
        remedy=remedy,
        outcome=outcome.value,
        note=note,
        before=before,
    )


def _fact(name: str, label: str, text: str) -> Line:
    return Line(f"fact:{name}", Section.FACT, label, text)


def _answer(label: str, text: str) -> Line:
    return Line(f"answer:{label}", Section.ANSWER, label, text)


def _searched(text: str, label: str = "Gesucht") -> Line:
    return Line(f"event:{text}", Section.SEARCHED, label, text)


def _read(text: str, slug: str, label: str = "Gelesen") -> Line:
    return Line(f"event:{slug}", Section.OPENED, label, text, url=f"/de/articles/{slug}")


STORIES: tuple[Told, ...] = (
    Told(
        ago=197,
        name="Sabine Berger",
        email="sabine@baeckerei-berger.example",
        queue="mail",
        words=(
            "E-Mails kommen an, Senden klappt nicht.\n\n"
            "Seit Freitag kann ich mit Outlook keine Mails mehr verschicken, empfangen geht. "
            "Fehler 0x80042109. Den PC hab ich schon zweimal neu gestartet, bringt nichts. "
            "Am Donnerstag hab ich mein Passwort geändert."
        ),
        lines=(
            _tried(
                "device.restart",
                "Computer neu gestartet",
                Outcome.NO_CHANGE,
                "schon zweimal",
                before=True,
            ),
            _tried(
                "mail.reenter_password", "Passwort in Outlook neu eingetragen", Outcome.NO_CHANGE
            ),
            _tried(
                "mail.check_outgoing_server",
                "Postausgang auf Port 465 umgestellt",
                Outcome.NO_CHANGE,
                "Testmail liegt im Postausgang",
            ),
            _tried(
                "mail.pause_antivirus_scan",
                "Mail-Schutz ausgeschaltet",
                Outcome.COULD_NOT,
                "Dafür fehlt mir das Kennwort",
            ),
            _fact("customer_number", "Kundennummer", "204 183"),
            _fact("program", "Programm oder App", "Outlook 2021, Windows 11"),
            _fact("error_text", "Fehlermeldung", "0x80042109"),
            _fact("since", "Seit wann", "Freitag"),
            _fact(
                "changed_before", "Was sich vorher geändert hat", "Passwort im Kundenmenü geändert"
            ),
            _answer("Klappt das Senden im Webmail?", "Ja, dort klappt es"),
            _searched("ich kann mails empfangen aber nicht senden"),
            _read(
                "E-Mails kommen an, lassen sich aber nicht senden",
                "e-mails-kommen-an-lassen-sich-aber-nicht-senden",
            ),
        ),
        said=(
            Said(
                160,
                "Guten Tag Frau Berger,\n\nNeustart, Passwort und Port haben Sie schon geprüft, "
                "das überspringe ich. Da das Senden im Webmail klappt, ist Ihr Postfach in "
                "Ordnung. Ich sehe jetzt nach, womit sich Outlook bei uns anmeldet.\n\nViele Grüße",
                by="lena.braun",
                promise="Ich prüfe die Protokolle und schreibe Ihnen",
            ),
            Said(
                138,
                "Danke für die schnelle Antwort. Am Handy geht das Senden übrigens, nur am "
                "PC nicht.",
            ),
            Said(
                14,
                "Protokoll: seit Donnerstag 214 abgelehnte Anmeldungen am Postausgang, "
                "Benutzer stimmt, Passwort alt.",
                by="tom.behrens",
                note=True,
            ),
        ),
        confirmed=True,
        picture=True,
    ),
    Told(
        ago=1500,
        name="Autohaus Krüger",
        email="info@autohaus-krueger.example",
        queue="web",
        words="Website zeigt Fehler 503.\n\nSeit heute früh kommt auf allen Seiten nur noch "
        "„Service Unavailable“. Gestern hat unser Praktikant ein Plugin eingebaut.",
        lines=(
            _tried(
                "website.try_other_network", "Seite über das Handynetz geöffnet", Outcome.NO_CHANGE
            ),
            _tried(
                "wordpress.disable_plugins",
                "Plugins ausgeschaltet",
                Outcome.COULD_NOT,
                "Anmeldung zeigt auch 503",
            ),
            _tried("website.check_error_log", "Fehlerprotokoll angesehen", Outcome.UNKNOWN),
            _fact("domain", "Domain", "autohaus-krueger.example"),
            _searched("503 service unavailable"),
        ),
    ),
    Told(
        ago=90,
        name="Praxis Dr. Yilmaz",
        email="praxis@dr-yilmaz.example",
        queue="access",
        words="Kein Freizeichen seit heute früh. Unsere Patienten erreichen uns nicht.",
        lines=(
            _tried("phone.check_cabling", "Kabel geprüft", Outcome.NO_CHANGE),
            _tried("phone.restart_base", "Basis neu gestartet", Outcome.NO_CHANGE),
            _tried("phone.test_other_handset", "Anderes Telefon angeschlossen", Outcome.NO_CHANGE),
            _fact("router", "Router", "FRITZ!Box 7590"),
        ),
        phone="+49 431 555 0142",
        callback_wish="jederzeit, bitte die Durchwahl am Empfang",
    ),
    Told(
        ago=2900,
        name="Hotel Seeblick",
        email="rezeption@hotel-seeblick.example",
        queue="web",
        words="SSL-Warnung nach dem Domainumzug. Gäste sehen beim Buchen eine rote Seite.",
        lines=(
            _tried(
                "ssl.activate_certificate", "Zertifikat im Kundenmenü aktiviert", Outcome.NO_CHANGE
            ),
            _fact("domain", "Domain", "hotel-seeblick.example"),
        ),
        said=(
            Said(
                2700,
                "Guten Tag,\n\ndas Zertifikat ist jetzt ausgestellt. Für die Weiterleitung "
                "brauche ich noch Ihr Einverständnis: Soll www. auf die Adresse ohne www. "
                "führen?\n\nViele Grüße",
                by="jonas.petersen",
                waits=True,
            ),
        ),
        confirmed=True,
    ),
    Told(
        ago=50,
        name="Martin Voß",
        email="martin.voss@posteo.example",
        queue="support",
        words="Rechnung doppelt abgebucht. Im November wurden 11,90 € zweimal eingezogen.",
        lines=(_read("Ihre Rechnung verstehen", "ihre-rechnung-verstehen"),),
    ),
    Told(
        ago=35,
        name="Familie Nowak",
        email="nowak@familie-nowak.example",
        queue="access",
        words="Internet bricht jeden Abend ab. Immer zwischen 19 und 21 Uhr, am Kabel genauso wie "
        "im WLAN.",
        lines=(
            _tried("router.restart", "Router neu gestartet", Outcome.NO_CHANGE, before=True),
            _tried("router.check_cables", "Kabel am Router geprüft", Outcome.NO_CHANGE),
            _tried("internet.try_cable", "Mit Kabel statt WLAN versucht", Outcome.NO_CHANGE),
            _tried(
                "internet.measure_speed",
                "Geschwindigkeit gemessen",
                Outcome.UNKNOWN,
                "abends 3 Mbit/s, morgens 95",
            ),
            _tried("wifi.change_channel", "WLAN-Kanal gewechselt", Outcome.WORSE),
            _searched("internet abends langsam"),
        ),
    ),
    Told(
        ago=20,
        name="James Whitfield",
        email="james@whitfield-design.example",
        queue="support",
        words="Two-factor reset after phone loss. My phone was stolen on the train, and the "
        "recovery codes were on it too.",
        lines=(
            _tried(
                "account.use_recovery_code",
                "Used a recovery code",
                Outcome.COULD_NOT,
                "they were on the phone",
            ),
            _searched("lost phone two-factor", "Searched"),
        ),
        locale="en",
    ),
    Told(
        ago=4400,
        name="Petra Sommer",
        email="petra.sommer@gartenbau-sommer.example",
        queue="mail",
        words="Postfach voll trotz Löschen. Ich habe hunderte Mails gelöscht, es bleibt bei 98 %.",
        lines=(
            _tried("mail.check_quota", "Belegung angesehen", Outcome.NO_CHANGE),
            _tried("mail.archive_old_mail", "Alte E-Mails ausgelagert", Outcome.NO_CHANGE),
        ),
        said=(
            Said(
                4200,
                "Guten Tag Frau Sommer,\n\nauf dem Server lag ein zweiter Papierkorb von Ihrem "
                "alten Telefon. Ich habe ihn geleert, jetzt sind 12 % belegt.\n\nViele Grüße",
                by="tom.behrens",
                solves=True,
            ),
        ),
        confirmed=True,
    ),
    Told(
        ago=3000,
        name="Reederei Thomsen",
        email="it@reederei-thomsen.example",
        queue="mail",
        words="Mails an einen Empfänger kommen zurück. Nur an die Werft, seit dem Wochenende.",
        lines=(
            _tried(
                "mail.check_recipient_address", "Adresse des Empfängers geprüft", Outcome.NO_CHANGE
            ),
            _tried("mail.shrink_attachment", "Ohne Anhang gesendet", Outcome.NO_CHANGE),
            _fact("error_text", "Fehlermeldung", "550 5.7.1 rejected"),
        ),
    ),
    Told(
        ago=400,
        name="Kanzlei Lindner",
        email="kanzlei@lindner-recht.example",
        queue="mail",
        words="Mails landen beim Empfänger im Spam. Das Gericht hat zwei Schreiben nicht gesehen.",
        lines=(
            _tried("mail.set_spf_dkim", "SPF-Eintrag gesetzt", Outcome.UNKNOWN),
            _fact("domain", "Domain", "lindner-recht.example"),
        ),
        said=(
            Said(
                300,
                "Guten Tag,\n\nder SPF-Eintrag stimmt, es fehlt die DKIM-Signatur. Ich schalte "
                "sie für Ihre Domain ein und prüfe die Zustellung.\n\nViele Grüße",
                by="lena.braun",
                promise="Ich prüfe die Zustellung mit DKIM und schreibe Ihnen",
            ),
        ),
        confirmed=True,
    ),
)
