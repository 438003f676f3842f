"""Sessions: rows tied to a user, found by a digest, with an end that nothing puts off and one that idleness brings."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction

from zhengan.identity.keeping import Session
from zhengan.ledger import clock

# What the session itself remembers of its beginning, so that a new key goes on with it.
BEGUN, ENDS, IDLE, ADDRESS, DEVICE = "_begun", "_ends", "_idle", "_address", "_device"
# Without anything said at the sign-in: what the policy's parameters say by default.
LONGEST, LONGEST_IDLE = timedelta(hours=10), timedelta(minutes=15)
# A session of nobody carries the way to the second factor, a message or two.
OF_NOBODY = timedelta(minutes=30)
# Last use is written down at most so often.
TOUCH = timedelta(minutes=1)


class SessionStore(SessionBase):
    """Django's session, kept in `identity.Session`."""

    @classmethod
    def clear_expired(cls) -> None:
        """Remove what has ended."""
        clear_ended()

    def exists(self, session_key: str) -> bool:
        """Whether there is a session of that key."""
        return Session.objects.filter(pk=digest(session_key)).exists()

    def create(self) -> None:
        """Begin a session under a key that nobody has."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def load(self) -> dict[str, Any]:
        """Return what the session holds; one that has ended, or lay idle too long, is gone."""
        now = clock.now()
        row = Session.objects.filter(pk=digest(self.session_key or ""), ends_at__gt=now).first()
        if row is None or (row.idle_for is not None and row.seen_at + row.idle_for <= now):
            if row is not None:
                row.delete()
            self._session_key = None
            return {}
        if row.seen_at + TOUCH <= now:
            Session.objects.filter(pk=row.pk).update(seen_at=now)
        return self.decode(row.data)

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 (Django calls it so)
        """Write it down. Raises CreateError, UpdateError (ended meanwhile)."""
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        row = self._row(data)
        try:
            with transaction.atomic():
                if must_create:
                    row.save(force_insert=True)
                elif not Session.objects.filter(pk=row.pk).update(**_columns(row)):
                    raise UpdateError
        except IntegrityError:
            if must_create:
                raise CreateError from None
            raise

    def delete(self, session_key: str | None = None) -> None:
        """End it."""
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(pk=digest(key)).delete()

    def _row(self, data: dict[str, Any]) -> Session:
        now = clock.now()
        user = data.get(SESSION_KEY)
        begun = _time(data.get(BEGUN)) or now
        if user is None:
            ends, idle = now + OF_NOBODY, None
        else:
            ends = _time(data.get(ENDS)) or begun + LONGEST
            seconds = data.get(IDLE, LONGEST_IDLE.total_seconds())
            idle = timedelta(seconds=seconds) if seconds else None
            data.setdefault(BEGUN, begun.isoformat())
        return Session(
            digest=digest(self.session_key or ""),
            data=self.encode(data),
            user_id=user,
            address=data.get(ADDRESS, ""),
            device=data.get(DEVICE, ""),
            begun_at=begun,
            seen_at=now,
            idle_for=idle,
            ends_at=ends,
        )


def digest(key: str) -> str:
    """Return what the session of that key is kept under."""
    return hashlib.sha256(key.encode()).hexdigest()


def clear_ended() -> int:
    """Remove the sessions that have ended; returns how many there were."""
    return Session.objects.filter(ends_at__lte=clock.now()).delete()[0]


def end_all(user_id: int, *, but: str = "") -> int:
    """End every session of a user, at once, but the one of that key; returns how many there were."""
    return Session.objects.filter(user_id=user_id).exclude(pk=digest(but) if but else "").delete()[0]


def words_of(agent: str) -> str:
    """Return what a browser says of itself, in a few words: `Firefox · Windows`."""
    browsers = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
    systems = {
        "iPhone": "iPhone",
        "iPad": "iPad",
        "Android": "Android",
        "Windows": "Windows",
        "Mac OS X": "macOS",
        "CrOS": "ChromeOS",
        "Linux": "Linux",
    }
    found = [next((name for mark, name in known.items() if mark in agent), "") for known in (browsers, systems)]
    return " · ".join(one for one in found if one)


def _time(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _columns(row: Session) -> dict[str, Any]:
    return {
        field.attname: getattr(row, field.attname) for field in Session._meta.concrete_fields if not field.primary_key
    }
