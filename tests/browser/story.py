"""What a customer who cannot send mail, and the agent who helps, see in German and English."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """What the pages say in one language, what the two people write, and who they are."""

    question: str
    field: str
    search: str
    article: str
    not_helped: str
    flow: str
    begin: str
    go_on: str
    answers: tuple[str, ...]
    no_change: str
    could_not: str
    done_password: str
    done_server: str
    done_sign_in: str
    was_no_change: str
    was_could_not: str
    person: str
    own_words: str
    words: str
    add_file: str
    name: str
    address: str
    send: str
    arrived: str
    confirm: str
    confirmed: str
    agent: str
    reply: str
    promise: str
    send_reply: str
    answer_field: str
    answer: str
    send_answer: str
    solved: str
    closed: str


GERMAN = Words(
    question="Ich kann E-Mails empfangen, aber nicht senden",
    field="Was funktioniert nicht?",
    search="Suchen",
    article="E-Mails kommen an, lassen sich aber nicht senden",
    not_helped="Nein",
    flow="Schritt für Schritt: E-Mails kommen an, lassen sich aber nicht senden",
    begin="Jetzt beginnen",
    go_on="Weiter",
    answers=("Sie bleibt im Postausgang", "Ja, dort klappt es", "Outlook", "Nein, nichts"),
    no_change="Keine Veränderung",
    could_not="Das konnte ich nicht machen",
    done_password="Passwort im Mailprogramm neu eintragen",
    done_server="Postausgangsserver prüfen",
    done_sign_in="Anmeldung am Postausgang einschalten",
    was_no_change="ohne Wirkung",
    was_could_not="ging nicht",
    person="Mit einem Menschen sprechen",
    own_words="Was ist passiert, und was haben Sie schon versucht?",
    words="Seit Freitag verschickt Outlook nichts mehr, empfangen geht. Fehler 0x80042109.",
    add_file="Dateien hinzufügen",
    name="Name",
    address="E-Mail-Adresse",
    send="Anfrage senden",
    arrived="Ihre Anfrage ist angekommen.",
    confirm="Adresse bestätigen",
    confirmed="Ihre E-Mail-Adresse ist bestätigt",
    agent="Lena Braun",
    reply="Guten Tag Frau Berger,\n\nPasswort und Postausgang haben Sie schon geprüft, das lasse "
    "ich aus. Ich sehe im Protokoll nach, womit sich Outlook bei uns anmeldet.",
    promise="Ich sehe im Protokoll nach und schreibe Ihnen",
    send_reply="Antwort senden",
    answer_field="Ihre Nachricht an Lena Braun",
    answer="Danke. Am Handy geht das Senden übrigens.",
    send_answer="Nachricht senden",
    solved="Ja, gelöst",
    closed="gelöst",
)
ENGLISH = Words(
    question="I can receive email but not send any",
    field="What is not working?",
    search="Search",
    article="You receive email but cannot send any",
    not_helped="No",
    flow="Step by step: You can receive email but not send it",
    begin="Start now",
    go_on="Continue",
    answers=("It stays in the outbox", "Yes, it works there", "Outlook", "No, nothing"),
    no_change="No change",
    could_not="I could not do that",
    done_password="Re-enter the password in the mail app",
    done_server="Check the outgoing server",
    done_sign_in="Turn on sign-in for the outgoing server",
    was_no_change="no effect",
    was_could_not="could not do it",
    person="Talk to a person",
    own_words="What happened, and what have you already tried?",
    words="Outlook has sent nothing since Friday, receiving works. Error 0x80042109.",
    add_file="Add files",
    name="Name",
    address="Mail address",
    send="Send request",
    arrived="Your request has arrived.",
    confirm="Confirm address",
    confirmed="Your mail address is confirmed",
    agent="Lena Braun",
    reply="Good morning Ms Berger,\n\nyou have checked the password and the outgoing server "
    "already, so I leave that out. I will look in the log how Outlook signs in.",
    promise="I look in the log and write to you",
    send_reply="Send the reply",
    answer_field="Your message to Lena Braun",
    answer="Thank you. Sending works on my phone, by the way.",
    send_answer="Send message",
    solved="Yes, solved",
    closed="solved",
)
