"""Every act that the code can enter has words, and is entered when a person does it over a real face.

The list of codes is read from the code (`entered`); for each there is one thing that somebody does with a browser, over
the API or on the command line, and the entry must say who it was, over which face, from where, when, by which request,
and on which record. What writes without an entry is argued in docs/decisions/0013.
"""

import json
import re
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.utils import translation

from tests import make
from tests.cast import Cast
from tests.conftest import NOW
from tests.faces.api.provider import Caller, connected
from tests.house import entered
from tests.ledger.around import around
from zhengan.checks import waivers
from zhengan.faces.cli.acting import nobody_named
from zhengan.faces.cli.main import run
from zhengan.faces.web.entries import url_of
from zhengan.faces.web.trail import ACT_WORDS
from zhengan.faces.web.views import ledger as page
from zhengan.identity import factors as keys_of_people
from zhengan.identity import offices
from zhengan.identity.keeping import Factor
from zhengan.identity.models import User
from zhengan.identity.tokens import Token, fresh
from zhengan.kernel import guard, sweeps
from zhengan.kernel.accounts import directory
from zhengan.kernel.acts import disposing
from zhengan.ledger import keys, sequencer
from zhengan.ledger.models import Entry, Head

CODES = entered.codes()
HERE = "127.0.0.1"
PASSWORD = "Kx7!violet-harbour-92"


@dataclass(frozen=True)
class Done:
    """What the entry must say: whose act it was ("" is the software; a program by its name), by which face, on what."""

    who: str = ""
    via: str = "web"
    no: str = ""


@dataclass
class Stage:
    """Where the act is done."""

    cast: Cast
    folder: Path

    def browser(self, name: str) -> Client:
        return self.cast.client(name)

    def command(self, *words: Any) -> None:
        assert run([str(word) for word in words]) in (0, 1), words

    def file(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def login(self, name: str) -> str:
        return self.cast.user(name).username


ACTS: dict[str, Callable[[Stage], Done]] = {}


def act(code: str) -> Callable[[Callable[[Stage], Done]], Callable[[Stage], Done]]:
    """Declare how somebody does it."""

    def declare(do: Callable[[Stage], Done]) -> Callable[[Stage], Done]:
        ACTS[code] = do
        return do

    return declare


def api(client: Client, method: str, url: str, **body: Any) -> Any:
    answer = client.generic(method, f"/api/{url}", json.dumps(body), content_type="application/json")
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


# -- records ---------------------------------------------------------------------------------------------------------


@act("create")
def _create(stage: Stage) -> Done:
    values = {"code": "B9", "name": "分公司", "kind": "branch"}
    return Done("hr", "api", api(stage.browser("hr"), "POST", "organization/unit/", values=values)["no"])


@act("change")
def _change(stage: Stage) -> Done:
    unit = stage.cast.units["it"]
    api(stage.browser("hr"), "PATCH", f"organization/unit/{unit.no}/", version=unit.version, values={"name": "資訊處"})
    return Done("hr", "api", unit.no)


@act("correct")
def _correct(stage: Stage) -> Done:
    log = make.operation_log(stage.cast)
    stage.command("operations", "operation-log", "change", log.no, "--as", stage.login("operator"),
                  "--set", "site=新莊", "--reason", "誤植")  # fmt: skip
    return Done("operator", "cli", log.no)


@act("move:")
def _move(stage: Stage) -> Done:
    change = make.change_request(stage.cast, make.info_system(stage.cast))
    stage.browser("developer").post(
        f"/development/change-request/{change.no}/move/submitted/", {"version": change.version}
    )
    return Done("developer", no=change.no)


@act("void")
def _void(stage: Stage) -> Done:
    asset = make.asset(stage.cast)
    stage.browser("system_admin").post(f"/assets/asset/{asset.no}/void/", {"reason": "重複"})
    return Done("system_admin", no=asset.no)


@act("attach")
def _attach(stage: Stage) -> Done:
    asset = make.asset(stage.cast)
    upload = SimpleUploadedFile("照片.txt", "內容".encode(), "text/plain")
    stage.browser("system_admin").post(f"/assets/asset/{asset.no}/evidence/", {"files": upload})
    return Done("system_admin", no=asset.no)


@act("comment")
def _comment(stage: Stage) -> Done:
    stage.browser("auditor").post("/policy/7.1.3.6/talk/", {"text": "請補件"})
    return Done("auditor", no="7.1.3.6")


@act("import_file")
def _import_file(stage: Stage) -> Done:
    file = stage.file("units.csv", "代號,名稱,類別\nB1,台中分公司,分公司\n")
    stage.command("organization", "unit", "import", file, "--as", stage.login("hr"), "--carry-out",
                  "--map", "代號=code", "--map", "名稱=name", "--map", "類別=kind")  # fmt: skip
    return Done("hr", "cli")


@act("import")
def _import(stage: Stage) -> Done:
    unit = stage.cast.units["it"]
    file = stage.file("units.csv", f"代號,名稱,類別\n{unit.code},資訊處,總公司\n")
    stage.command("organization", "unit", "import", file, "--as", stage.login("hr"), "--carry-out",
                  "--map", "代號=code", "--map", "名稱=name", "--map", "類別=kind")  # fmt: skip
    return Done("hr", "cli", unit.no)


@act("add:")
def _add(stage: Stage) -> Done:
    """The receipts of a notice are made by the software when somebody publishes it."""
    notice = make.notice(stage.cast, state="submitted", requires_receipt=True)
    stage.browser("ciso").post(f"/policy/notice/{notice.no}/move/published/", {"version": notice.version})
    return Done("", "system", notice.no)


@act("fill:")
def _fill(stage: Stage) -> Done:
    notice = make.notice(stage.cast, requires_receipt=True)
    stage.browser("employee").post(f"/policy/notice/{notice.no}/sign/")
    return Done("employee", no=notice.no)


# -- reading, taking out, refusal ------------------------------------------------------------------------------------


@act("read")
def _read(stage: Stage) -> Done:
    finding = make.finding(stage.cast)
    stage.browser("chief_auditor").post(f"/assurance/finding/{finding.no}/", {"reason": "查核"})
    return Done("chief_auditor", no=finding.no)


@act("print")
def _print(stage: Stage) -> Done:
    asset = make.asset(stage.cast)
    stage.browser("it_manager").get(f"/assets/asset/{asset.no}/print/")
    return Done("it_manager", no=asset.no)


@act("export")
def _export(stage: Stage) -> Done:
    assert stage.browser("hr").get("/organization/unit/export.csv").getvalue()
    return Done("hr")


@act("refused")
def _refused(stage: Stage) -> Done:
    assert stage.browser("employee").get("/settings/mail/").status_code == 403
    return Done("employee")


# -- signing in ------------------------------------------------------------------------------------------------------


def _try(stage: Stage, password: str, *, times: int = 1) -> Client:
    user = stage.cast.user("auditor")
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    for _ in range(times):
        client.post("/sign-in/", {"username": user.username, "password": password})
    return client


@act("sign_in")
def _sign_in(stage: Stage) -> Done:
    _try(stage, PASSWORD)
    return Done("auditor", no=stage.login("auditor"))


@act("sign_in_failed")
def _sign_in_failed(stage: Stage) -> Done:
    _try(stage, "wrong")
    return Done("", no=stage.login("auditor"))


@act("sign_in_cut")
def _sign_in_cut(stage: Stage) -> Done:
    _try(stage, "wrong", times=12)
    return Done("", no=stage.login("auditor"))


@act("sign_out")
def _sign_out(stage: Stage) -> Done:
    _try(stage, PASSWORD).post("/sign-out/")
    return Done("auditor", no=stage.login("auditor"))


@act("password")
def _password(stage: Stage) -> Done:
    fresh = f"{PASSWORD}-new"
    client = _try(stage, PASSWORD)
    client.post("/settings/password/", {"current": PASSWORD, "new": fresh, "again": fresh})
    return Done("auditor", no=stage.login("auditor"))


@act("directory_offices")
def _directory_offices(stage: Stage) -> Done:
    """By the software: the directory has him in the group no more."""
    offices.grant(stage.cast.user("auditor"), "operator", from_on=NOW.date(), to_on=NOW.date(), source=directory.SOURCE)
    directory.follow(stage.cast.user("auditor"), dn=None)
    return Done("", "system", no=stage.login("auditor"))


def _with_password(stage: Stage, name: str = "auditor") -> User:
    """Somebody who chose a password before today."""
    user = stage.cast.user(name)
    user.set_password(PASSWORD)
    user.password_changed_at = NOW
    user.save()
    return user


def _with_app(stage: Stage, name: str = "auditor") -> Factor:
    factor = keys_of_people.begin_app(_with_password(stage, name))
    Factor.objects.filter(pk=factor.pk).update(confirmed=True, name="手機")
    return factor


def _code(factor: Factor) -> str:
    return keys_of_people.code_at(factor, int(NOW.timestamp()) // keys_of_people.STEP)


@act("proved")
def _proved(stage: Stage) -> Done:
    _with_password(stage)
    stage.browser("auditor").post("/prove/", {"password": PASSWORD})
    return Done("auditor", no=stage.login("auditor"))


@act("password_ask")
def _password_ask(stage: Stage) -> Done:
    _with_password(stage)
    Client().post("/sign-in/forgotten/", {"username": stage.login("auditor")})
    return Done("", no=stage.login("auditor"))


@act("password_issue")
def _password_issue(stage: Stage) -> Done:
    _with_password(stage)
    said = {"act": "issue", "method": "face", "remark": "查驗員工證"}
    stage.browser("system_admin").post(f"/accounts/{stage.login('auditor')}/", said)
    return Done("system_admin", no=stage.login("auditor"))


@act("password_refuse")
def _password_refuse(stage: Stage) -> Done:
    _password_ask(stage)
    stage.browser("system_admin").post(f"/accounts/{stage.login('auditor')}/", {"act": "refuse", "reason": "非本人"})
    return Done("system_admin", no=stage.login("auditor"))


@act("factor_add")
def _factor_add(stage: Stage) -> Done:
    client = stage.browser("auditor")
    client.get("/settings/second-factor/app/")
    factor = keys_of_people.waiting_app(stage.cast.user("auditor"))
    assert factor is not None
    client.post("/settings/second-factor/app/", {"code": _code(factor)})
    return Done("auditor", no=stage.login("auditor"))


@act("factor_remove")
def _factor_remove(stage: Stage) -> Done:
    factor = _with_app(stage)
    stage.browser("auditor").post(f"/settings/second-factor/{factor.pk}/remove/")
    return Done("auditor", no=stage.login("auditor"))


@act("factor_reset")
def _factor_reset(stage: Stage) -> Done:
    _with_app(stage)
    said = {"act": "factors", "reason": "當面查驗員工證"}
    stage.browser("system_admin").post(f"/accounts/{stage.login('auditor')}/", said)
    return Done("system_admin", no=stage.login("auditor"))


@act("codes_made")
def _codes_made(stage: Stage) -> Done:
    _with_app(stage)
    stage.browser("auditor").post("/settings/second-factor/codes/")
    return Done("auditor", no=stage.login("auditor"))


@act("code_used")
def _code_used(stage: Stage) -> Done:
    _with_app(stage)
    code = keys_of_people.new_codes(stage.cast.user("auditor"))[0]
    client = Client()
    client.post("/sign-in/", {"username": stage.login("auditor"), "password": PASSWORD})
    client.post("/sign-in/second/", {"code": code})
    return Done("auditor", no=stage.login("auditor"))


@act("session_end")
def _session_end(stage: Stage) -> Done:
    stage.browser("auditor")
    stage.browser("auditor").post("/settings/sessions/", {"act": "others"})
    return Done("auditor", no=stage.login("auditor"))


@act("token_made")
def _token_made(stage: Stage) -> Done:
    said = {"name": "倉儲", "registers": ["organization.unit"], "acts": ["read"], "until": f"{NOW:%Y-%m-%d}"}
    assert stage.browser("hr").post("/settings/tokens/", said).status_code == 200
    return Done("hr", no=stage.login("hr"))


@act("token_revoked")
def _token_revoked(stage: Stage) -> Done:
    _token_made(stage)
    stage.browser("hr").post(f"/settings/tokens/{Token.objects.get().pk}/revoke/")
    return Done("hr", no=stage.login("hr"))


@act("token_refused")
def _token_refused(stage: Stage) -> Done:
    _token_revoked(stage)
    secret, digest, _hint = fresh()
    Token.objects.update(digest=digest)
    assert Client().get("/api/", headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    return Done(via="token", no=stage.login("hr"))


@act("service_made")
def _service_made(stage: Stage) -> Done:
    stage.command("service", "add", "svc-export", "--name", "帳號匯出", "--owner", stage.login("operator"), "--office",
                  "operator", "--until", f"{NOW:%Y-%m-%d}", "--as", stage.login("system_admin"))  # fmt: skip
    return Done("system_admin", "cli", "svc-export")


@act("service_end")
def _service_end(stage: Stage) -> Done:
    _service_made(stage)
    stage.command("service", "end", "svc-export", "--as", stage.login("system_admin"))
    return Done("system_admin", "cli", "svc-export")


def _provider(stage: Stage) -> Caller:
    with override_settings():
        return connected(stage.cast, stage.folder, settings)


@act("scim_person")
def _scim_person(stage: Stage) -> Done:
    person = stage.cast.people["auditor"]
    said = {"userName": person.staff_no, "externalId": "0a21f0f2"}
    assert _provider(stage)("PUT", f"Users/{person.no}", said).status_code == 200
    return Done("Entra ID", "scim", no=person.no)


@act("scim_group")
def _scim_group(stage: Stage) -> Done:
    _provider(stage).group("zhengan-operators", stage.cast.people["auditor"].no)
    return Done("Entra ID", "scim")


@act("scim_offices")
def _scim_offices(stage: Stage) -> Done:
    """By the software: the firm has declared no such group."""
    offices.grant(stage.cast.user("auditor"), "operator", from_on=NOW.date(), to_on=NOW.date(), source=directory.SCIM)
    sweeps.run_due(only="directory")
    return Done("", "system", no=stage.login("auditor"))


# -- rules -----------------------------------------------------------------------------------------------------------


@act("waiver_ask")
def _waiver_ask(stage: Stage) -> Done:
    said = {"act": "ask", "reason": "未經營此業務", "until": "2027-03-31"}
    stage.browser("security_officer").post("/policy/7.1.3.6/waive/", said)
    return Done("security_officer", no="7.1.3.6")


def _asked(stage: Stage) -> None:
    until = NOW.date().replace(year=2027, month=3, day=31)
    waivers.ask("7.1.3.6", reason="未經營此業務", valid_until=until, by=stage.cast.actor("security_officer"))


@act("waiver_approve")
def _waiver_approve(stage: Stage) -> Done:
    _asked(stage)
    stage.browser("ciso").post("/policy/7.1.3.6/waive/", {"act": "approve"})
    return Done("ciso", no="7.1.3.6")


@act("waiver_end")
def _waiver_end(stage: Stage) -> Done:
    _asked(stage)
    stage.browser("compliance").post("/policy/7.1.3.6/waive/", {"act": "end", "reason": "已開始經營"})
    return Done("compliance", no="7.1.3.6")


@act("calendar_import")
def _calendar_import(stage: Stage) -> Done:
    file = stage.file("2026.csv", "date,note\n2026-01-01,開國紀念日\n")
    stage.command("calendar", "import", file, "--as", stage.login("security_officer"))
    return Done("security_officer", "cli")


@act("feed_made")
def _feed_made(stage: Stage) -> Done:
    stage.browser("employee").post("/settings/feed/", {"act": "make"})
    return Done("employee")


@act("feed_revoked")
def _feed_revoked(stage: Stage) -> Done:
    client = stage.browser("employee")
    for one in ("make", "revoke"):
        client.post("/settings/feed/", {"act": one})
    return Done("employee")


# -- keeping and disposing: acts without a face as yet, so they are done as one would do them ------------------------


def _past(stage: Stage) -> Any:
    """A record past its term."""
    asset = make.asset(stage.cast)
    with guard.writing():
        type(asset).objects.filter(pk=asset.pk).update(retain_until=NOW.date().replace(year=2020))
    asset.refresh_from_db()
    return asset


def _dispose_asked(stage: Stage) -> Any:
    return disposing.ask_disposal([_past(stage)], by=_at_the_web(stage, "system_admin"), reason="逾保存年限")


def _at_the_web(stage: Stage, name: str) -> Any:
    return replace(stage.cast.actor(name), address=HERE)


@act("dispose_ask")
def _dispose_ask(stage: Stage) -> Done:
    _dispose_asked(stage)
    return Done("system_admin")


@act("dispose_refuse")
def _dispose_refuse(stage: Stage) -> Done:
    disposing.refuse_disposal(_dispose_asked(stage), by=_at_the_web(stage, "compliance"), reason="仍有爭訟")
    return Done("compliance")


@act("dispose")
def _dispose(stage: Stage) -> Done:
    disposing.approve_disposal(_dispose_asked(stage), by=_at_the_web(stage, "compliance"))
    return Done("compliance")


@act("hold")
def _hold(stage: Stage) -> Done:
    asset = make.asset(stage.cast)
    disposing.hold(asset.register, by=_at_the_web(stage, "compliance"), reason="爭訟", record_no=asset.no)
    return Done("compliance", no=asset.no)


@act("hold_lift")
def _hold_lift(stage: Stage) -> Done:
    asset = make.asset(stage.cast)
    by = _at_the_web(stage, "compliance")
    held = disposing.hold(asset.register, by=by, reason="爭訟", record_no=asset.no)
    disposing.lift(held, by=by, reason="爭訟終結")
    return Done("compliance", no=asset.no)


# -- the log itself --------------------------------------------------------------------------------------------------


@act("key_make")
def _key_make(stage: Stage) -> Done:
    stage.command("ledger", "key", "make", "--kind", "mldsa44")
    return Done("", "cli")


@act("key_rotate")
def _key_rotate(stage: Stage) -> Done:
    keys.signers()
    stage.command("ledger", "key", "rotate", "--reason", "每年更換")
    return Done("", "cli")


@act("key_replace")
def _key_replace(stage: Stage) -> Done:
    keys.signers()
    stage.command("ledger", "key", "replace-lost", "--reason", "遺失")
    return Done("", "cli")


@act("key_reopen")
def _key_reopen(stage: Stage) -> Done:
    sequencer.step()
    stage.command("ledger", "reopen", "--reason", "還原備份後續行")
    return Done("", "cli")


@act("ledger_trouble")
def _ledger_trouble(stage: Stage) -> Done:
    sequencer.step()
    Head.objects.update(trouble="the key is gone")
    sweeps.run_due(only="ledger_trouble")
    return Done("", "system")


@act("verify")
def _verify(stage: Stage) -> Done:
    stage.command("ledger", "verify")
    return Done("", "cli")


@act("integrity_alarm")
def _integrity_alarm(stage: Stage) -> Done:
    make.asset(stage.cast)
    sequencer.step()
    with around() as cursor:
        cursor.execute("UPDATE ledger_entry SET actor_name = 'X' WHERE act = 'create'")
    stage.command("ledger", "verify")
    return Done("", "system")


# -- the tests -------------------------------------------------------------------------------------------------------

APART = {"found", "backup", "restore"}


def _kind(code: str) -> str:
    """The code, or what it begins with, as the table and the words have it."""
    begun = (one for one in CODES if one.endswith((":", "_")) and code.startswith(one))
    return code if code in CODES else next(begun, code)


@pytest.fixture
def stage(cast: Cast, judged: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("LANG", "zh_TW.UTF-8")
    language = translation.get_language()
    yield Stage(cast, tmp_path)
    translation.activate(language or "zh-hant")


@pytest.mark.parametrize("code", sorted(ACTS))
def test_it_is_entered_with_who_where_when_and_on_what(stage: Stage, code: str):
    before = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    done = ACTS[code](stage)
    fresh = list(Entry.objects.filter(pk__gt=before).order_by("-pk").select_related("payload"))
    found = [one for one in fresh if one.act == code or (code.endswith(":") and one.act.startswith(code))]
    assert found, [one.act for one in fresh]
    entry = found[0]
    assert entry.actor_name == (stage.cast.user(done.who).name if done.who in stage.cast.names else done.who or "系統")
    assert entry.via == done.via
    assert (
        entry.address
        == {"web": HERE, "api": HERE, "token": HERE, "scim": HERE, "cli": nobody_named().address, "system": ""}[
            done.via
        ]
    )
    assert uuid.UUID(entry.request_id)
    assert entry.at == NOW
    assert not done.no or entry.record_no == done.no
    assert entry.payload.body is not None
    assert stage.browser("ciso").get(url_of(entry.pk)).status_code == 200


def program(home: Path, *words: str) -> None:
    """Run the program in an installation of its own."""
    env = {"ZHENGAN_HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    subprocess.run([Path(sys.executable).with_name("zhengan"), *words], env=env, check=True, timeout=120,
                   capture_output=True)  # fmt: skip


def test_founding_backup_and_restore_are_entered(db: None, tmp_path: Path):
    """By programs of their own, in folders of their own: they need empty ones."""
    first, second = tmp_path / "first", tmp_path / "second"
    program(first, "init", "--admin")
    program(first, "backup", str(tmp_path / "copy.tar"))
    program(second, "restore", str(tmp_path / "copy.tar"), "--verify")
    with closing(sqlite3.connect(second / "zhengan.sqlite3")) as database:
        rows = database.execute(
            "SELECT act, actor_name, via, address, length(request_id), at FROM ledger_entry WHERE act IN (?, ?, ?)",
            sorted(APART),
        ).fetchall()
    assert {row[0] for row in rows} == APART
    assert {row[1:5] for row in rows} == {("系統", "cli", nobody_named().address, 36)}
    assert all(row[5] for row in rows)


def test_every_act_that_the_code_enters_is_done_here():
    done = {_kind(code) for code in {*ACTS, *APART}}
    assert done == set(CODES), {code: CODES.get(code, "only here") for code in done ^ set(CODES)}


def test_every_act_has_words_in_both_tongues():
    for code in {*ACTS, *APART}:
        name = code.rstrip(":")
        with translation.override("en"):
            english = ACT_WORDS[name]()
        with translation.override("zh-hant"):
            chinese = ACT_WORDS[name]()
        assert re.search("[㐀-鿿]", chinese), code
        assert english.isascii()
        assert english, code


def test_words_and_filters_are_of_acts_that_there_are():
    known = {code.rstrip(":") for code in {*ACTS, *APART}}
    assert set(ACT_WORDS) == known
    assert {
        code
        for codes in (page.RECORDS, page.LEAVING, page.SIGNING, page.ACCOUNTS, page.RULES, page.KEEPING, page.LOG)
        for code in codes
    } == known
