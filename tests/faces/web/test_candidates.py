"""What a field may point to, for who types it: the page brings the first along, and asks for more."""

import re

import pytest

from tests import make
from tests.cast import Cast
from tests.grown import grown
from zhengan.faces.web.places import record_url, register_url
from zhengan.kernel import candidates, forms
from zhengan.kernel.register import register


def test_what_the_page_did_not_bring_along_is_asked_for_while_typing(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    """A firm has more assets than a page can list: typing asks for the rest, whoever may not fill in is refused."""
    monkeypatch.setattr(candidates, "OFFERED_AT_MOST", 45)
    one = register("assets.sanitization")
    assets = grown(register("assets.asset"), 50, maker=cast.user("president"))
    page = cast.client("system_admin").get(register_url(one, "new")).text
    address = re.search(r'data-more="([^"]*/candidates/assets/asset/)"', page)
    assert address is not None
    assert page.count('<option value="AST-') == 45
    last = max(assets, key=lambda asset: asset.no)
    found = cast.client("system_admin").get(address[1], {"q": last.name}).text
    assert f'<option value="{last.no} {last}">' in found
    assert cast.client("system_admin").get(address[1], {"q": "  "}).text.strip() == ""
    assert cast.client("contractor").get(address[1], {"q": last.name}).status_code == 403
    stranger = f"{register_url(one)}candidates/incidents/incident/"
    assert cast.client("system_admin").get(stranger, {"q": "x"}).status_code == 404


def test_the_form_shows_what_a_record_points_to(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    """Chosen in a drop-down, or typed with its number before its text: saving it unread changes nothing."""
    system = make.info_system(cast)
    editing = record_url(system.register, system.no, "edit")
    chosen = cast.client("it_manager").get(editing).text
    assert re.search(rf'<option value="{system.business_owner.no}"[^>]* selected', chosen)
    monkeypatch.setattr(forms, "SELECT_AT_MOST", 1)
    typed = cast.client("it_manager").get(editing).text
    assert f'value="{system.business_owner.no} {system.business_owner}"' in typed
