"""`zhengan keeping`: what is past its term, asking to dispose of it, approving, and holding back."""

from typing import Any

from zhengan.faces.cli.exits import OK, set_up


def add_keeping(commands: Any) -> None:
    """Declare the command and its actions."""
    keeping = commands.add_parser("keeping", help="保存與銷毀 terms, disposal by two people, holds")
    steps = keeping.add_subparsers(required=True, metavar="ACTION")
    steps.add_parser("list", help="what is past its term, what was asked, what is held").set_defaults(carry_out=_list)
    for name, told in {
        "ask": "ask to dispose of all records of a register that are past their term",
        "approve": "approve what another person asked, and carry it out",
        "refuse": "turn down what was asked",
        "hold": "keep a register, or one record of it, from disposal",
        "lift": "lift a hold",
    }.items():
        step = steps.add_parser(name, help=told)
        if name in ("ask", "hold"):
            step.add_argument("register", help="its code, e.g. operations.operation_log")
        else:
            step.add_argument("number", type=int, help="as `keeping list` shows it")
        if name == "hold":
            step.add_argument("--no", default="", help="of one record alone")
        step.add_argument("--reason", default="", help="why; it stands in the ledger")
        step.add_argument("--as", dest="login", metavar="LOGIN", help="in whose name (else $ZHENGAN_USER)")
        step.set_defaults(carry_out=_act, action=name)


def _list(_options: Any) -> int:
    set_up()
    from django.utils.translation import gettext as _

    from zhengan.faces.cli.paper import print_table
    from zhengan.kernel.acts import disposing
    from zhengan.kernel.models import Disposal, LegalHold
    from zhengan.kernel.register import registers

    due = [(one.code, disposing.due(one)) for one in registers()]
    rows = [(code, str(found.count()), str(found[0].retain_until)) for code, found in due if found.exists()]
    print_table([_("Past their term"), _("Records"), _("Oldest term")], rows)
    asked = Disposal.objects.filter(approved_at=None, refused_at=None).select_related("asked_by").order_by("pk")
    print()
    print_table(
        ["#", _("Waiting for another person's approval"), _("Records"), _("Who"), _("Reason")],
        [(str(one.pk), one.register, str(len(one.numbers)), one.asked_by.name, one.reason) for one in asked],
    )
    holds = LegalHold.objects.filter(lifted_at=None).select_related("by").order_by("pk")
    print()
    print_table(
        ["#", _("Held back"), _("Number"), _("Who"), _("Reason")],
        [(str(one.pk), one.register, one.record_no, one.by.name, one.reason) for one in holds],
    )
    return OK


def _act(options: Any) -> int:
    set_up()
    from zhengan.faces.cli.acting import actor_named, carried_out

    return carried_out(lambda: _carry_out(options), actor=lambda: actor_named(options.login))


def _carry_out(options: Any) -> int:
    from django.utils.translation import gettext as _

    from zhengan.faces.cli.acting import WrongUsage, actor_named
    from zhengan.kernel import acts
    from zhengan.kernel.acts import disposing
    from zhengan.kernel.models import Disposal, LegalHold
    from zhengan.kernel.register import UnknownRegister, register

    by, reason = actor_named(options.login), options.reason
    try:
        match options.action:
            case "ask":
                asked = acts.ask_disposal(list(disposing.due(register(options.register))), by=by, reason=reason)
                print(f"#{asked.pk}  {len(asked.numbers)}")
            case "approve":
                print(f"#{acts.approve_disposal(Disposal.objects.get(pk=options.number), by=by).pk}")
            case "refuse":
                acts.refuse_disposal(Disposal.objects.get(pk=options.number), by=by, reason=reason)
            case "hold":
                print(f"#{acts.hold(register(options.register), by=by, reason=reason, record_no=options.no).pk}")
            case "lift":
                acts.lift(LegalHold.objects.get(pk=options.number, lifted_at=None), by=by, reason=reason)
    except UnknownRegister:
        raise WrongUsage(_("Choose a register.")) from None
    except (Disposal.DoesNotExist, LegalHold.DoesNotExist):
        raise WrongUsage(_("There is no such number; see `zhengan keeping list`.")) from None
    return OK
