"""In whose name the command line acts, in which language, and what becomes of what is refused."""

import getpass
import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import translation
from django.utils.translation import gettext as _

from zhengan.faces.cli.paper import complain
from zhengan.identity.models import User
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible, OutOfScope, Refused

OK, FAILED, USAGE, REFUSED = 0, 1, 2, 3


class WrongUsage(Exception):
    """The command cannot be understood; says why."""


def carried_out(work: Callable[[], int], *, actor: Callable[[], Actor] | None = None) -> int:
    """Do the work and return its exit code; what is refused, wrong or impossible is told on the error output.

    A refusal is entered in the ledger, as on every face.
    """
    try:
        return work()
    except WrongUsage as error:
        complain(str(error))
        return USAGE
    except Refused as error:
        if actor is not None:
            body: dict[str, Any] = {"act": error.act, "reason": str(error.message)}
            acts.note("refused", by=actor(), register=error.register, record_no=error.record_no, body=body)
        if isinstance(error, OutOfScope):
            complain(_("There is no record “%(no)s”.") % {"no": error.record_no})
            return USAGE
        complain(str(error.message))
        return REFUSED
    except NotPossible as error:
        complain(str(error.message))
    except ValidationError as error:
        told = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
        for name, messages in told.items():
            complain(*(message if name == "__all__" else f"{name}: {message}" for message in messages))
    except IntegrityError:
        complain(_("This contradicts another record."))
    except OSError as error:
        complain(str(error))
    return FAILED


def actor_named(login: str | None) -> Actor:
    """Return the person in whose name the command acts: named on the command line, or by ZHENGAN_USER.

    Whoever has a shell here could reach the data anyway; the ledger says that the act came this way, and from which
    account of the machine. Raises WrongUsage.
    """
    wanted = (login or os.environ.get("ZHENGAN_USER", "")).strip()
    if not wanted:
        raise WrongUsage(_("Say in whose name: --as LOGIN, or set ZHENGAN_USER."))
    user = User.objects.called(wanted).filter(is_active=True).first()
    if user is None:
        raise WrongUsage(_("There is no active user “%(login)s”.") % {"login": wanted})
    return Actor.of(user, via="cli", address=_machine_account())


def nobody_named() -> Actor:
    """Return the software as actor where no person is named: an act of whoever has this account of the machine."""
    return replace(Actor.system(via="cli"), address=_machine_account())


def language_of(chosen: str | None) -> str:
    """Return the language: chosen, else by LANG, else Traditional Chinese."""
    wanted = chosen or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "en" if wanted.lower().startswith("en") else "zh-hant"


def speak(chosen: str | None) -> None:
    """Use the language from here on."""
    translation.activate(language_of(chosen))


def _machine_account() -> str:
    try:
        return getpass.getuser()[:64]
    except (OSError, KeyError):
        return ""
