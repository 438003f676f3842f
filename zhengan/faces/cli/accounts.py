"""`zhengan account`: one-time passwords and lost second factors, by a second person at a shell of the server."""

from typing import Any

from zhengan.faces.cli.exits import OK, set_up


def add_accounts(commands: Any) -> None:
    """Declare the commands."""
    account = commands.add_parser("account", help="帳號 one-time passwords, lost second factors, sessions")
    steps = account.add_subparsers(required=True, metavar="ACTION")
    password = steps.add_parser("password", help="核發一次性密碼 issue a password for one sign-in, shown once")
    password.add_argument("login")
    password.add_argument("--method", default="", help="how the identity was confirmed: face | phone | video")
    password.add_argument("--remark", default="", help="what was checked")
    password.set_defaults(carry_out=_password)
    factors = steps.add_parser("reset-factors", help="解除第二因子 take off lost second factors")
    factors.add_argument("login")
    factors.add_argument("--reason", required=True, help="how the identity was confirmed")
    factors.set_defaults(carry_out=_factors)
    sessions = steps.add_parser("end-sessions", help="結束連線 sign somebody out everywhere")
    sessions.add_argument("login")
    sessions.set_defaults(carry_out=_sessions)
    for one in (password, factors, sessions):
        one.add_argument("--as", dest="by", metavar="LOGIN", help="in whose name (else $ZHENGAN_USER)")


def _password(options: Any) -> int:
    set_up()
    from zhengan.kernel.accounts import passwords

    def work(user: Any, by: Any) -> str:
        return passwords.issue(user, by=by, method=options.method, remark=options.remark)

    return _carried_out(options, work)


def _factors(options: Any) -> int:
    set_up()
    from zhengan.kernel.accounts import factors

    return _carried_out(options, lambda user, by: str(factors.reset(user, by=by, reason=options.reason)))


def _sessions(options: Any) -> int:
    set_up()
    from zhengan.kernel.accounts import ending

    return _carried_out(options, lambda user, by: str(ending.end_of(user, by=by)))


def _carried_out(options: Any, work: Any) -> int:
    from django.utils.translation import gettext as _

    from zhengan.faces.cli.acting import WrongUsage, actor_named, carried_out, speak
    from zhengan.identity.models import User

    speak(options.language)

    def done() -> int:
        by = actor_named(options.by)
        user = User.objects.called(options.login).filter(person__isnull=False).first()
        if user is None:
            raise WrongUsage(_("There is no account “%(login)s”.") % {"login": options.login})
        print(work(user, by))
        return OK

    return carried_out(done, actor=lambda: actor_named(options.by))
