"""Spreadsheets, as faces need them: `template` and `export`; `read` (a dry run), then `carry_out` of exactly that."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhengan.kernel import acts, evidence
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible, OutOfDate
from zhengan.kernel.models import Evidence, ForeignHeading
from zhengan.kernel.register import Register
from zhengan.kernel.sheet_columns import plain_heading, sheets_of
from zhengan.kernel.sheet_file import SIZE_AT_MOST, Unreadable, tables_of
from zhengan.kernel.sheet_in import Difference, DryRun, Row, RowError, demand_importer, digest_of
from zhengan.kernel.sheet_out import Exported, export, template
from zhengan.kernel.sheet_tables import headed

__all__ = [
    "Counts",
    "Difference",
    "Exported",
    "ImportRefused",
    "Preview",
    "Row",
    "RowError",
    "Unreadable",
    "carry_out",
    "export",
    "keep_file",
    "preview_from_evidence",
    "read",
    "template",
]


class ImportRefused(NotPossible):
    """Rows are wrong, so nothing is written."""


class Counts(NamedTuple):
    """What an import did."""

    added: int
    changed: int
    gone: int


@dataclass(frozen=True)
class Preview:
    """What an import would do. `digest` names exactly this; `sha256` the file.

    headings   (heading in the file, field it is read as or "")
    choices    (field, label) that a heading can be read as
    ignored    headings that are not read
    """

    register: Register
    digest: str
    sha256: str
    name: str
    complete: bool
    mapping: dict[str, str]
    new: list[Row]
    changed: list[Row]
    seen: list[Any]
    gone: list[Any]
    errors: list[RowError]
    warnings: list[str]
    needs_reason: bool
    ignored: list[str]
    headings: list[tuple[str, str]]
    choices: list[tuple[str, str]]

    @property
    def unchanged(self) -> int:
        """How many rows say what the records say already."""
        return len(self.seen)

    @property
    def notes_seen(self) -> bool:
        """Whether the register notes of an unchanged record that it was seen again."""
        return type(self.register).import_row is not Register.import_row

    @property
    def may_be_complete(self) -> bool:
        """Whether the file can be said to be the whole list, so that what is not in it is gone."""
        return bool(self.register.gone_state)

    @property
    def can_be_carried_out(self) -> bool:
        """Whether every row is right and there is something to do, or to confirm as unchanged."""
        return not self.errors and bool(self.new or self.changed or self.gone or self.unchanged)


def read(
    register: Register,
    actor: Actor,
    file: Any,
    *,
    name: str = "",
    mapping: Mapping[str, str] | None = None,
    complete: bool = False,
    language: str | None = None,
) -> Preview:
    """Read an .xlsx or CSV file and say what an import of it would do; nothing is written.

    `file` is open for reading, or bytes. `mapping` says which field a heading means ("" for none). `complete` says that
    the file is the whole list (of its scope), so that what is not in it is gone. Raises Refused, Unreadable.
    """
    demand_importer(register, actor)
    content = file if isinstance(file, bytes) else file.read(SIZE_AT_MOST + 1)
    said = dict(mapping or {})
    with translation.override(language or get_language()):
        sheets = sheets_of(register, actor)
        remembered = dict(ForeignHeading.objects.filter(register=register.code).values_list("heading", "field"))
        tables = headed(tables_of(content), sheets, mapping=said, remembered=remembered)
        found = DryRun(register, actor, tables, complete=complete).carry_out()
        sha256 = hashlib.sha256(content).hexdigest()
        main = tables[""]
        pairs = [
            (heading, column.name if column is not None else "")
            for heading, column in zip(main.headings, main.columns, strict=True)
            if heading
        ]
        warnings = list(found.warnings)
        if register.record.objects.filter(source_file=sha256).exists():
            warnings.insert(0, _("This file was imported before."))
        return Preview(
            register=register,
            digest=digest_of(found, register=register.code, sha256=sha256),
            sha256=sha256,
            name=name or str(getattr(file, "name", "")),
            complete=complete,
            mapping=said,
            new=found.new,
            changed=found.changed,
            seen=found.seen,
            gone=found.gone,
            errors=found.errors,
            warnings=warnings,
            needs_reason=found.needs_reason,
            ignored=[heading for heading, field in pairs if not field],
            headings=pairs,
            choices=[(column.name, str(column.heading)) for column in sheets[0].columns if not column.read_only],
        )


def keep_file(register: Register, actor: Actor, file: Any) -> str:
    """Keep an uploaded file as evidence between two requests; returns its digest. Raises Refused, Unreadable."""
    demand_importer(register, actor)
    if file.size > SIZE_AT_MOST:
        raise Unreadable(_("The file is larger than %(limit)d MB.") % {"limit": SIZE_AT_MOST // 1024 // 1024})
    return evidence.keep(file).sha256


def preview_from_evidence(
    register: Register,
    actor: Actor,
    sha256: str,
    *,
    mapping: Mapping[str, str] | None = None,
    complete: bool = False,
    language: str | None = None,
) -> Preview:
    """Read a file again that `keep_file` kept. Raises Refused, Unreadable."""
    demand_importer(register, actor)
    kept = Evidence.objects.filter(sha256=sha256).first()
    if kept is None:
        raise Unreadable(_("The file is not there any more; choose it again."))
    with evidence.read(kept) as file:
        return read(register, actor, file, name=kept.name, mapping=mapping, complete=complete, language=language)


def carry_out(preview: Preview, *, actor: Actor, digest: str | None = None, reason: str = "") -> Counts:
    """Write what the preview says, in one transaction with its ledger entries.

    `digest` is the one of the preview that somebody saw and confirmed. Raises ImportRefused while rows are wrong,
    OutOfDate when the records changed since, Refused, NotPossible.
    """
    register = preview.register
    if preview.errors:
        raise ImportRefused(_("Nothing was imported: correct the rows that are wrong first."))
    if digest is not None and digest != preview.digest:
        raise OutOfDate
    try:
        with transaction.atomic():
            _demand_unchanged(preview)
            acts.bring_in(
                register,
                [(row.values, row.lines or {}) for row in preview.new],
                [
                    *((row.record, row.values, row.lines) for row in preview.changed),
                    *((record, {}, None) for record in preview.seen if preview.notes_seen),
                ],
                by=actor,
                source_file=preview.sha256,
                gone=preview.gone,
                gone_state=register.gone_state,
                reason=reason,
            )
            _remember(register, preview.mapping)
    except IntegrityError as error:
        raise ImportRefused(
            _("Nothing was imported: two records would contradict each other (%(why)s).") % {"why": str(error)[:200]}
        ) from error
    except ValidationError as error:
        raise ImportRefused(_("Nothing was imported: %(why)s") % {"why": " ".join(error.messages)}) from error
    return Counts(len(preview.new), len(preview.changed), len(preview.gone))


def _demand_unchanged(preview: Preview) -> None:
    """Lock the records that change, and raise OutOfDate where one is no longer as the preview saw it."""
    touched = [*(row.record for row in preview.changed), *preview.gone, *(preview.seen if preview.notes_seen else ())]
    seen = {one.pk: one.version for one in touched}
    keys = sorted(seen)
    locked: dict[int, int] = {}
    for first in range(0, len(keys), 500):
        some = preview.register.record.objects.select_for_update().filter(
            pk__in=keys[first : first + 500], voided_at=None
        )
        locked |= dict(some.values_list("pk", "version"))
    if locked != seen:
        raise OutOfDate


def _remember(register: Register, mapping: Mapping[str, str]) -> None:
    """Remember what foreign headings mean, for the next file from there."""
    for heading, field in mapping.items():
        if field:
            ForeignHeading.objects.update_or_create(
                register=register.code, heading=plain_heading(heading)[:200], defaults={"field": field}
            )
