"""The text that a new flow begins with: sound from the first moment, and with every part in it."""

import json
from datetime import date, timedelta
from textwrap import dedent

REVIEWED_AFTER = timedelta(days=180)


def new_flow(key: str, title_de: str, title_en: str, *, owner: str, queue: str, today: date) -> str:
    """A flow file with one question, one remedy, both ends and a test for each. `queue` is the key
    of a team, `owner` who looks after the flow."""
    german, english = _quoted(title_de), _quoted(title_en)
    return dedent(f"""\
        schema: flow/1
        id: {key}
        version: 1
        status: draft
        owner: {_quoted(owner)}
        review_by: {today + REVIEWED_AFTER}
        title: {{de: {german}, en: {english}}}
        symptoms:
          de: [{german}]
          en: [{english}]
        minutes: 5
        start: everywhere
        escalate:
          queue: {queue}
        steps:
          everywhere:
            ask: single
            title:
              de: "Ist das auf allen Geräten so?"
              en: "Does this happen on all devices?"
            why:
              de: Dann liegt es nicht an dem einen Gerät.
              en: Then it is not that one device.
            options:
              - {{id: all, de: "Ja, auf allen", en: "Yes, on all", next: person}}
              - {{id: one, de: "Nein, nur auf einem", en: "No, on one only", next: restart}}
              - {{id: unsure, de: Das weiß ich nicht, en: I do not know, next: restart}}
          restart:
            do: device.restart
            next: {{solved: done, no_change: person, worse: person, could_not: person}}
          done: {{end: solved}}
          person:
            end: escalate
            summary:
              de: {_quoted(title_de + ". {tried}")}
              en: {_quoted(title_en + ". {tried}")}
        tests:
          - name: all devices
            answers: {{everywhere: all}}
            expect: {{path: [everywhere, person], end: person}}
          - name: a restart helps
            answers: {{everywhere: one}}
            outcomes: {{device.restart: solved}}
            expect: {{path: [everywhere, restart, done], end: done}}
          - name: nobody knows, and the restart was tried before
            known: {{outcomes: {{device.restart: no_change}}}}
            answers: {{everywhere: unsure}}
            expect: {{skipped: [device.restart], end: person}}
        """)


def _quoted(words: str) -> str:
    """A JSON string is a YAML string in double quotes."""
    return json.dumps(words, ensure_ascii=False)
