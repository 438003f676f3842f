"""`zhengan service`: accounts of programs, with tokens instead of passwords, made at a shell of the server."""

from datetime import date
from typing import Any

from zhengan.faces.cli.exits import OK, set_up


def add_services(commands: Any) -> None:
    """Declare the commands."""
    service = commands.add_parser("service", help="服務帳號 accounts of programs (sensors), their tokens")
    steps = service.add_subparsers(required=True, metavar="ACTION")
    add = steps.add_parser("add", help="建立 make one; a person answers for it")
    add.add_argument("login")
    add.add_argument("--name", required=True, help="what the program is")
    add.add_argument("--owner", required=True, metavar="LOGIN", help="who answers for it")
    add.add_argument("--office", action="append", default=[], help="an office that it holds (repeatable)")
    add.add_argument("--until", required=True, type=date.fromisoformat, help="its last day, YYYY-MM-DD")
    add.set_defaults(carry_out=_add)
    token = steps.add_parser("token", help="核發權杖 make a token, shown once")
    token.add_argument("login")
    token.add_argument("--name", required=True, help="what uses it")
    token.add_argument("--register", action="append", required=True, help="e.g. assets.asset, clauses (repeatable)")
    token.add_argument(
        "--act", action="append", required=True, help="read, create, change, attach, provision (repeatable)"
    )
    token.add_argument("--until", required=True, type=date.fromisoformat, help="its last day, YYYY-MM-DD")
    token.add_argument("--from", dest="networks", action="append", default=[], help="address or network (repeatable)")
    token.set_defaults(carry_out=_token)
    end = steps.add_parser("end", help="停用 end one: tokens and offices stop this minute")
    end.add_argument("login")
    end.set_defaults(carry_out=_end)
    for one in (add, token, end):
        one.add_argument("--as", dest="by", metavar="LOGIN", help="in whose name (else $ZHENGAN_USER)")


def _add(options: Any) -> int:
    def work(by: Any) -> str:
        from zhengan.kernel.accounts import tokens

        owner = _account(options.owner)
        return tokens.make_service(
            options.login, by=by, name=options.name, owner=owner, held=options.office, until=options.until
        ).username

    return _carried_out(options, work)


def _token(options: Any) -> int:
    def work(by: Any) -> str:
        from zhengan.kernel.accounts import tokens

        return tokens.issue(
            _service(options.login), by=by, name=options.name, registers=options.register, acts=options.act,
            until=options.until, networks=options.networks,
        )  # fmt: skip

    return _carried_out(options, work)


def _end(options: Any) -> int:
    def work(by: Any) -> str:
        from zhengan.kernel.accounts import tokens

        tokens.end_service(_service(options.login), by=by)
        return ""

    return _carried_out(options, work)


def _account(login: str) -> Any:
    from django.utils.translation import gettext as _

    from zhengan.faces.cli.acting import WrongUsage
    from zhengan.identity.models import User

    user = User.objects.called(login).first()
    if user is None:
        raise WrongUsage(_("There is no account “%(login)s”.") % {"login": login})
    return user


def _service(login: str) -> Any:
    from django.utils.translation import gettext as _

    from zhengan.faces.cli.acting import WrongUsage

    user = _account(login)
    if user.answered_for_by_id is None:
        raise WrongUsage(_("“%(login)s” is no service.") % {"login": login})
    return user


def _carried_out(options: Any, work: Any) -> int:
    set_up()
    from django.utils.translation import gettext as _

    from zhengan.faces.cli.acting import actor_named, carried_out, speak
    from zhengan.identity.offices import ACCOUNT_OFFICES
    from zhengan.kernel.errors import Refused

    speak(options.language)

    def done() -> int:
        by = actor_named(options.by)
        if not (by.is_system or by.holds(*ACCOUNT_OFFICES)):
            raise Refused(_("Your offices do not allow this."), act="service")
        if said := work(by):
            print(said)
        return OK

    return carried_out(done, actor=lambda: actor_named(options.by))
