"""Known devices: a signed mark that a browser keeps for each login that has signed in from it.

It opens nothing: it only tells the owner's own browser from a stranger's, so that wrong tries of strangers do not lock
the owner out, and a sign-in from a new device is told.
"""

import secrets

from django.core import signing

SALT = "zhengan.identity.devices"
LASTS = 365 * 24 * 3600
AT_MOST = 8  # logins of one browser


def marks(cookie: str) -> dict[str, str]:
    """Return the device's marks by login id; nothing for a cookie that is forged, broken or too old."""
    try:
        read = signing.loads(cookie, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return {}
    return read if isinstance(read, dict) else {}


def mark_of(cookie: str, user_id: int | None) -> str:
    """Return the mark that this browser bears for the user, or nothing."""
    return marks(cookie).get(str(user_id), "") if user_id is not None else ""


def marked(cookie: str, user_id: int) -> str:
    """Return the cookie with a mark for the user: the one it has, or a fresh one."""
    kept = marks(cookie)
    mark = kept.pop(str(user_id), "") or secrets.token_urlsafe(16)
    newest = dict(list(kept.items())[-(AT_MOST - 1) :]) | {str(user_id): mark}
    return signing.dumps(newest, salt=SALT)
