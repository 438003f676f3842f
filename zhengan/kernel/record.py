"""Record: a row that proves something, with the columns every such row has."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models.base import ModelBase
from django.utils.translation import gettext_lazy as _

from zhengan.kernel import guard
from zhengan.kernel.flow import Flow
from zhengan.ledger.rows import insert

if TYPE_CHECKING:
    from datetime import date

    from zhengan.kernel.register import Register


class RecordSet(models.QuerySet[Any]):
    """Records can be asked for by anyone, but written by acts alone."""

    def live(self) -> Self:
        """Leave out what was voided."""
        return self.filter(voided_at=None)

    def in_state(self, *states: str) -> Self:
        """Keep the records in one of these states."""
        return self.filter(state__in=states)

    def active(self) -> Self:
        """Keep the records in state `active`."""
        return self.filter(state="active")

    def in_force(self) -> Self:
        """Keep the records in state `in_force`."""
        return self.filter(state="in_force")

    def update(self, **kwargs: Any) -> int:
        """Refuse outside an act."""
        guard.demand(self.model.__name__)
        return super().update(**kwargs)

    def delete(self) -> Any:
        """Refuse: records are voided, never deleted."""
        raise guard.WrittenOutsideAct(f"{self.model.__name__} (delete)")

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        """Refuse outside an act."""
        guard.demand(self.model.__name__)
        return super().bulk_create(objs, *args, **kwargs)

    def put(self, rows: Sequence[Any], *, renew: Sequence[str] = (), keys: bool = False) -> None:
        """Insert rows, or renew these columns of rows that are there already; refuse outside an act."""
        guard.demand(self.model.__name__)
        insert(rows, renew=renew, keys=keys)

    def bulk_update(self, objs: Any, *args: Any, **kwargs: Any) -> int:
        """Refuse outside an act."""
        guard.demand(self.model.__name__)
        return super().bulk_update(objs, *args, **kwargs)


class Guarded(models.Model):
    """A row that only acts may write."""

    objects: ClassVar[Any] = RecordSet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse outside an act."""
        guard.demand(type(self).__name__)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse outside an act."""
        guard.demand(f"{type(self).__name__} (delete)")
        return super().delete(*args, **kwargs)


class RecordBase(ModelBase):
    """Puts the constraints of a record's flow into its table."""

    def __new__(cls, name: str, bases: tuple[type, ...], attrs: dict[str, Any], **kwargs: Any) -> Any:
        """Add `flow.constraints()` to Meta before Django sees it."""
        flow = attrs.get("flow")
        if isinstance(flow, Flow):
            meta: Any = attrs.get("Meta") or type("Meta", (), {})
            meta.constraints = [*getattr(meta, "constraints", []), *flow.constraints(name.lower())]
            attrs["Meta"] = meta
        return super().__new__(cls, name, bases, attrs, **kwargs)


class Record(Guarded, metaclass=RecordBase):
    """The columns that every record has; `flow` names its states.

    no            for ever, unique over all registers: prefix, year, running number without gaps
    version       counts the acts; a change based on an older version is refused
    maker         who wrote it; `checker` who approved it last, never the same person
    retain_until  no disposal before that day
    told_with     foreign keys that the text of the record follows
    """

    class Source(models.TextChoices):
        MANUAL = "manual", _("Entered by hand")
        IMPORT = "import", _("Imported")
        SENSOR = "sensor", _("Sensor")

    no = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=20, editable=False, db_index=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    maker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("recorded by"), related_name="+", editable=False
    )
    made_at = models.DateTimeField(_("recorded at"), editable=False)
    checker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("approved by"),
        related_name="+",
        null=True,
        editable=False,
    )
    checked_at = models.DateTimeField(_("approved at"), null=True, editable=False)
    source = models.CharField(_("source"), max_length=10, choices=Source.choices, default=Source.MANUAL, editable=False)
    source_file = models.CharField(_("digest of the imported file"), max_length=64, blank=True, editable=False)
    remark = models.TextField(_("remark"), blank=True)
    retain_until = models.DateField(_("kept until"), null=True, editable=False)
    voided_at = models.DateTimeField(_("voided at"), null=True, editable=False)
    void_reason = models.TextField(_("reason for voiding"), blank=True, editable=False)

    flow: ClassVar[Flow]
    told_with: ClassVar[tuple[str, ...]] = ()
    register: "ClassVar[Register]"

    class Meta:
        abstract = True

    @property
    def state_label(self) -> str:
        """The word for the present state."""
        return str(self.flow.label(self.state))

    @property
    def state_tone(self) -> str:
        """How the present state is to look."""
        return self.flow.tone(self.state)

    @property
    def is_void(self) -> bool:
        """Whether the record was voided."""
        return self.voided_at is not None

    def due_date(self) -> "date | None":
        """The day by which something has to be done with this record, if its register names one."""
        name = self.register.due
        found: date | None = getattr(self, name) if name else None
        return found


class Line(Guarded):
    """A child row of one record; its foreign key `record` has the name of the lines as related name."""

    class Meta:
        abstract = True
        ordering = ["pk"]


def with_links(rows: Any, fields: "Iterable[models.Field[Any, Any]]") -> Any:
    """Return rows (a query set or manager) with what these of their fields point to, in one query.

    Where none points anywhere, the rows as they are: asked to follow nothing Django would follow every foreign key
    there is, and theirs, and PostgreSQL plans such a join for minutes.
    """
    names = [field.name for field in fields if field.is_relation]
    return rows.select_related(*names) if names else rows.all()
