"""What an e-mail address looks like, in forms and in lists."""

import re

from flask_babel import lazy_gettext as _l
from wtforms.validators import Regexp

LONGEST = 254
# Plain ASCII: few mail servers take others, and look-alike letters would name somebody else.
_LOOKS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}"
)
SENTENCE = _l("Write an e-mail address, for example name@example.org.")
as_address = Regexp(re.compile(rf"\s*{_LOOKS.pattern}\s*\Z"), message=SENTENCE)


def is_address(text: str) -> bool:
    """Return whether mail can be sent to a text."""
    return len(text) <= LONGEST and _LOOKS.fullmatch(text) is not None
