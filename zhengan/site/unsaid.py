"""What no line of the log says: secrets that stand in an address."""

import logging
import re

# Whoever has the address of a calendar feed reads it; a feed that is not found may be there again tomorrow.
_SECRET = re.compile(r"(/calendar/feed/)[^/\s]+")


class Unsaid(logging.Filter):
    """Leaves the secret out of a line, whoever writes it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line pass, without what is secret in it."""
        said = record.getMessage()
        if _SECRET.search(said):
            record.msg, record.args = _SECRET.sub(r"\1…", said), ()
        return True
