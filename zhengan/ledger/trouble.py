"""Trouble: what a verification of the running system found, with the first bad place named."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    # the tree
    "entry_missing": _("An entry of the ledger is missing: it was deleted."),
    "entry_changed": _("An entry of the ledger was changed."),
    "entry_moved": _("Entries of the ledger were exchanged for each other."),
    "entry_inserted": _("An entry was put into the ledger around the program."),
    "entry_backdated": _("The server time of an entry lies before that of entries placed earlier: it was backdated."),
    "entry_ahead": _("The server time of an entry lies after it was placed: it was dated ahead."),
    "place_changed": _("The places of the entries were changed: one is missing, double or beyond the end."),
    "tile_changed": _("A stored hash of the tree was changed or is missing; the entries themselves are right."),
    "head_changed": _("The head of the tree is not that of its entries."),
    "rewritten": _("A checkpoint seen earlier is not the beginning of this log: the past was rewritten."),
    "cut_off": _("The log is shorter than what was signed: its newest entries were cut off, or this is an old copy."),
    "not_signed": _("The checkpoint is not signed by this log's key."),
    "unreadable_checkpoint": _("A checkpoint cannot be read."),
    "key_changed": _("The public keys in the database are not those of the key files."),
    "key_unusable": _("The key of this log cannot be used."),
    "last_gone": _("The last checkpoint, kept apart, is gone."),
    # payloads and records
    "payload_missing": _("The payload of an entry is missing."),
    "payload_changed": _("The payload of an entry is not what the entry committed to."),
    "not_disposed": _("A payload was removed, but no act of disposal names it."),
    "changed_between": _("The record was changed around the program before this act."),
    "untold": _("The payload does not tell all that the act changed."),
    "record_changed": _("The record does not say what its last act wrote: it was changed around the program."),
    "record_missing": _("The record is gone: it was deleted around the program."),
    "record_inserted": _("No act wrote this record: it was put in around the program."),
    "row_changed": _("A row beside the record was changed around the program."),
    "row_missing": _("A row beside the record was deleted around the program."),
    "row_inserted": _("A row beside the record was put in around the program."),
    "card_changed": _("What search and lists show of the record is not what it says: the card was changed."),
    "card_missing": _("The record has no card: search and lists do not show it."),
    "card_left": _("Search and lists show a record that is not there."),
    "submission_changed": _("What was submitted for approval is not what its digest says."),
    # evidence
    "evidence_missing": _("An evidence file is missing."),
    "evidence_changed": _("An evidence file was changed."),
    "evidence_exchanged": _("An evidence file was exchanged for another."),
    "evidence_renamed": _("An evidence file goes by another name, or has another size, than the one that was kept."),
    # anything
    "unreadable": _("A row holds what it cannot hold: what stands there cannot be read."),
    # what is derived
    "account_changed": _("An account does not say what its person's record gives it: it was changed."),
    "account_of_nobody": _("An account of this product belongs to nobody."),
    "office_not_given": _("Somebody holds an office that no record gives."),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One bad place: a code of `WORDS`, where, and the particulars (columns, digests) for an expert."""

    code: str
    place: str
    detail: str = ""
    entry: int | None = field(default=None)

    def __str__(self) -> str:
        return f"{self.place}: {WORDS[self.code]}" + (f" ({self.detail})" if self.detail else "")
