import pytest
from tests.conftest import NOW
def test_cast(cast, django_assert_max_num_queries):
    assert cast.actor("it_manager").holds("it_manager")
    assert cast.employee.user.username == "a203"
