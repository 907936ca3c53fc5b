"""Log lines: one line each, as JSON, without secrets and without anything a name could break."""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

from django.http import HttpRequest

# The number of the request that is being answered: on every line, on the answer, and on the page that says sorry.
request_id: ContextVar[str] = ContextVar("request_id", default="")

# Codes, cookies and keys have names; whatever follows such a name is left out.
_COOKIES = re.compile(r"(?i)\b((?:set-)?cookies?[\"']?\s*[=:]\s*)[^\r\n]+")
_SECRET = re.compile(
    r"(?i)((?<![a-z_])(?:code|csrf\w*|sessionid|hub-session|hub-csrf|password|passwd|secret\w*|\w*token|api[_-]?key|authorization)"
    r"[\"']?\s*[=:]\s*[\"']?)(?:(?:bearer|basic|digest|token)\s+)?[^\s\"',;&]+"
)
# Besides what JSON escapes: other characters that end a line or turn its direction round.
_BREAKING = re.compile("[\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def without_secrets(text: str) -> str:
    """`text` with the values of secret-looking names left out."""
    return _SECRET.sub(r"\1…", _COOKIES.sub(r"\1…", text))


class WithoutSecrets(logging.Filter):
    """Takes secrets and private addresses out of a message before anything writes it."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if request := getattr(record, "request", None):
            # Slugs are titles: the log names the view, never the address of what may be private.
            message = message.replace(getattr(request, "path", None) or "\0", route(request))
        record.msg, record.args = without_secrets(message), ()
        return True


class OneLine(logging.Formatter):
    """A JSON object a line; newlines in names and addresses are escaped, so no line can be forged."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": record.getMessage(),
        }
        for name in ("status_code", "ms"):
            if hasattr(record, name):
                line[name] = getattr(record, name)
        if number := request_id.get():
            line["request_id"] = number
        if record.exc_info:
            line["trace"] = without_secrets(self.formatException(record.exc_info))
        text = json.dumps(line, ensure_ascii=False)
        return _BREAKING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def route(request: HttpRequest) -> str:
    """The name of the view that answers `request`, as in "wiki:page"."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name if match else "") or "an address without a name"
