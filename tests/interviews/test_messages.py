"""The mails about a panel, as its readers get them."""

import pytest

from onboarding.notices.composing import compose

FACTS = {
    "number": "26-0007",
    "researcher": "GARCIA MARIA",
    "name": "Yumi Okada",
    "link": "https://arrivals.example.ac.jp/links/abc",
}
MEMBER = {"member": {"en": "Ken Harada", "ja": "原田 健"}}


@pytest.mark.parametrize(
    ("name", "more", "subject", "told"),
    [
        (
            "panel_named",
            {"chairs": True},
            "You are on the interview panel for GARCIA MARIA (26-0007)",
            "You have been named as chair of the interview panel",
        ),
        (
            "panel_named",
            {"chairs": False},
            "You are on the interview panel for GARCIA MARIA (26-0007)",
            "You have been named as a member of the interview panel",
        ),
        (
            "panel_member_left",
            {**MEMBER, "enough": True},
            "A panel member has a conflict of interest: Ken Harada (26-0007)",
            "The remaining members are enough.",
        ),
        (
            "panel_member_left",
            {**MEMBER, "enough": False},
            "A panel member has a conflict of interest: Ken Harada (26-0007)",
            "Please name a substitute.",
        ),
        (
            "conflict_to_settle",
            MEMBER,
            "Please look at a declared conflict: Ken Harada (26-0007)",
            "They cannot score until you decide whether they may.",
        ),
        (
            "conflict_settled",
            {"allowed": True},
            "About what you declared for GARCIA MARIA (26-0007)",
            "the file is open for you",
        ),
        (
            "conflict_settled",
            {"allowed": False},
            "About what you declared for GARCIA MARIA (26-0007)",
            "somebody else will score GARCIA MARIA",
        ),
    ],
)
def test_mail_says_what_happened_and_what_to_do(app, name, more, subject, told):
    with app.test_request_context():
        mail = compose(name, "en", {**FACTS, **more})

    assert mail.subject == subject
    assert told in mail.body
    assert "https://arrivals.example.ac.jp/links/abc" in mail.body
