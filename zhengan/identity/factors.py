"""Second factors that are typed: codes of an authenticator app (RFC 6238), and recovery codes."""

import base64
import secrets
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from zhengan.identity import sealing
from zhengan.identity.keeping import Factor, RecoveryCode
from zhengan.identity.models import User
from zhengan.ledger import clock

STEP = 30  # seconds
DIGITS = 6
DRIFT = 1  # steps that a clock may be off, to either side
SECRET = 20  # bytes, as RFC 4226 recommends
CODES = 10
_GROUPS, _GROUP = 4, 4  # 16 characters of 32: 80 bits


def begin_app(user: User) -> Factor:
    """Return the user's app that waits to be confirmed, made anew; earlier unconfirmed ones are dropped."""
    Factor.objects.filter(user=user, kind=Factor.Kind.TOTP, confirmed=False).delete()
    sealed = sealing.seal(secrets.token_bytes(SECRET))
    return Factor.objects.create(user=user, kind=Factor.Kind.TOTP, secret=sealed, made_at=clock.now())


def waiting_app(user: User) -> Factor | None:
    """Return the app that waits to be confirmed."""
    return Factor.objects.filter(user=user, kind=Factor.Kind.TOTP, confirmed=False).first()


def secret_of(factor: Factor) -> str:
    """Return the secret as apps take it typed (base32)."""
    return base64.b32encode(sealing.unseal(bytes(factor.secret))).decode().rstrip("=")


def address_of(factor: Factor, issuer: str) -> str:
    """Return the otpauth address that the QR code holds."""
    label = quote(f"{issuer}:{factor.user.username}")
    told = urlencode({"secret": secret_of(factor), "issuer": issuer, "digits": DIGITS, "period": STEP})
    return f"otpauth://totp/{label}?{told}"


def code_at(factor: Factor, step: int) -> str:
    """Return the code of one step of time."""
    made = TOTP(sealing.unseal(bytes(factor.secret)), DIGITS, SHA1(), STEP, enforce_key_length=False)  # noqa: S303 (RFC 6238)
    return made.generate(step * STEP).decode()


def is_right(factor: Factor, typed: str) -> bool:
    """Whether the code is right now; each is taken once, by exactly one of two who try at the same time."""
    given = "".join(typed.split())
    now = int(clock.now().timestamp()) // STEP
    for step in range(now - DRIFT, now + DRIFT + 1):
        if step > factor.last and secrets.compare_digest(code_at(factor, step).encode(), given.encode()):
            taken = Factor.objects.filter(pk=factor.pk, last__lt=step).update(last=step, used_at=clock.now())
            return bool(taken)
    return False


def app_takes(user: User, typed: str) -> bool:
    """Whether one of the user's apps shows this code."""
    apps = Factor.objects.filter(user=user, kind=Factor.Kind.TOTP, confirmed=True)
    return any(is_right(one, typed) for one in apps)


def new_codes(user: User) -> list[str]:
    """Make recovery codes in the place of the old ones; they are shown this once."""
    made = [_code() for _place in range(CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=sealing.keyed_digests(_typed(one))[0]) for one in made
    )
    return made


def code_takes(user: User, typed: str) -> bool:
    """Whether this is one of the user's recovery codes not used yet; it is used by this."""
    digests = sealing.keyed_digests(_typed(typed))
    mine = RecoveryCode.objects.filter(user=user, digest__in=digests, used_at=None)
    return bool(mine.update(used_at=clock.now()))


def codes_left(user: User) -> int:
    """Return how many recovery codes are left."""
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def has_any(user: User) -> bool:
    """Whether the user has a second factor."""
    return Factor.objects.filter(user=user, confirmed=True).exists()


def _code() -> str:
    text = base64.b32encode(secrets.token_bytes(_GROUPS * _GROUP * 5 // 8)).decode()
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def _typed(code: str) -> str:
    """As it is compared: capitals without dashes; digits that base32 does not have are read as letters."""
    return "".join(code.upper().replace("-", " ").split()).translate(str.maketrans("018", "OIB"))
