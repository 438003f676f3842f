"""The server's edge: where one request ends and the next begins is never a matter of opinion."""

import pytest
from gunicorn.config import Config
from gunicorn.http import RequestParser
from gunicorn.http.errors import ParseException

HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\n"


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"Content-Length: +3\r\n\r\nabc",
        b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    ],
)
def test_a_request_that_could_be_read_in_two_ways_is_refused(rest: bytes) -> None:
    assert next(RequestParser(Config(), iter([HEAD + b"Content-Length: 3\r\n\r\nabc"]), ("127.0.0.1", 1)))
    with pytest.raises(ParseException):
        next(RequestParser(Config(), iter([HEAD + rest]), ("127.0.0.1", 1)))
