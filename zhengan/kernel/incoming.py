"""Incoming values: what comes as JSON, from the command line or in cells becomes values that an act can write.

Every value passes the same form fields (`kernel.forms.form_field`) that the web face uses, so there is one validation.
"""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.candidates import Candidates
from zhengan.kernel.evidence import is_upload
from zhengan.kernel.fields import Many
from zhengan.kernel.forms import RowField, form_field, visible_fields
from zhengan.kernel.masking import COVER, is_personal
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Record, with_links
from zhengan.kernel.register import Register

TRUE = frozenset({"是", "有", "true", "yes", "y", "1", "v", "✓", "✔", "on"})
FALSE = frozenset({"否", "無", "false", "no", "n", "0", "x", "✗", "off", ""})
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_NUMBERS = (models.IntegerField, models.DecimalField, models.FloatField)

AnyField: TypeAlias = "models.Field[Any, Any]"


class Reader:
    """Reads the values of one field of a record or line."""

    def __init__(self, field: AnyField, candidates: Candidates, *, required: bool | None = None) -> None:
        self.field = field
        self.form_field = form_field(field, required=required)
        if isinstance(self.form_field, RowField):
            self.form_field.candidates = candidates
        self.candidates = candidates
        self.labels = choice_index(field)
        self._seen: dict[tuple[type, Any], Any] = {}

    def clean(self, raw: Any) -> Any:
        """Return the value to write. Raises ValidationError."""
        key = (type(raw), raw) if isinstance(raw, (str, int, float, date, time)) else None
        if key is not None and key in self._seen:
            return self._seen[key]
        value = self._checked(self._read(raw))
        if key is not None:
            self._seen[key] = value
        return value

    def _checked(self, given: Any) -> Any:
        if isinstance(given, str) and COVER in given and is_personal(self.field):
            raise ValidationError(_("This is masked: give the whole value, or leave it out."), code="masked")
        value = self.form_field.clean(given)
        if isinstance(self.field, Many):
            return tuple(value or ())
        if value == "" and self.field.null and not isinstance(self.field, (models.CharField, models.TextField)):
            return None
        return value

    def _read(self, raw: Any) -> Any:
        """Turn what came into what the form field takes."""
        if isinstance(raw, str):
            if _SURROGATE.search(raw):
                raise ValidationError(_("The text holds a character that is not valid Unicode."), code="unicode")
            raw = raw.strip()
        field = self.field
        if isinstance(field, EvidenceField):
            return read_file(raw)
        if isinstance(field, models.ForeignKey):
            return self._row(raw)
        if isinstance(field, Many):
            return self._many(raw)
        if isinstance(field, models.BooleanField):
            return read_bool(raw)
        return self._scalar(raw)

    def _scalar(self, raw: Any) -> Any:
        field = self.field
        if raw is None:
            return ""
        if isinstance(raw, (list, tuple, dict)):
            raise ValidationError(_("A single value is needed here."), code="shape")
        if self.labels:
            return self.labels.get(as_text(raw).casefold(), as_text(raw))
        if isinstance(field, models.DurationField) and isinstance(raw, time):
            return timedelta(hours=raw.hour, minutes=raw.minute, seconds=raw.second)
        if isinstance(field, (models.DateField, models.TimeField, models.DurationField)):
            return raw if isinstance(raw, (date, time, timedelta)) else as_text(raw)
        if isinstance(field, _NUMBERS):
            text = as_text(raw)
            return text.replace(",", "") if _THOUSANDS.fullmatch(text) else text
        return as_text(raw)

    def _row(self, raw: Any) -> Any:
        model = self.field.related_model
        if isinstance(raw, Mapping):
            if raw.get("no"):
                return as_text(raw["no"])
            wanted = raw.get("id")
            found = self.candidates.by_id(model, wanted)  # type: ignore[arg-type]
            return found or as_text(wanted)
        if isinstance(raw, (list, tuple)):
            raise ValidationError(_("A single value is needed here."), code="shape")
        return as_text(raw)

    def _many(self, raw: Any) -> list[str]:
        if raw is None or isinstance(raw, Mapping):
            if raw:
                raise ValidationError(_("A list of values is needed here."), code="shape")
            return []
        if isinstance(raw, (list, tuple)):
            parts = [as_text(part) for part in raw]
        else:
            parts = re.split(r"[|\n、,;；，]" if self.labels else r"[|\n]", as_text(raw))
        if any(_SURROGATE.search(part) for part in parts):
            raise ValidationError(_("The text holds a character that is not valid Unicode."), code="unicode")
        stripped = [part.strip() for part in parts if part.strip()]
        return [self.labels.get(part.casefold(), part) for part in stripped]


class Incoming:
    """Reads records of one register in the name of one actor; fields that he may not see do not exist for him."""

    def __init__(
        self,
        register: Register,
        actor: Actor,
        *,
        only: Mapping[str, bool] | None = None,
        candidates: Candidates | None = None,
    ) -> None:
        """Read what people type; or `only` these fields (what moves ask for), and whether they are needed."""
        self.register = register
        self.candidates = candidates or Candidates(actor)
        asked = [field.name for field in register.entries] if only is None else only
        self.readers = {
            field.name: Reader(field, self.candidates, required=True if only and only[field.name] else None)
            for field in visible_fields(register, actor)
            if field.name in asked
        }
        self.line_readers = {
            name: {field.name: Reader(field, self.candidates) for field in register.line_fields(name)}
            for name in register.lines
            if only is None and name not in register.made_lines
        }

    def values(self, raw: Mapping[str, Any], *, new: bool) -> dict[str, Any]:
        """Return the cleaned values; of a new record every field must be right, of an old one those given.

        Raises ValidationError with one entry for each field that is wrong.
        """
        found, errors = read_row(self.readers, raw, new=new)
        if errors:
            raise ValidationError(errors)
        return found

    def lines(self, raw: Mapping[str, Any], *, record: Any = None) -> dict[str, list[dict[str, Any]]]:
        """Return the cleaned child rows by name of the lines. Raises ValidationError, by `name[index].field`.

        A row with the `id` of one that `record` has keeps what is not given.
        """
        found: dict[str, list[dict[str, Any]]] = {}
        errors: dict[str, list[ValidationError]] = {}
        for name, rows in raw.items():
            if name not in self.line_readers:
                errors[name] = [ValidationError(_("Unknown kind of line: %(name)s") % {"name": name}, code="unknown")]
                continue
            if not isinstance(rows, Sequence) or isinstance(rows, str) or not all(isinstance(r, Mapping) for r in rows):
                errors[name] = [ValidationError(_("A list of lines is needed here."), code="shape")]
                continue
            found[name] = []
            present = self._present(record, name)
            for index, row in enumerate(rows):
                pk = row.get("id")
                rest = {key: value for key, value in row.items() if key != "id"}
                values, wrong = read_row(self.line_readers[name], rest, new=pk is None)
                if pk is not None and (isinstance(pk, bool) or not isinstance(pk, int) or pk not in present):
                    wrong["id"] = [ValidationError(_("This line is not part of the record."), code="unknown")]
                elif pk is not None:
                    values = {"id": pk} | {key: getattr(present[pk], key) for key in self.line_readers[name]} | values
                errors |= {f"{name}[{index}].{key}": messages for key, messages in wrong.items()}
                found[name].append(values)
        if errors:
            raise ValidationError(errors)
        return found

    def _present(self, record: Any, name: str) -> dict[int, Any]:
        if record is None:
            return {}
        fields = [reader.field for reader in self.line_readers[name].values()]
        return {row.pk: row for row in with_links(getattr(record, name), fields)}


def read_row(
    readers: Mapping[str, Reader], raw: Mapping[str, Any], *, new: bool
) -> tuple[dict[str, Any], dict[str, list[ValidationError]]]:
    """Return the cleaned values of a row and what is wrong with it, by field."""
    errors: dict[str, list[ValidationError]] = {
        str(name): [ValidationError(_("Unknown field: %(name)s") % {"name": name}, code="unknown")]
        for name in raw
        if name not in readers
    }
    found: dict[str, Any] = {}
    for name, reader in readers.items():
        if name not in raw:
            if not new or reader.field.has_default():
                continue
        elif new and raw[name] in (None, "") and reader.field.has_default():
            continue
        try:
            found[name] = reader.clean(raw.get(name))
        except ValidationError as error:
            errors[name] = error.error_list
    return found, errors


def choice_index(field: AnyField) -> dict[str, str]:
    """Return the choices of a field by code and by label in every tongue, in lower case."""
    index: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for code, label in field.flatchoices:
                if code not in (None, ""):
                    index.setdefault(str(label).casefold(), str(code))
    return index | {code.casefold(): code for code in set(index.values())}


def read_bool(raw: Any) -> bool:
    """Return what is meant by 是, 否, yes, no, true, false, Y, N, 1, 0 or nothing. Raises ValidationError."""
    if raw is None or isinstance(raw, bool):
        return bool(raw)
    text = as_text(raw).strip().casefold()
    if text in TRUE:
        return True
    if text in FALSE:
        return False
    raise ValidationError(_("“%(value)s” is neither yes nor no.") % {"value": text[:60]}, code="invalid")


def as_text(raw: Any) -> str:
    """Return a scalar as a person would type it: a whole number without the .0 that a cell gives it."""
    if raw is None:
        return ""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else format(raw, ".15g")
    if isinstance(raw, Decimal):
        return format(raw, "f")
    if isinstance(raw, datetime):
        return raw.isoformat(sep=" ", timespec="seconds")
    if isinstance(raw, Record):
        return raw.no
    return str(raw)


def read_file(raw: Any) -> Any:
    """Return a file from an upload or from {"name", "base64"}. Raises ValidationError."""
    if raw in (None, ""):
        return None
    if is_upload(raw):
        return raw
    if isinstance(raw, Mapping) and isinstance(raw.get("base64"), str):
        try:
            content = base64.b64decode(raw["base64"], validate=True)
        except (binascii.Error, ValueError):
            raise ValidationError(_("The file is not valid base64."), code="base64") from None
        return ContentFile(content, name=as_text(raw.get("name")) or "file")
    raise ValidationError(_("A file cannot be given as text."), code="file")
