"""German and English words that say nothing about what a text is about."""

_GERMAN = """
    aber alle allem allen aller alles als also am an ander andere anderem anderen anderer
    anderes auch auf aus bei beim bin bis bist bitte da dabei dadurch dafür dagegen daher dahin
    damit danke dann daran darauf daraus darf darin darum das dass davon dazu dein deine deinem
    deinen deiner dem den denen denn der deren des deshalb dessen die dies diese dieselbe diesem
    diesen dieser dieses doch dort du durch dürfen ein eine einem einen einer eines einige
    einigem einigen einiger einiges er es etwas euch euer eure für gegen gewesen hab habe haben
    hallo hat hatte hatten hattest hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer
    ihres im immer in indem ins ist ja jede jedem jeden jeder jedes jener jetzt kann kannst kein
    keine keinem keinen keiner können könnte leider machen man manche manchem manchen mancher
    mein meine meinem meinen meiner meines mich mir mit muss musste müssen nach nicht nichts
    noch nun nur ob oder ohne schon sehr sein seine seinem seinen seiner seit selbst sich sie
    sind so solche solchem solchen solcher soll sollen sollte sondern sonst um und uns unser
    unsere unserem unseren unter viel vielen vielleicht vom von vor war waren warst warum was
    weg weil weiter welche welchem welchen welcher welches wenn wer werde werden wie wieder will
    wir wird wirst wo wollen wollte während würde würden zu zum zur zwar zwischen über
"""

_ENGLISH = """
    a about above after again against all am an and any are as at be because been before being
    below between both but by can cannot could did do does doing don down during each few for
    from further get had has have having he hello her here hers herself him himself his how i if
    in into is it its itself just let ll me more most my myself no nor not now of off on once
    only or other our ours out over own please s same she should so some such t than thanks that
    the their theirs them then there these they this those through to too under until up ve very
    was we were what when where which while who whom why will with would you your yours yourself
"""

STOP_WORDS_OF = {"de": frozenset(_GERMAN.split()), "en": frozenset(_ENGLISH.split())}
STOP_WORDS = frozenset().union(*STOP_WORDS_OF.values())
