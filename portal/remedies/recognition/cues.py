"""What a clause is about besides its words: whether it was done, and how it went.

Features for the two classifiers. The words of things and actions are replaced by their kind, so
that nothing learned hangs on what a catalogue happens to be about.
"""

import re
from collections.abc import Iterator, Sequence

from portal.remedies.recognition.lexicon import ACTION
from portal.remedies.recognition.reading import Clause, Reading
from portal.remedies.recognition.words import form
from search.stopwords import STOP_WORDS

# So much of the neighbourhood of a clause is read, in words.
_BEFORE, _AFTER, _NEXT = 8, 12, 14


def state_features(reading: Reading, clause: Clause) -> dict[str, float]:
    """Signs of whether what a clause names was done."""
    row = masked(reading)
    sentence = reading.sentences[clause.sentence]
    own = row[clause.first : clause.last + 1]
    before = row[max(sentence.first, clause.first - _BEFORE) : clause.first]
    after = row[clause.last + 1 : min(sentence.last + 1, clause.last + 1 + _AFTER)]
    following = _next_sentence(reading, row, clause.sentence)[:6]
    features = dict.fromkeys(_grams("o", ["^", *own, "$"], 3), 1.0)
    features.update(dict.fromkeys(_grams("b", before, 2), 0.7))
    features.update(dict.fromkeys(_grams("a", after, 2), 0.7))
    features.update(dict.fromkeys(_grams("n", following, 1), 0.5))
    features.update(dict.fromkeys(_grams("s", [*before, *own, *after], 2), 0.5))
    if clause.first == sentence.first:
        features["opens"] = 1.0
    if "?" in reading.own[clause.start : clause.end + 1]:
        features["asked"] = 1.5
    if "?" in reading.own[clause.end : sentence.end]:
        features["asked later"] = 1.0
    for name in _outcomes(reading, clause.start, clause.end):
        features[f"own {name}"] = 1.0
    for name in _outcomes(reading, clause.end, sentence.end):
        features[f"after {name}"] = 1.0
    for place in range(clause.first, clause.last + 1):
        if row[place].startswith("<A"):
            features[f"first {row[place]}"] = 1.0
            break
    return features


def outcome_features(reading: Reading, clause: Clause) -> dict[str, float]:
    """Signs of how it went: in the clause itself, then behind it, the nearer the stronger."""
    row = masked(reading)
    sentence = reading.sentences[clause.sentence]
    own = row[clause.first : clause.last + 1]
    before = row[max(sentence.first, clause.first - _BEFORE) : clause.first]
    later = [c for c in reading.clauses if c.sentence == clause.sentence and c.first > clause.last]
    near = row[later[0].first : later[0].last + 1] if later else []
    rest = row[later[0].last + 1 : sentence.last + 1] if later else []
    following = _next_sentence(reading, row, clause.sentence)[:_NEXT]
    features = dict.fromkeys(_grams("o", ["^", *own, "$"], 3), 1.0)
    features.update(dict.fromkeys(_grams("b", before, 2), 0.4))
    features.update(dict.fromkeys(_grams("1", near, 2), 0.8))
    features.update(dict.fromkeys(_grams("2", rest[:20], 2), 0.5))
    features.update(dict.fromkeys(_grams("n", following, 2), 0.5))
    features.update(dict.fromkeys(_grams("t", [*own, "|", *near, "|", *rest[:20]], 3), 0.6))
    places = [("own", clause.start, clause.end)]
    places += [(str(min(at, 2)), c.start, c.end) for at, c in enumerate(later, start=1)]
    if clause.sentence + 1 < len(reading.sentences):
        next_one = reading.sentences[clause.sentence + 1]
        places.append(("next", next_one.start, next_one.end))
    first = True
    for name, start, end in places:
        found = _outcomes(reading, start, end)
        for outcome in found:
            features[f"{name} {outcome}"] = 1.0
            if first:
                features[f"first {outcome}"] = 1.0
        first = first and not found
    if not later and not following:
        features["nothing behind"] = 1.0
    return features


def masked(reading: Reading) -> list[str]:
    """The words of a text, with kinds in place of things and actions."""
    row = [word.word for word in reading.tokens]
    for hit in reading.hits:
        for place in hit.places:
            word = reading.tokens[place].word
            if word in STOP_WORDS or word in _KEPT:
                continue
            row[place] = f"<A {form(word)}>" if hit.kind == ACTION else "<T>"
    return ["<N>" if word[:1].isdigit() else word for word in row]


def _next_sentence(reading: Reading, row: Sequence[str], number: int) -> Sequence[str]:
    if number + 1 >= len(reading.sentences):
        return []
    following = reading.sentences[number + 1]
    return row[following.first : following.last + 1]


def _grams(name: str, row: Sequence[str], longest: int) -> Iterator[str]:
    for length in range(1, longest + 1):
        for at in range(len(row) - length + 1):
            yield f"{name}:{' '.join(row[at : at + length])}"
    for word in row:
        if not word.startswith("<") and word not in STOP_WORDS and len(word) > 4:
            yield f"{name}~{form(word)}"


def _outcomes(reading: Reading, start: int, end: int) -> list[str]:
    if end <= start:
        return []
    words = " ".join(
        word.word for word in reading.tokens if start <= word.start and word.end <= end
    )
    return [name for name, pattern in _CUES if pattern.search(words)]


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\S)(?:" + "|".join(words.split("\n")) + r")(?!\S)")


_KEPT = frozenset(
    "geht gehts ging funktioniert klappt laeuft works worked fine same fresh new try tried aus off".split()
)
_NO_CHANGE = r"""ohne (?:erfolg|wirkung|ergebnis|besserung|effekt)
erfolglos
ergebnislos
vergeb\w+
umsonst
(?:nix|nichts|null|wenig|0) (?:\w+ )?(?:gebracht|geholfen|geaendert|veraendert|verbessert|bewirkt)
(?:bring\w*|brachte|half|hilft|aender\w*) (?:\w+ ){0,3}(?:nichts|nix|nicht|null|auch nicht|nur kurz)
nicht (?:\w+ )?(?:geholfen|gebracht|geloest|besser|weitergeholfen)
kein\w* (?:\w+ )?(?:aenderung|veraenderung|unterschied|erfolg|besserung|wirkung|effekt|loesung|abhilfe)
(?:immer noch|noch immer|nach wie vor|weiterhin|unveraendert|trotzdem|dennoch)
(?:gleich|selb|dieselb|dasselb|derselb|demselb)\w*(?: \w+)?
tut sich nichts
(?:geht|gehts|ging|funktioniert|klappt|laeuft) (?:\w+ ){0,3}(?:nicht|net|ned|nimmer)
(?:no|zero|little|any) (?:\w+ )?(?:luck|joy|change|difference|effect|success|avail|help|improvement|dice|result|results|solution|use|better|correction)
(?:didnt|doesnt|did not|does not|wont|has not|hasnt|havent|not) (?:\w+ )?(?:help|helped|work|fix|solve|solved|change|resolve|make|do|fixed|worked|resolved|working)
still
same(?: \w+)?
nothing
neither (?:\w+ )?(?:helped|worked|fixed)
unchanged
persist\w*
remain\w*
nope
(?:kurz|kurzzeitig|kurzfristig|briefly|temporarily|again after)
(?:came|comes|come|kam|kommt|back|wieder) (?:da|back|again|zurueck|wieder)
for (?:a|an|one|two|about) (?:\w+ )?(?:while|minute|minutes|hour|hours|day|days|moment|bit)"""
_SOLVED = r"""(?:jetzt|nun|seitdem|danach|wieder|damit|dort|so|dann|darueber|da) (?:\w+ ){0,2}(?:geht|gehts|ging|gings|funktioniert|laeuft|lief|klappt|klappte)
(?:geht|gehts|ging|funktioniert|laeuft|lief|klappt|klappte) (?:\w+ ){0,3}(?:jetzt|nun|wieder|einwandfrei|problemlos|tadellos|alles|auch|sofort|super|prima|perfekt|normal|da|dort)
(?:hat|das) (?:\w+ )?geholfen
geloest
behoben
erledigt
repariert
einwandfrei
problemlos
tadellos
ohne (?:probleme?|schwierigkeiten)
(?:problem|fehler|meldung|spuk) (?:ist |war )?(?:\w+ )?(?:weg|verschwunden|behoben|geloest)
seitdem (?:ist )?ruhe
das wars
works?(?:ed)? (?:\w+ )?(?:now|fine|again|perfectly|well|there|great|ok|okay|like|normally)
(?:now|and|it|that|which|everything|all) (?:\w+ )?(?:works|worked|fixed|solved|helped|resolved|sorted|cured|did)
fixed
solved
sorted
resolved
cured
did (?:the|it) ?(?:trick|job)?
(?:is|are|was|were|its|all) (?:\w+ )?(?:gone|fine|normal|back|good|ok|okay)
goes away
went away
no (?:more )?(?:problems?|issues?|errors?|trouble)
not (?:present|there|happen)"""
_WORSE = r"""(?:\w*schlimm\w*|schlechter|verschlimmert|verschlechtert)
(?:noch|jetzt|nun|seitdem|danach) (?:\w+ ){0,4}(?:gar|ueberhaupt|nicht mal|nichtmal|auch|langsamer|oefter|haeufiger)
(?:gar|ueberhaupt) (?:\w+ )?(?:nichts|nicht|kein\w*) (?:\w+ )?mehr
(?:auch|nun|jetzt) (?:noch )?(?:\w+ )?(?:weg|verschwunden|kaputt|tot)
geht (?:jetzt )?(?:gar )?nichts mehr
worse
(?:even|now|since) (?:\w+ ){0,3}(?:less|slower|more|fewer|not|nothing|none|no|longer|lost|gone|missing|broken|dead)
(?:broke|broken|bricked|lost|dead)
nothing works
(?:not|wont|doesnt|cant) (?:\w+ )?(?:at all|even|anymore)"""
_COULD_NOT = r"""(?:laesst|liess|lies|lassen) (?:\w+ ){0,4}nicht
(?:konnte|kann|koennen|konnten) (?:\w+ ){0,6}(?:nicht|nirgends|nirgendwo|kein\w*)
(?:ging|geht|klappte|klappt|gelang) (?:\w+ ){0,2}nicht (?:weil|da|denn)
(?:bricht|brach|abgebrochen|abbruch|bleibt|blieb|haengt|haengen|scheiter\w*|gescheitert|verweigert|abgelehnt|ausgegraut|grau|gesperrt|klemmt)
(?:fehler|fehlermeldung|error) (?:\w+ )?(?:bei|beim|waehrend|code|\d+)
nicht moeglich
finde\w* (?:\w+ ){0,4}(?:nicht|nirgends|kein\w*|keine)
(?:could|would|can|will|did|does|was|am|is)(?:nt| not) (?:\w+ ){0,3}(?:let|allow|able|find|get|complete|finish|open|start|install|delete|remove|possible|connect|recognise|recognize|accept|load|go|turn|move|budge)
(?:fails?|failed|failing|aborts?|aborted|stuck|hangs|hung|crash\w*|refus\w*|rejected|denied|greyed|grayed|unable|impossible|stops|stopped|freezes|froze|bails)
(?:wont|wouldnt|couldnt|cant)
(?:gave|give|giving) up
never (?:finish\w*|complet\w*|end\w*|load\w*)"""
_CUES = (
    ("no_change", _pattern(_NO_CHANGE)),
    ("solved", _pattern(_SOLVED)),
    ("worse", _pattern(_WORSE)),
    ("could_not", _pattern(_COULD_NOT)),
)
