"""Acts: the only code that writes records. Each is one transaction with its ledger entry, or does not happen."""

from zhengan.kernel.acts.changing import attach, change, comment, void
from zhengan.kernel.acts.creating import create, create_many
from zhengan.kernel.acts.disposing import approve_disposal, ask_disposal, due, hold, lift, refuse_disposal
from zhengan.kernel.acts.importing import bring_in, rehearse
from zhengan.kernel.acts.lines import add_lines, fill_lines, sign
from zhengan.kernel.acts.moving import move, move_many, open_moves, open_submission, submission_digest, why_not
from zhengan.kernel.acts.writing import listeners, note, tell

__all__ = [
    "add_lines",
    "approve_disposal",
    "ask_disposal",
    "attach",
    "bring_in",
    "change",
    "comment",
    "create",
    "create_many",
    "due",
    "fill_lines",
    "hold",
    "lift",
    "listeners",
    "move",
    "move_many",
    "note",
    "open_moves",
    "open_submission",
    "refuse_disposal",
    "rehearse",
    "sign",
    "submission_digest",
    "tell",
    "void",
    "why_not",
]
