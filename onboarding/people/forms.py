"""Forms of signing in and of accounts."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, EmailField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from onboarding.extensions import Form
from onboarding.people.addresses import LONGEST, as_address

_NEEDED = InputRequired(_l("Please fill this in."))


class SignInForm(Form):
    """E-mail address and password of staff."""

    email = EmailField(
        _l("E-mail address"),
        [_NEEDED, Length(max=LONGEST)],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _l("Password"),
        [_NEEDED, Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )


class LinkForm(Form):
    """Where to send a fresh sign-in link."""

    email = EmailField(_l("E-mail address"), [_NEEDED, as_address, Length(max=LONGEST)])


class PersonForm(Form):
    """A new member of staff, with a first role."""

    email = EmailField(_l("E-mail address"), [_NEEDED, as_address, Length(max=LONGEST)])
    name = StringField(_l("Name (Latin letters)"), [_NEEDED, Length(max=200)])
    name_ja = StringField(_l("Name (Japanese)"), [Length(max=200)])
    role = SelectField(_l("Role"))
    department = SelectField(_l("Department"), coerce=int)


class DeputyForm(Form):
    """Who acts for whom, from when until when."""

    absent = SelectField(_l("Absent"), coerce=int)
    deputy = SelectField(_l("Deputy"), coerce=int)
    starts_on = DateField(_l("First day"), [_NEEDED])
    ends_on = DateField(_l("Last day"), [_NEEDED])
