"""What somebody may type as the value of a field, and what is refused with words."""

from datetime import date

import pytest

from onboarding.cases.values import Unreadable, read
from onboarding.engine.definition import Field, Text
from onboarding.engine.errors import Place
from tests.conftest import TODAY


def field(kind, **limits):
    return Field("x", Text("X", "X"), kind, Place("", 0, 0), limits=limits)


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("text", "invoice\u202efdp.exe\u2066", "invoicefdp.exe"),
        ("name", "NGUYE\u0302\u0303N\u202e", "NGUYỄN"),
        ("email", "Ｍａｒｉａ@Example.ORG", "maria@example.org"),
        ("date", "2199-12-31", date(2199, 12, 31)),
        ("text", "שלום\u200f", "שלום\u200f"),
    ],
)
def test_what_can_be_read_is_read(kind, typed, value):
    assert read(field(kind), typed, TODAY) == value


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        *[("text", "a\0b"), ("text", "\ud800"), ("text", "x" * 201), ("name", "<b>")],
        *[("email", "a\0@b.cc"), ("email", "名前@example.org"), ("email", "a@b.cc, c@d.ee")],
        *[("email", "a@b\nBcc: c@d.ee"), ("email", "a" * 65 + "@example.org")],
        *[("date", "9999-12-31"), ("date", "0001-01-01"), ("date", "令和999年1月1日")],
        *[("integer", "9" * 13), ("date", "2027-02-30")],
    ],
)
def test_what_cannot_be_kept_is_refused(app, kind, typed):
    with app.test_request_context(), pytest.raises(Unreadable):
        read(field(kind), typed, TODAY)
