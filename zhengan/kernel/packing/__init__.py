"""Evidence packs: a folder that leaves the building with the records of a clause, and proves them by itself.

The layout is that of `zhengan.ledger.core.bundle`; beside it lie pages for people and the verifier that stands alone.
"""

from zhengan.kernel.packing.asked import OFFICES, Asked, Front, Packed
from zhengan.kernel.packing.making import pack

__all__ = ["OFFICES", "Asked", "Front", "Packed", "pack"]
