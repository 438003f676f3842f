"""Everything a person reads exists in both tongues: every msgid in code and templates has its Chinese."""

import ast
import re
from pathlib import Path

import polib
import pytest
from django.utils import translation

from zhengan.kernel.register import registers

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "zhengan"
FILES = sorted(PACKAGE.rglob("locale/zh_Hant/LC_MESSAGES/*.po"))
CALLS = {"_", "_now", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
TAG = re.compile(r"""\{%\s*(?:translate|trans)\s+(?P<quote>["'])(?P<text>.+?)(?P=quote)""")
BLOCK = re.compile(
    r"\{%\s*blocktrans(?:late)?(?P<head>[^%]*)%\}(?P<body>.*?)"
    r"(?:\{%\s*plural\s*%\}(?P<plural>.*?))?\{%\s*endblocktrans(?:late)?\s*%\}",
    re.DOTALL,
)
VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
CHINESE = re.compile(r"[㐀-鿿]")
# The same in both tongues, or a name that is written so in Taiwan.
SAME = {"DDoS", "IT", "App", "API", "URL", "CSV", "Excel", "JSON", "iCal", "PDF"}
SAME |= {"Android", "iOS", "App Store", "Google Play", "OWASP Top 10", "OWASP Mobile Top 10"}


def known() -> set[str]:
    return {entry.msgid for file in FILES for entry in polib.pofile(str(file))}


def in_code():
    for file in sorted(PACKAGE.rglob("*.py")):
        if "migrations" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name not in CALLS:
                continue
            which = 1 if name.startswith("pgettext") else 0
            argument = node.args[which] if len(node.args) > which else None
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield f"{file.relative_to(ROOT)}:{node.lineno}", argument.value


def in_templates():
    for file in sorted(PACKAGE.rglob("*.html")):
        text = file.read_text(encoding="utf-8")
        for match in TAG.finditer(text):
            yield f"{file.relative_to(ROOT)}", match["text"]
        for match in BLOCK.finditer(text):
            body = VARIABLE.sub(r"%(\1)s", match["body"])
            if "trimmed" in match["head"]:
                body = " ".join(line.strip() for line in body.strip().splitlines())
            yield f"{file.relative_to(ROOT)}", body.replace("%%", "%")


def test_every_text_in_code_has_its_chinese():
    missing = sorted({f"{where}: {text}" for where, text in in_code() if text not in known_once() and text not in SAME})
    assert not missing, "\n".join(missing)


def test_every_text_in_templates_has_its_chinese():
    missing = sorted(
        {f"{where}: {text}" for where, text in in_templates() if text not in known_once() and text not in SAME}
    )
    assert not missing, "\n".join(missing)


_known: set[str] = set()


def known_once() -> set[str]:
    if not _known:
        _known.update(known())
    return _known


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(PACKAGE).parts[-5] if file else "")
def test_a_catalogue_is_complete(file):
    for entry in polib.pofile(str(file)):
        assert not entry.fuzzy, entry.msgid
        translated = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        assert all(translated), entry.msgid
        wanted = set(re.findall(r"%\((\w+)\)", entry.msgid))
        for text in translated:
            assert set(re.findall(r"%\((\w+)\)", text)) <= wanted | set(
                re.findall(r"%\((\w+)\)", entry.msgid_plural or "")
            ), entry.msgid


def test_one_text_has_one_translation():
    seen: dict[tuple[str, str], dict[str, str]] = {}
    for file in FILES:
        for entry in polib.pofile(str(file)):
            if not entry.msgid_plural:
                seen.setdefault((entry.msgctxt or "", entry.msgid), {})[str(file.relative_to(PACKAGE))] = entry.msgstr
    different = {key: where for key, where in seen.items() if len(set(where.values())) > 1}
    assert not different, different


@pytest.mark.parametrize("register", registers(), ids=lambda register: register.code)
def test_a_register_speaks_both_tongues(register):
    texts = [register.title, register.one, register.purpose, *(heading for heading, _names in register.sections)]
    fields = [*register.fields, *(field for name in register.lines for field in register.line_fields(name))]
    texts += [field.verbose_name for field in fields] + [field.help_text for field in fields]
    texts += [label for field in fields for value, label in field.flatchoices if value != ""]
    texts += [register.flow.label(state) for state in register.flow.states]
    texts += [move.verb for move in register.flow.moves]
    for text in texts:
        with translation.override("en"):
            english = str(text)
        with translation.override("zh-hant"):
            chinese = str(text)
        assert not english or english in SAME or CHINESE.search(chinese), f"no Chinese for {english!r}"
        assert not CHINESE.search(english), f"no English for {english!r}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parents[3].name)
def test_chinese_cites_the_policy_as_the_policy_does(file):
    """（六（二）2.(2)）, never （6.2.2.2）: a reader has the policy's own numbering before him."""
    bare = re.compile(r"（\d{1,2}(\.\d{1,2}){1,3}）")
    assert not [entry.msgstr for entry in polib.pofile(str(file)) if bare.search(entry.msgstr)]
