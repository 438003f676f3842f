"""Compiles the translations: every .po under zhengan/ that is newer than its .mo (`python -m zhengan.site.messages`).

Only polib is needed, so that setting up asks for no gettext tools. The .mo files are not kept in the repository.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parent.parent


def stale(*, root: Path = PACKAGE) -> Iterator[Path]:
    """The .po files below `root` whose .mo is missing or older."""
    for source in sorted(root.glob("**/locale/*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns:
            yield source


def compile_messages(*, root: Path = PACKAGE) -> list[Path]:
    """Compile what is stale below `root`, and give back the .po files that were compiled.

    A .mo is put in place whole, so a server that reads while this runs never sees half a file. A .po that is not
    well formed raises OSError with its name and line.
    """
    done = []
    for source in stale(root=root):
        compiled = source.with_suffix(".mo")
        fresh = compiled.with_suffix(".mo.new")
        polib.pofile(str(source), encoding="utf-8", check_for_duplicates=True).save_as_mofile(str(fresh))
        fresh.replace(compiled)
        done.append(source)
    return done


def main() -> None:
    """Compile, and say how many catalogues that were; a broken one ends it with its name and line."""
    try:
        done = compile_messages()
    except (OSError, ValueError) as error:
        sys.exit(f"A translation cannot be compiled: {error}")
    if done:
        print(f"Compiled {len(done)} translation catalogue{'s' if len(done) > 1 else ''}")  # noqa: T201


if __name__ == "__main__":
    main()
