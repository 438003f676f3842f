"""An identity provider, connected."""

from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast
from tests.faces.api.provider import Caller, connected


@pytest.fixture
def scim(cast: Cast, tmp_path: Path, settings: Any) -> Caller:
    return connected(cast, tmp_path, settings)
