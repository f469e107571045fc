"""Messages over a real SMTP exchange."""

import socket
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from onboarding import create_app, jobs
from onboarding.config import assets, read_settings
from onboarding.database import db, transaction
from onboarding.migrating import migrate
from onboarding.notices.jobs import deliver
from onboarding.notices.models import Notice
from onboarding.notices.service import TRIES, Message, queue, to_sweep
from onboarding.people import service as people


class Letterbox:
    """Keeps what a mail server takes in."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd calls it so
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def letterbox():
    box = Letterbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


@pytest.fixture
def mailing(tmp_path, letterbox):
    """An application that hands its mail to the letterbox."""
    environment = {
        "ONBOARDING_DATA": str(tmp_path),
        "ONBOARDING_WORKFLOWS": str(assets() / "workflows"),
        "MAIL_URL": f"smtp://127.0.0.1:{letterbox[1]}",
        "MAIL_FROM": "international@example.ac.jp",
        "ONBOARDING_BASE_URL": "https://arrivals.example.ac.jp",
    }
    app = create_app(read_settings(environment))
    migrate(app)
    before = jobs.current_app_of_jobs()
    jobs.work_for(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    jobs.work_for(before)


def send(language, name="sign_in_link"):
    """Queue a message to somebody who reads `language`, and deliver it; return its row's id."""
    person = people.add_person(f"{language}@example.org", "Ana María Łódzka", language=language)
    at = datetime.now(UTC) - timedelta(seconds=1)
    with transaction():
        notice = queue(Message(name, person, None, {}, "/desk"), at=at)
    notice_id = notice.id
    deliver(notice_id)
    db.session.rollback()
    return notice_id


@pytest.mark.parametrize(
    ("language", "subject", "greeting"),
    [
        ("en", "Your link to Reiwa University", "Dear Ana María Łódzka,"),
        ("ja", "令和大学：ログイン用リンク", "Ana María Łódzka 様"),
    ],
)
def test_a_mail_speaks_the_readers_language(mailing, letterbox, language, subject, greeting):
    send(language)

    [letter] = letterbox[0].letters
    text = letter.get_body(("plain",)).get_content()
    html = letter.get_body(("html",)).get_content()
    assert (letter["Subject"], letter["Content-Language"]) == (subject, language)
    assert (letter["From"], letter["To"]) == (
        "international@example.ac.jp",
        f"{language}@example.org",
    )
    assert text.startswith(greeting)
    assert "https://arrivals.example.ac.jp/links/" in text
    assert f'<html lang="{language}">' in html
    assert '<a href="https://arrivals.example.ac.jp/links/' in html


def test_delivering_twice_sends_one_mail(mailing, letterbox):
    notice_id = send("en")

    deliver(notice_id)

    assert len(letterbox[0].letters) == 1


def test_what_was_sent_is_not_kept_with_its_link(mailing):
    notice_id = send("en")

    notice = db.session.get_one(Notice, notice_id, populate_existing=True)
    assert (notice.state, notice.body, notice.html) == ("sent", "", "")


def test_a_server_that_does_not_answer_is_tried_again_later(mailing, letterbox):
    settings = mailing.extensions["settings"]
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        object.__setattr__(settings, "mail_url", f"smtp://127.0.0.1:{nobody.getsockname()[1]}")
        notice_id = send("en")

    notice = db.session.get_one(Notice, notice_id, populate_existing=True)
    now = datetime.now(UTC)
    assert (notice.state, notice.tries) == ("waiting", 1)
    assert "refused" in notice.error
    assert to_sweep(now, 10) == []
    assert to_sweep(now + timedelta(minutes=2), 10) == [notice_id]


def test_a_mail_that_could_not_go_out_leaves_no_link_behind(mailing, letterbox):
    settings = mailing.extensions["settings"]
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        object.__setattr__(settings, "mail_url", f"smtp://127.0.0.1:{nobody.getsockname()[1]}")
        notice = db.session.get_one(Notice, send("en"), populate_existing=True)

    assert (notice.body, notice.html) == ("", "")


@pytest.mark.parametrize("address", ["ano@[example.org", "名前@example.org", "a@b\nBcc: c@d.ee"])
def test_an_address_no_mail_can_go_to_is_given_up_and_kills_no_worker(mailing, address):
    person = people.add_person("odd@example.org", "Odd")
    with transaction():
        person.email = address
        notice = queue(Message("sign_in_link", person, None, {}, "/"), at=datetime.now(UTC))
    notice.tries = TRIES - 1
    db.session.commit()

    deliver(notice.id)

    db.session.rollback()
    assert notice.state == "failed"


def test_a_message_that_kills_its_workers_is_given_up(mailing, letterbox):
    person, at = people.add_person("mei@example.org", "Mei"), datetime.now(UTC)
    with transaction():
        notice = queue(Message("sign_in_link", person, None, {}, "/"), at=at)
    notice.tries, notice.try_after = TRIES, at - timedelta(minutes=2)
    db.session.commit()

    deliver(notice.id)

    db.session.rollback()
    assert (notice.state, letterbox[0].letters) == ("failed", [])


def test_a_second_message_about_the_same_joins_the_first(app, make_case):
    case = make_case("employed")
    person, at = case.researcher, datetime.now(UTC)
    db.session.query(Notice).delete()

    with transaction():
        first = queue(Message("steps_open", person, case.id, {"steps": []}), at=at)
        second = queue(Message("steps_open", person, case.id, {"steps": ["new"]}), at=at)

    assert first.id == second.id
    assert second.facts == '{"steps":["new"]}'


def test_once_is_once(app, make_person):
    person, at = make_person("mei@example.org"), datetime.now(UTC)

    with transaction():
        first = queue(Message("reminder", person, None, once="step/1"), at=at)
        second = queue(Message("reminder", person, None, once="step/1"), at=at)

    assert (first is not None, second) == (True, None)
