"""A small flow, and the means to write others in a few lines."""

from portal.remedies.catalogue import catalogue
from portal.troubleshooter.definition import Flow
from portal.troubleshooter.parsing import ParsedFlow, parse_flow, read_flow

SAMPLE = """\
schema: flow/1
id: internet-slow
version: 7
status: published
owner: lena
review_by: 2027-03-01
title: {de: Internet ist langsam, en: Internet is slow}
symptoms:
  de: [langsames WLAN, Seiten laden ewig]
  en: [slow wifi, pages load forever]
minutes: 6
have_ready:
  - {id: customer_number, de: Kundennummer (rechts oben), en: Customer number, optional: true}
start: devices
escalate:
  queue: access
  first_reply: {business_minutes: 240}
  ask: [customer_number]
remedies:
  - id: router.restart
    use: global
  - id: wifi.channel
    text:
      short: {de: Kanal auf „Auto“ stellen., en: Set the channel to “Auto”.}
      detail: {de: 1. Öffnen., en: 1. Open.}
    minutes: 3
    risk: low
    aliases: {de: [Funkkanal gewechselt], en: [changed channel]}
    verify: {de: "Schneller?", en: "Faster?"}
    repeat_ok_if: {days_since: 14}
steps:
  devices:
    ask: single
    title: {de: "Sind alle Geräte betroffen?", en: "Are all devices affected?"}
    why: {de: Dann liegt es nicht am Gerät., en: Then it is not one device.}
    options:
      - {id: yes, de: Ja alle, en: Yes all, next: restart}
      - {id: no, de: Nur eins, en: Only one, next: channel}
      - {id: unsure, de: Weiß ich nicht, en: I do not know, next: restart}
  restart:
    do: router.restart
    next: {solved: done, no_change: channel, worse: person, could_not: channel}
  channel:
    do: wifi.channel
    when: {any: [{answer: devices, is: no}, {outcome: router.restart, in: [no_change, could_not]}]}
    else: person
    next: {solved: done, no_change: person, worse: person, could_not: person}
  done: {end: solved, article: wifi-weak}
  person: {end: escalate, summary: {de: "Langsam, {tried}", en: "Slow, {tried}"}}
tests:
  - name: restart was tried before
    known: {outcomes: {router.restart: no_change}}
    answers: {devices: yes}
    expect: {path: [devices, channel], skipped: [router.restart]}
"""


def read(source: str) -> ParsedFlow:
    """What can be read of a source, with the catalogue that ships."""
    return read_flow(source, catalogue=catalogue())


def sample() -> Flow:
    """The sample as a flow."""
    return parse_flow(SAMPLE, catalogue=catalogue())


def flow_of(steps: str, *, start: str = "a") -> Flow:
    """A flow of these steps (YAML, indented by two), with the ends `done` and `person`."""
    source = f"""\
schema: flow/1
id: small
version: 1
status: draft
title: {{de: Klein, en: Small}}
minutes: 5
start: {start}
escalate: {{queue: support}}
steps:
{steps}
  done: {{end: solved}}
  person: {{end: escalate}}
"""
    return parse_flow(source, catalogue=catalogue())
