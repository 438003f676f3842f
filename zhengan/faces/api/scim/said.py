"""What a provider says of a person: the known attributes, wherever in a body they stand; all others are passed over.

RFC 7643, 4.1 and 4.3; RFC 7644, 3.5.2. Providers write a patch in many ways (Entra ID: `Replace`, `"False"`, names with
dots and schemas as keys; Okta: no path), and mean the same.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from zhengan.faces.api.scim.door import wrong
from zhengan.identity.directory.member import Member

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
OPERATIONS_AT_MOST = 1000
# Attributes whose text is taken, by what they are called here; in small letters, for SCIM does not tell them apart.
_TEXTS = {
    "username": "login", "externalid": "external_id", "displayname": "display", "title": "title",
    "name.formatted": "formatted", "name.familyname": "family", "name.givenname": "given", "emails.value": "email",
    f"{ENTERPRISE}.department".lower(): "unit", f"{ENTERPRISE}.employeenumber".lower(): "number",
}  # fmt: skip
# Which of several addresses a path means, where it is the one that counts.
_COUNTS = re.compile(r'^\s*(?:type\s+eq\s+"work"|primary\s+eq\s+"?true"?)\s*$', re.IGNORECASE)
_PATH = re.compile(r"([A-Za-z$][\w$-]*)(?:\[([^\[\]]*)\])?(?:\.([\w$-]+))?")


@dataclass
class Said:
    """What was said; a text that is missing was not."""

    texts: dict[str, str] = field(default_factory=dict)
    is_active: bool | None = None

    @property
    def login(self) -> str:
        """The login, as this product writes it."""
        return self.texts.get("login", "").strip().lower()

    @property
    def external_id(self) -> str | None:
        """The provider's own id; None where it is not said."""
        return self.texts.get("external_id")

    def member(self, login: str) -> Member:
        """Return the person as told. Raises ApiError where another login or staff number is told."""
        if self.login and self.login != login:
            raise wrong("mutability", _("userName is the staff number here; human resources change it."))
        if self.texts.get("number", login).strip().lower() != login:
            raise wrong("invalidValue", _("employeeNumber and userName are the same here: the staff number."))
        return Member(
            login=login,
            name=self._name(),
            email=self.texts.get("email", "").strip(),
            unit=self.texts.get("unit", "").strip(),
            title=self.texts.get("title", "").strip(),
        )

    def _name(self) -> str:
        whole = self.texts.get("display") or self.texts.get("formatted") or ""
        family, given = self.texts.get("family", "").strip(), self.texts.get("given", "").strip()
        if whole.strip() or not (family and given):
            return whole.strip()
        return f"{given} {family}" if family.isascii() else family + given

    def take(self, path: str, value: Any) -> None:
        """Take what is said at a path of a patch, or under a key of a body. Raises ApiError."""
        for name, one in _leaves(path, value):
            if name == "password":
                raise wrong("invalidValue", _("Passwords are not taken: switch off that the provider sends them."))
            if name == "active":
                self.is_active = _truth(one)
            elif name in _TEXTS and one is not None:
                if not isinstance(one, str):
                    raise wrong("invalidValue", _("%(name)s is a text.") % {"name": path[:100]})
                self.texts[_TEXTS[name]] = one


def of_body(body: Mapping[str, Any]) -> Said:
    """Read a whole user. Raises ApiError."""
    said = Said()
    for name, value in body.items():
        said.take(name, value)
    if not said.login:
        raise wrong("invalidValue", _("userName is missing."))
    return said


def of_patch(body: Mapping[str, Any]) -> Said:
    """Read a patch of a user. What is taken away at the provider is left as it is here, but for its own id."""
    said = Said()
    for op, path, value in operations(body):
        if op != "remove":
            said.take(path, value)
        elif path.lower() == "externalid":
            said.texts["external_id"] = ""
    return said


def operations(body: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield what a patch does: add, replace or remove; a path; a value. Without a path there is one for each key.

    Raises ApiError.
    """
    told = next((value for name, value in body.items() if name.lower() == "operations"), None)
    if not isinstance(told, list) or not 0 < len(told) <= OPERATIONS_AT_MOST:
        raise wrong("invalidSyntax", _("Operations is a list of what is to be changed."))
    for one in told:
        given = {name.lower(): value for name, value in one.items()} if isinstance(one, dict) else {}
        op, path, value = str(given.get("op")).lower(), given.get("path") or "", given.get("value")
        if op not in ("add", "replace", "remove") or not isinstance(path, str):
            raise wrong("invalidSyntax", _("An operation is add, replace or remove, at a path."))
        if path:
            yield op, path, value
        elif op == "remove":
            raise wrong("noTarget", _("Say what is to be removed."))
        elif not isinstance(value, dict):
            raise wrong("invalidValue", _("Without a path the value is an object."))
        else:
            yield from ((op, name, part) for name, part in value.items())


def parts(path: str) -> tuple[str, str, str]:
    """Take a path apart: attribute (in small letters), filter in brackets, sub-attribute. Raises ApiError.

    Of the enterprise extension the attribute is the extension itself; of another schema it is the schema's name, which
    nothing here is called.
    """
    for schema in (USER, ENTERPRISE):
        if path.lower() == schema.lower():
            return schema.lower(), "", ""
    schema, _colon, rest = path.rpartition(":") if path.lower().startswith("urn:") else ("", "", path)
    found = _PATH.fullmatch(rest) if len(path) <= 500 else None
    if found is None:
        raise wrong("invalidPath", _("This path is not understood: %(path)s") % {"path": path[:100]})
    name, chosen, sub = found[1].lower(), found[2] or "", (found[3] or "").lower()
    if schema.lower() == ENTERPRISE.lower():
        return schema.lower(), "", name
    return (name if not schema or schema.lower().endswith((":core:2.0:user", ":core:2.0:group")) else path), chosen, sub


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the attributes with a value of their own below a path."""
    name, chosen, sub = parts(path)
    if name == USER.lower() and isinstance(value, dict):
        for key, one in value.items():
            yield from _leaves(key, one)
    elif name == "emails" and chosen and not _COUNTS.search(chosen):
        return  # one beside the one that counts
    elif name == "emails" and not sub:
        yield "emails.value", _address(value)
    elif isinstance(value, dict) and not sub:
        yield from ((f"{name}.{key.lower()}", one) for key, one in value.items())
    else:
        yield (f"{name}.{sub}" if sub else name), value


def _address(told: Any) -> Any:
    """The address that counts: the first one, the one for work before it, and the primary one before that."""
    rows = [one for one in (told if isinstance(told, list) else [told]) if isinstance(one, dict)]
    ranked = sorted(rows, key=lambda one: (one.get("primary") is not True, str(one.get("type")).lower() != "work"))
    return ranked[0].get("value") if ranked else None


def _truth(told: Any) -> bool:
    said = {"true": True, "false": False}.get(str(told).lower()) if isinstance(told, (bool, str)) else None
    if said is None:
        raise wrong("invalidValue", _("active is true or false."))
    return said
