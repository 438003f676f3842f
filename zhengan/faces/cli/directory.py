"""`zhengan directory`: looks at the connection, and brings people in from the firm's directory, shown first."""

from dataclasses import dataclass, field
from typing import Any

from zhengan.faces.cli.exits import NOT_MET, OK, set_up
from zhengan.faces.cli.paper import complain, print_table

SOURCE_FILE = "directory"


def add_directory(commands: Any) -> None:
    """Declare the commands."""
    directory = commands.add_parser("directory", help="目錄服務 people and offices from LDAP or Active Directory")
    steps = directory.add_subparsers(required=True, metavar="ACTION")
    check = steps.add_parser("check", help="檢查設定與連線 look over settings, mapping and connection")
    check.set_defaults(carry_out=_check)
    bring = steps.add_parser("import", help="匯入人員 show what differs, then bring it in")
    bring.add_argument("--dry-run", action="store_true", help="show alone; nothing is written")
    bring.add_argument("--reason", default="", help="why records that are complete are corrected")
    bring.add_argument("--as", dest="by", metavar="LOGIN", help="in whose name (else $ZHENGAN_USER)")
    bring.set_defaults(carry_out=_import)


@dataclass
class Differences:
    """What the directory says otherwise than the register of people."""

    new: list[Any] = field(default_factory=list)  # values
    changed: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)  # person, values
    gone: list[Any] = field(default_factory=list)  # people
    unclear: list[tuple[str, str]] = field(default_factory=list)  # login, why


def differences() -> Differences:
    """Compare. Raises Away, WrongMapping; and NotPossible where a directory without people would make all gone."""
    from django.utils.translation import gettext as _

    from zhengan.identity.directory import ldap
    from zhengan.identity.directory.mapping import mapping
    from zhengan.kernel.accounts import members as people
    from zhengan.kernel.errors import NotPossible

    told, members = mapping(), ldap.everybody()
    if not members:
        raise NotPossible(_("The directory tells of nobody: look at base, filter and rights of the account."))
    units = people.units()
    known = {one.user.username: one for one in _people()}
    found = Differences()
    for member in members:
        person = known.pop(member.login, None)
        values, unclear = people.compared(member, person, told=told, units=units)
        if unclear:
            found.unclear.append((member.login, unclear))
        elif person is None:
            found.new.append(values)
        elif values:
            found.changed.append((person, values))
    found.gone = [one for one in known.values() if one.state == "active" and not one.is_from_outside]
    return found


def bring_in(found: Differences, *, by: Any, reason: str = "") -> tuple[int, int]:
    """Write what is new and changed, all or nothing; who is gone stays as he is. Returns the two counts."""
    from zhengan.kernel import acts
    from zhengan.kernel.register import register

    added, changed, _gone = acts.bring_in(
        register("organization.person"),
        [(values, {}) for values in found.new],
        [(person, values, None) for person, values in found.changed],
        by=by,
        source_file=SOURCE_FILE,
        reason=reason,
    )
    return added, changed


def show(found: Differences) -> None:
    """Print it, one line a difference."""
    from django.utils.translation import gettext as _

    rows = [(_("new"), one["staff_no"], f"{one.get('name', '')} {one['unit']} {one['job_title']}") for one in found.new]
    for person, values in found.changed:
        told = ", ".join(f"{name}: {getattr(person, name)} → {value}" for name, value in values.items())
        rows.append((_("changed"), person.staff_no, told))
    rows += [(_("gone"), one.staff_no, f"{one.name} ({one.no})") for one in found.gone]
    rows += [(_("unclear"), login, why) for login, why in found.unclear]
    if rows:
        print_table([_("Difference"), _("Staff number"), _("Particulars")], rows)
    if found.gone:
        print(_("Nobody is taken out: whoever has left is entered as having left by human resources."))


def _people() -> Any:
    from zhengan.kernel.register import register

    return register("organization.person").record.objects.live().select_related("user", "unit")


def _check(_options: Any) -> int:
    set_up()
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError

    from zhengan.identity.directory import ldap

    try:
        call_command("check", fail_level="ERROR", verbosity=0)
        if not ldap.is_configured():
            complain("未設定 ZHENGAN_LDAP_URL。 ZHENGAN_LDAP_URL is not set.")
            return NOT_MET
        print(f"{len(ldap.everybody())} 人 people")
    except (SystemCheckError, ldap.Away) as error:
        complain(str(error))
        return NOT_MET
    return OK


def _import(options: Any) -> int:
    set_up()
    from django.utils.translation import gettext as _

    from zhengan.faces.cli.acting import actor_named, carried_out, speak
    from zhengan.identity.directory import ldap
    from zhengan.identity.directory.mapping import WrongMapping
    from zhengan.kernel.errors import NotPossible

    speak(options.language)

    def work() -> int:
        by = actor_named(options.by)
        if not ldap.is_configured():
            raise NotPossible(_("%(name)s is missing.") % {"name": "ZHENGAN_LDAP_URL"})
        try:
            found = differences()
            show(found)
            if options.dry_run:
                return OK
            added, changed = bring_in(found, by=by, reason=options.reason)
            _take_over()
        except (ldap.Away, WrongMapping) as error:
            raise NotPossible(str(error)) from error
        print(_("%(added)d added, %(changed)d changed.") % {"added": added, "changed": changed})
        return OK

    return carried_out(work, actor=lambda: actor_named(options.by))


def _take_over() -> None:
    """Let the offices of everybody who is in the directory follow its groups."""
    from zhengan.identity.directory import ldap
    from zhengan.identity.models import User
    from zhengan.kernel.accounts import directory

    dns = {member.login: member.dn for member in ldap.everybody()}
    for user in User.objects.filter(is_active=True, person__isnull=False):
        if user.username in dns:
            directory.follow(user, dn=dns[user.username])
