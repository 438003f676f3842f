"""Password rules: the numbers are parameters of the policy and act the minute an approved revision takes effect."""

import re
import secrets
from datetime import date
from typing import Any

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhengan.catalogue import catalogue, parameters
from zhengan.identity.keeping import FormerPassword
from zhengan.identity.models import User
from zhengan.ledger.clock import TAIPEI, today

MIN_LENGTH, CLASSES, HISTORY = "password-min-length", "password-classes", "password-history"
# Sorts of characters; a letter of any other script counts as a sign.
_SORTS = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z\d]")
# Without what is read wrongly from paper (0 O, 1 l I), and without vowels, so that no word comes about.
_ALPHABET = "23456789bcdfghjkmnpqrstvwxzBCDFGHJKMNPQRSTVWXZ"
# Keyboards, alphabet, digits: three of a row are nothing, five are a pattern.
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn")
_PATTERN = 5
_WORD = 4


def one_time() -> str:
    """Return a random password for one use, of about 88 bits, nothing of which comes from the person (7.3.4)."""
    groups = ["".join(secrets.choice(_ALPHABET) for _place in range(4)) for _group in range(4)]
    made = "-".join(groups)
    return made if _sorts(made) >= len(_SORTS) else one_time()


def due_on(user: User) -> date | None:
    """Return the day by which the password has to be changed (7.3.6, 9.3.2); None where nobody chose one yet."""
    if user.password_changed_at is None:
        return None
    changed_on = user.password_changed_at.astimezone(TAIPEI).date()
    return parameters(today()).period("password-max-age").after(changed_on)


class AsThePolicyDemands:
    """Minimum length and mixture of characters (policy 7.3.6, 9.3.2)."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when the password is shorter than today's parameter, or of too few sorts."""
        now = parameters(today())
        least, sorts = now.int(MIN_LENGTH), now.int(CLASSES)
        problems = []
        if len(password) < least:
            cites = "、".join(catalogue().clause(one).cite for one in catalogue().parameters[MIN_LENGTH].clauses)
            problems.append(
                ValidationError(
                    ngettext(
                        "At least %(least)d character (%(cites)s).", "At least %(least)d characters (%(cites)s).", least
                    )
                    % {"least": least, "cites": cites},
                    code="too_short",
                )
            )
        if _sorts(password) < sorts:
            problems.append(
                ValidationError(
                    _("Mix %(sorts)d of the four: small letters, capitals, digits, signs.") % {"sorts": sorts},
                    code="too_few_sorts",
                )
            )
        if problems:
            raise ValidationError(problems)

    def get_help_text(self) -> str:
        """Say the rules."""
        now = parameters(today())
        least = now.int(MIN_LENGTH)
        return ngettext(
            "At least %(least)d character, of %(sorts)d sorts (small letters, capitals, digits, signs).",
            "At least %(least)d characters, of %(sorts)d sorts (small letters, capitals, digits, signs).",
            least,
        ) % {"least": least, "sorts": now.int(CLASSES)}


class NotToBeGuessed:
    """No words of the firm or the person, no rows of the keyboard, nothing repeated (policy 7.3.6, 7.3.7)."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError with what can be guessed."""
        plain, typed = _plain(password), password.casefold()
        # Where a word takes up nearly all, the rest is no secret; in a long phrase it may occur.
        for word in _words(user):
            if word in plain and len(plain) - len(word) < 8:
                raise ValidationError(_("It holds a name that anybody can guess: “%(word)s”.") % {"word": word})
        for row in _ROWS:
            for way in (row, row[::-1]):
                if any(way[at : at + _PATTERN] in typed for at in range(len(way) - _PATTERN + 1)):
                    raise ValidationError(_("It holds a row of the keyboard or of the alphabet."))
        if re.search(r"(.)\1{3}", typed) or re.fullmatch(r"(.{1,6})\1+", typed):
            raise ValidationError(_("It repeats itself."))

    def get_help_text(self) -> str:
        """Say the rules."""
        return _("No name of the firm or of yours, no row of the keyboard, none of the 20,000 most common passwords.")


class NotCommon(CommonPasswordValidator):
    """None of the 20,000 passwords that leaked most often; the list lies in Django, nothing is asked anywhere."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when it is one, also in other letters' case, or with digits and signs added behind."""
        bare = re.sub(r"[\W\d_]+$", "", password)
        for one in {password, bare} - {""}:
            if len(one) >= _WORD and one.casefold() in self.passwords:
                raise ValidationError(_("It is one of the 20,000 most common passwords."))

    def get_help_text(self) -> str:
        """Nothing: the rule before it says so."""
        return ""


class NotTakenBefore:
    """None of the last so many passwords, the present one among them (parameter `password-history`)."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when it was in use before."""
        if not isinstance(user, User) or user.pk is None:
            return
        most = parameters(today()).int(HISTORY)
        former = FormerPassword.objects.filter(user=user).order_by("-at", "-pk").values_list("password", flat=True)
        kept = [user.password, *former[:most]][: most + 1]
        if any(check_password(password, one) for one in kept):
            raise ValidationError(
                ngettext(
                    "This is your present password, or the last before it.",
                    "This is your present password, or one of the last %(most)d.",
                    most,
                )
                % {"most": most}
            )

    def get_help_text(self) -> str:
        """Say the rules."""
        return ""


def _sorts(password: str) -> int:
    return sum(bool(re.search(sort, password)) for sort in _SORTS)


def _plain(text: str) -> str:
    """Small letters, with the usual replacements undone: `P@ssw0rd` is password."""
    return text.casefold().translate(str.maketrans("@$013457!", "asoieasti"))


def _words(user: Any) -> set[str]:
    """Names that whoever knows the firm or the person would try first."""
    book = catalogue()
    firm = book.document.partition(" ")[0]
    english = re.findall(r"[A-Za-z]+", book.document_en.rpartition(" of ")[2])
    words = {firm, firm.removesuffix("股份有限公司"), "zhengan", "證安", "password", "welcome", "admin", *english}
    for name in ("username", "name", "email"):
        text = str(getattr(user, name, "") or "")
        words |= {text, text.partition("@")[0]}
    least = {True: 2, False: _WORD}
    return {
        _plain(word) for word in words if len(word) >= least[any("\u4e00" <= letter <= "\u9fff" for letter in word)]
    }
