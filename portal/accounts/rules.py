"""What counts as an address, a name and a password here. Pure: no database, no request."""

from portal.core.errors import Invalid

MIN_PASSWORD = 12
MAX_PASSWORD = 200
MAX_NAME = 120
MAX_ADDRESS = 254

# The order matters: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def checked_address(text: str) -> str:
    """The mail address in small letters; raises Invalid if no mail could go there.

    Only what every address has is asked for: whether it exists, the mail to it shows.
    """
    address = text.strip().lower()
    local, at, domain = address.rpartition("@")
    dotted = "." in domain and not domain.startswith(".") and not domain.endswith(".")
    # "=?" begins an encoded word, which mail programs decode: line breaks and all.
    unwanted = (*' <>"(),;:\\', "=?")
    clean = address.isprintable() and not any(sign in address for sign in unwanted)
    if not (local and at and dotted and clean) or "@" in local or len(address) > MAX_ADDRESS:
        raise Invalid("Enter a mail address such as name@example.org.")
    return address


def checked_name(text: str) -> str:
    """The name with single spaces; raises Invalid for an empty one or one with control signs.

    Invisible signs and signs that turn the direction of writing are refused, since they let one
    person's name look like another's.
    """
    name = " ".join(text.split())
    if not name:
        raise Invalid("Enter the name.")
    if not name.isprintable() or len(name) > MAX_NAME:
        raise Invalid("Enter the name without special signs, in at most 120 letters.")
    return name


def check_password(password: str, *, email: str) -> None:
    """Raise Invalid unless the password is long enough and not the address again.

    Length counts, classes of characters do not (NIST SP 800-63B, 3.1.1.2). The upper bound keeps
    hashing a cheap request.
    """
    if len(password) < MIN_PASSWORD:
        raise Invalid("Choose a password of at least 12 characters.")
    if len(password) > MAX_PASSWORD:
        raise Invalid("Choose a password of at most 200 characters.")
    if len(set(password)) < 5:
        raise Invalid("Choose a password with more different characters.")
    if email.partition("@")[0].lower() in password.lower() and len(password) < 2 * MIN_PASSWORD:
        raise Invalid("Choose a password without your mail address in it.")


def browser_of(user_agent: str) -> str:
    """A browser in two words, such as "Firefox, Linux"; empty for one we do not know."""
    names = (
        next((name for sign, name in known if sign in user_agent), "")
        for known in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(name for name in names if name)
