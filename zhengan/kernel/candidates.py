"""What a record may point to: offered to whoever fills in a form, and found again by what was typed."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.db.models import Q

from zhengan.kernel import cards
from zhengan.kernel.actor import Actor
from zhengan.kernel.models import Card
from zhengan.kernel.record import Record

# Nobody looks through more; whoever types finds the rest.
OFFERED_AT_MOST = 200
FOUND_AT_MOST = 20
# So many names are looked up one by one; whoever asks for more (a file) has all rows indexed at once.
LOOKED_UP_AT_MOST = 50


class Candidates:
    """The rows that fields may point to, asked for once for each kind however many fields and lines point there.

    `past`: also those that nobody would choose any more (people who left): what other systems report names them.
    Somebody from outside chooses among what he sees, and among what no record can be written without (`is_named`).
    """

    def __init__(self, actor: Actor, *, past: bool = False) -> None:
        self._actor = actor
        self._past = past
        self._offered: dict[type[models.Model], list[tuple[str, str]]] = {}
        self._found: dict[tuple[type[models.Model], str], Any] = {}
        self._looked_up: Counter[type[models.Model]] = Counter()
        self._by_name: dict[type[models.Model], dict[str, Any]] = {}

    def offer(self, wanted: Iterable[type[models.Model]]) -> None:
        """Fetch what can be offered of all these kinds at once, from the cards of the records: one query."""
        kinds = {model.register.code: model for model in wanted if issubclass(model, Record)}
        kinds = {code: model for code, model in kinds.items() if model not in self._offered}
        if not kinds:
            return
        choice = Q()
        for code, model in kinds.items():
            self._offered[model] = []
            first = self._choosable(model).order_by("no").values("pk")[: OFFERED_AT_MOST + 1]
            choice |= Q(register=code, record_id__in=first)
        for code, no, title in Card.objects.filter(choice).order_by("no").values_list("register", "no", "title"):
            self._offered[kinds[code]].append((no, title))

    def offered(self, model: type[models.Model]) -> list[tuple[str, str]]:
        """Return (value, text) of what can be chosen: all, or where there are too many the first of them."""
        if model not in self._offered:
            self.offer([model])
        if model not in self._offered:
            self._offered[model] = [(value_of(row), str(row)) for row in self._rows(model)]
        return self._offered[model][:OFFERED_AT_MOST]

    def offers_all(self, model: type[models.Model]) -> bool:
        """Whether all that can be chosen is offered."""
        return len(self.offered(model)) == len(self._offered[model])

    def matching(self, model: type[Record], text: str) -> list[tuple[str, str]]:
        """Return (value, text) of some that can be chosen and say all that was typed, for who goes on typing."""
        some = Card.objects.filter(register=model.register.code, record_id__in=self._choosable(model).values("pk"))
        return [(card.no, card.title) for card in cards.search(some, text.split(), most=FOUND_AT_MOST)]

    def up_to(self, most: int, model: type[Record]) -> list[Any]:
        """Return all rows that can be chosen, or none where there are more than so many."""
        rows = list(self._rows(model)[: most + 1])
        return rows if len(rows) <= most else []

    def by_id(self, model: type[models.Model], key: object) -> Any:
        """Return the row with that primary key; None where it is no key, or of something that cannot be chosen."""
        return self._rows(model).filter(pk=key).first() if type(key) is int and 0 < key < 2**63 else None

    def find(self, model: type[models.Model], text: str) -> Any:
        """Return the row meant by its number, `number text`, natural key, text or primary key; None if unclear."""
        if issubclass(model, Record) and model not in self._by_name:
            if (model, text) in self._found:
                return self._found[model, text]
            if self._looked_up[model] < LOOKED_UP_AT_MOST:
                self._looked_up[model] += 1
                self._found[model, text] = self._look_up(model, text)
                return self._found[model, text]
        if model not in self._by_name:
            self._by_name[model] = self._index(model)
        names = self._by_name[model]
        return names.get(text) or names.get(_first_word(text))

    def _look_up(self, model: type[Record], text: str) -> Any:
        key = model.register.key
        for wanted in (text, _first_word(text)):
            titled = Card.objects.filter(register=model.register.code, title=wanted).values("record_id")
            named = Q(no=wanted) | Q(pk__in=titled)
            if len(key) == 1 and isinstance(model._meta.get_field(key[0]), models.CharField):
                named |= Q(**{key[0]: wanted})
            rows = self._rows(model).filter(named)[:2]
            if len(rows) == 1:
                return rows[0]
        return None

    def _index(self, model: type[models.Model]) -> dict[str, Any]:
        index: dict[str, Any] = {}
        twice: set[str] = set()
        for row in self._rows(model):
            for name in _names(row):
                if name in index and index[name] is not row:
                    twice.add(name)
                index[name] = row
        return {name: row for name, row in index.items() if name not in twice}

    def _rows(self, model: type[models.Model]) -> Any:
        if issubclass(model, Record):
            # The text of a row may name what it points to: fetched along, or it would be a query for each row.
            return self._choosable(model).select_related(*model.register.joins).order_by("no")
        return model._default_manager.all()

    def _choosable(self, model: type[Record]) -> Any:
        live, there = model.objects.live(), model.register
        found = live if self._past else there.choosable(live)
        return found if self._actor.scope is None or there.is_named else there.visible_to(found, self._actor)


def value_of(row: Any) -> str:
    """What a form sends for a row."""
    return row.no if isinstance(row, Record) else str(row.pk)


def _names(row: Any) -> Iterator[str]:
    yield str(row)
    yield value_of(row)
    if isinstance(row, Record) and len(row.register.key) == 1:
        yield str(getattr(row, row.register.key[0]))


def _first_word(text: str) -> str:
    return text.split(" ", maxsplit=1)[0]
