"""Mail: delivered once to a real server, logged, tried again when the server is away, and never silently lost."""

from datetime import timedelta
from email.header import decode_header, make_header

import pytest

from tests.kernel.conftest import Box
from zhengan.identity.models import User
from zhengan.kernel import mail
from zhengan.kernel.models import Notification
from zhengan.ledger import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice():
    user = User.objects.create(username="it", name="王建民", email="it@example.test")
    return Notification.objects.create(
        user=user,
        kind=Notification.Kind.INCIDENT,
        record_no="INC-2026-0001",
        title="網路下單無法登入\r\nBcc: thief@example.test",
        url="/incidents/incident/INC-2026-0001/",
        at=clock.now(),
        mail=True,
    )


def test_a_notice_arrives_once_and_is_logged(smtp, notice):
    assert mail.deliver() == 1
    assert mail.deliver() == 0
    notice.refresh_from_db()
    assert notice.delivered_at is not None
    (message,) = smtp.arrived
    assert message["To"] == "it@example.test"
    assert "/incidents/incident/INC-2026-0001/" in message.get_payload(decode=True).decode()


def test_a_title_cannot_add_headers(smtp, notice):
    mail.deliver()
    (message,) = smtp.arrived
    assert message["Bcc"] is None
    assert "thief@example.test" in str(make_header(decode_header(message["Subject"])))


def test_a_server_that_is_away_is_tried_again(smtp, notice, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert mail.deliver() == 0
    notice.refresh_from_db()
    assert notice.delivered_at is None
    assert notice.trouble
    settings.EMAIL_PORT = port
    assert mail.deliver() == 0, "not at once: a server that is away must not be hammered"
    with clock.standing_at(clock.now() + timedelta(seconds=16)):
        assert mail.deliver() == 1


def test_without_a_server_nothing_is_tried_and_it_shows(notice, settings):
    settings.EMAIL_HOST = ""
    assert mail.deliver() == 0
    Notification.objects.filter(pk=notice.pk).update(at=clock.now() - timedelta(minutes=11))
    assert mail.undelivered() == 1


def test_an_address_that_is_refused_does_not_hold_up_the_others(smtp, notice, monkeypatch):
    other = User.objects.create(username="boss", name="主管", email="boss@example.test")
    Notification.objects.create(user=other, kind="incident", title="第二封", url="/", at=clock.now(), mail=True)

    async def refuse(server, session, envelope, address, options):
        if address.startswith("it@"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    monkeypatch.setattr(Box, "handle_RCPT", staticmethod(refuse), raising=False)
    assert mail.deliver() == 1
    notice.refresh_from_db()
    assert "550" in notice.trouble
