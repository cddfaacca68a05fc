"""Names of devices, systems, programs and mail providers, as customers write them. Pure."""

import re
from types import MappingProxyType

_VERSION = r"(?:\s?(?:v\.?\s?|version\s)?\d{1,4}(?:\.\d{1,3}){0,2}\b)?"


def _names(*names: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(names)})(?![\w])", re.IGNORECASE)


PRODUCTS = MappingProxyType(
    {
        "operating_system": _names(
            r"windows\s?(?:xp|vista|7|8(?:\.1)?|10|11)\b(?:\s(?:home|pro)\b)?",
            r"win\s?(?:7|8|10|11)\b",
            r"mac\s?os(?:\sx)?(?:\s(?:ventura|sonoma|sequoia|tahoe|monterey|big sur|catalina))?"
            rf"{_VERSION}",
            rf"(?:ios|ipados){_VERSION}",
            r"android\s?\d{1,2}",
            rf"(?:ubuntu|debian|fedora|linux mint|opensuse|arch linux|linux){_VERSION}",
            "chrome ?os",
            "windows",
        ),
        "program": _names(
            r"(?:neues?\s|new\s|classic\s)?outlook(?:\s(?:20(?:07|10|13|16|19|21|24)|365|classic|express|app))?",
            rf"thunderbird{_VERSION}",
            r"apple[\s-]mail|mail[- ]app|gmail[- ]app|em client|the bat|k-9(?: mail)?|spark",
            rf"filezilla{_VERSION}|cyberduck|winscp",
            rf"word\s?press{_VERSION}|woo\s?commerce{_VERSION}|elementor|joomla{_VERSION}|typo3{_VERSION}",
        ),
        "browser": _names(
            rf"(?:mozilla\s)?firefox{_VERSION}",
            rf"(?:google\s)?chrome(?!\s?os){_VERSION}",
            rf"(?:microsoft\s|ms\s)?edge{_VERSION}",
            rf"safari{_VERSION}|opera{_VERSION}|brave{_VERSION}|vivaldi{_VERSION}",
            "internet explorer",
        ),
        "router": _names(
            r"fritz!?\s?box(?:\s?(?:\d{4}(?:\s?(?:ax|ac|be|cable|fiber))?))?",
            r"(?:speedport|easybox|connect box|vodafone station|digitalisierungsbox|homebox)"
            r"(?:\s(?:smart|pro|w|w\d+v?|hybrid|\d+)){0,2}",
            r"(?:tp-?link|netgear|asus|d-?link|linksys|ubiquiti|unifi)\s(?:archer\s)?[a-z]*\d[\w-]*",
        ),
        "printer": _names(
            r"(?:hp|canon|epson|brother|samsung|kyocera|lexmark|xerox|ricoh|oki)[\s-]"
            r"(?:(?:officejet|laserjet|deskjet|envy|pixma|ecotank|workforce|expression|photosmart|color"
            r"|pro|ecosys|i-sensys|maxify|tintenstrahl|laser)[\s-]?){0,3}"
            r"(?:[a-z]{0,4}-?\d{2,5}[a-z]{0,4}|drucker|printer)",
        ),
    }
)
DEVICES = _names(
    r"iphone(?:\s?(?:\d{1,2}(?:\s(?:pro(?:\smax)?|plus|mini))?|se|x[rs]?))?",
    r"ipad(?:\s(?:pro|air|mini))?",
    r"(?:samsung\s)?galaxy\s?(?:[a-z]{1,4}\s?\d{1,3}(?:\sultra|\splus|\sfe)?)?",
    r"(?:google\s)?pixel\s?\d{1,2}[a-z]?(?:\spro)?",
    r"macbook(?:\s(?:air|pro))?|imac|mac\smini|mac",
    r"(?:windows|lenovo|dell|hp|acer|asus|medion)[\s-](?:laptop|notebook|pc|rechner|computer|tablet)",
    r"(?:(?:android|samsung|arbeits|firmen|dienst|gaming)[\s-]?)?(?:laptop|notebook|tablet|smartphone|handy)",
    r"(?:windows-?|desktop-?)?pc|rechner|computer|desktop|chromebook|smart-?tv|phone",
)

_PROVIDERS = frozenset(
    {
        *("gmail.com", "googlemail.com", "google.com", "google.de", "web.de", "gmx.de", "gmx.net"),
        *("gmx.at", "gmx.ch", "t-online.de", "outlook.com", "outlook.de", "hotmail.com"),
        *("hotmail.de", "live.com", "live.de", "yahoo.com", "yahoo.de", "icloud.com", "me.com"),
        *("freenet.de", "aol.com", "posteo.de", "mailbox.org", "proton.me", "protonmail.com"),
        *("microsoft.com", "apple.com", "amazon.de", "amazon.com", "paypal.com", "paypal.de"),
        *("facebook.com", "youtube.com", "ebay.de", "wordpress.org", "wordpress.com"),
        *("speedtest.net", "wieistmeineip.de"),
    }
)


def is_provider(domain: str) -> bool:
    """Is this a site that everybody knows, and so hardly the customer's own?"""
    return domain in _PROVIDERS
