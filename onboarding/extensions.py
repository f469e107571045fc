"""The extensions of the application, and the base of every form."""

import re
from typing import Any

from flask import g
from flask_babel import Babel, get_translations
from flask_babel import lazy_gettext as _l
from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.form import _Auto
from werkzeug.datastructures import MultiDict

UNPRINTABLE = _l("There is a character here that cannot be printed. Type the text again.")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
babel = Babel()
csrf = CSRFProtect()


def has_unprintable(text: str) -> bool:
    """Return whether a text has a character nobody types."""
    return _CONTROL.search(text) is not None


# What WTForms itself says, so that our catalogue has it
WTFORMS_SAYS = (
    _l("Not a valid choice."),
    _l("Not a valid integer value."),
    _l("Not a valid date value."),
    _l("This field is required."),
    _l("Invalid Choice: could not coerce."),
)


class _Words:
    """WTForms' own sentences and ours come from the same catalogue."""

    def gettext(self, text: str) -> str:
        return str(get_translations().ugettext(text))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return str(get_translations().ungettext(singular, plural, n))


class Form(FlaskForm):
    """A form that shows again what was typed before the language was switched."""

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            found = super().wrap_formdata(form, formdata)
            kept = g.get("kept")
            if found is None and kept is not None and formdata is _Auto:
                return MultiDict(kept)
            return found

        def get_translations(self, form: FlaskForm) -> _Words:
            return _Words()

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse characters nobody types, besides what is wrong with the inputs themselves."""
        fine = super().validate(extra_validators)
        for field in self:
            if not field.errors and isinstance(field.data, str) and has_unprintable(field.data):
                field.errors = [str(UNPRINTABLE)]
                fine = False
        return bool(fine)
