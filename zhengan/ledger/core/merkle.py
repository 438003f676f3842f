"""The Merkle tree of RFC 6962 (section 2.1): hashes, compact ranges, inclusion and consistency proofs.

Rules kept here:

1. A leaf is SHA-256(0x00 || entry), a node SHA-256(0x01 || left || right); the empty tree is SHA-256 of nothing.
2. A tree of n leaves splits at the largest power of two smaller than n.
3. A compact range is the list of roots of the perfect subtrees that cover leaves [0, n), largest first; it is all a
   writer has to keep, and its length is the number of one-bits in n.
4. A proof is verified from its own bytes alone; a proof that is too long or too short is refused, never padded.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

# Reads the root of a perfect subtree: level 0 is the leaves, `index` counts subtrees of 2**level leaves from the left.
ReadNode = Callable[[int, int], bytes]


class ProofRefused(ValueError):
    """The proof does not show what it claims to show."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf (RFC 6962, section 2.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node (RFC 6962, section 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class CompactRange:
    """The roots of the perfect subtrees over leaves [0, size): grows leaf by leaf, gives the root at any time."""

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        if size < 0 or len(hashes) != size.bit_count():
            raise ValueError(f"a compact range of {size} leaves has {size.bit_count()} hashes, not {len(hashes)}")
        self.size = size
        self.hashes = list(hashes)

    def append(self, leaf: bytes) -> Iterator[tuple[int, int, bytes]]:
        """Add the hash of one leaf; yield every node that is now complete as (level, index, hash), leaf first."""
        yield 0, self.size, leaf
        node, level, index = leaf, 0, self.size
        while index & 1:
            node = node_hash(self.hashes.pop(), node)
            level, index = level + 1, index >> 1
            yield level, index, node
        self.hashes.append(node)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add many leaf hashes, without looking at the nodes that become complete."""
        for leaf in leaves:
            for _ in self.append(leaf):
                pass

    def root(self) -> bytes:
        """Return the root of the tree over all leaves so far."""
        if not self.hashes:
            return EMPTY_ROOT
        node = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            node = node_hash(left, node)
        return node


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    tree = CompactRange()
    tree.extend(leaves)
    return tree.root()


def range_hashes(start: int, end: int, read: ReadNode) -> Iterator[bytes]:
    """Yield the roots of the largest perfect subtrees that cover leaves [start, end), left to right."""
    while start < end:
        # The largest subtree that begins here: limited by the alignment of start and by what is left.
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        yield read(level, start >> level)
        start += 1 << level


def subtree_root(start: int, end: int, read: ReadNode) -> bytes:
    """Return the root over leaves [start, end), a subtree of the tree in the sense of RFC 6962."""
    hashes = list(range_hashes(start, end, read))
    node = hashes.pop()
    while hashes:
        node = node_hash(hashes.pop(), node)
    return node


def inclusion_proof(index: int, size: int, read: ReadNode) -> list[bytes]:
    """Return the audit path of a leaf in the tree of that size (RFC 6962, section 2.1.1), nearest sibling first.

    Raises IndexError when the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise IndexError(f"no leaf {index} in a tree of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(subtree_root(middle, end, read))
            end = middle
        else:
            path.append(subtree_root(start, middle, read))
            start = middle
    path.reverse()
    return path


def verify_inclusion(leaf: bytes, index: int, size: int, root: bytes, path: Sequence[bytes]) -> None:
    """Check that the leaf hash stands at that index of the tree with that size and root (RFC 9162, section 2.1.3.2).

    Raises ProofRefused.
    """
    if not 0 <= index < size:
        raise ProofRefused(f"a tree of {size} leaves has no leaf {index}")
    node, position, last = leaf, index, size - 1
    for sibling in path:
        if last == 0:
            raise ProofRefused("the proof is too long")
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    if last:
        raise ProofRefused("the proof is too short")
    if node != root:
        raise ProofRefused("the proof leads to another root")


def consistency_proof(first: int, second: int, read: ReadNode) -> list[bytes]:
    """Return the proof that the tree of `first` leaves is the beginning of the one of `second` (RFC 6962, 2.1.2).

    Empty when either is trivial (first is 0, or both are the same). Raises IndexError when first > second.
    """
    if not 0 <= first <= second:
        raise IndexError(f"a tree of {first} leaves cannot begin one of {second}")
    path: list[bytes] = []
    if first in (0, second):
        return path
    start, end, whole = 0, second, True
    while first - start != end - start:
        middle = start + _split(end - start)
        if first <= middle:
            path.append(subtree_root(middle, end, read))
            end = middle
        else:
            path.append(subtree_root(start, middle, read))
            start, whole = middle, False
    if not whole:
        path.append(subtree_root(start, end, read))
    path.reverse()
    return path


def verify_consistency(first: int, first_root: bytes, second: int, second_root: bytes, path: Sequence[bytes]) -> None:
    """Check that the first tree is the beginning of the second (RFC 9162, section 2.1.4.2). Raises ProofRefused."""
    if _is_trivial(first, first_root, second, second_root, path):
        return
    hashes = list(path)
    if first & (first - 1) == 0:
        hashes.insert(0, first_root)
    if not hashes:
        raise ProofRefused("the proof is too short")
    position, last = first - 1, second - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise ProofRefused("the proof is too long")
        if position & 1 or position == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        position, last = position >> 1, last >> 1
    if last:
        raise ProofRefused("the proof is too short")
    if old != first_root:
        raise ProofRefused("the proof leads to another first root")
    if new != second_root:
        raise ProofRefused("the proof leads to another second root")


def _is_trivial(first: int, first_root: bytes, second: int, second_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether nothing has to be shown: a tree begins itself, and the empty tree begins every tree."""
    if not 0 <= first <= second:
        raise ProofRefused(f"a tree of {first} leaves cannot begin one of {second}")
    if first not in (0, second):
        return False
    if path:
        raise ProofRefused("the proof is too long")
    if first == second and first_root != second_root:
        raise ProofRefused("two trees of one size have different roots")
    if first == 0 and first_root != EMPTY_ROOT:
        raise ProofRefused("the empty tree has another root")
    return True


def _split(size: int) -> int:
    """The largest power of two smaller than the size."""
    return 1 << ((size - 1).bit_length() - 1)
