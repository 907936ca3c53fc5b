"""Log lines: one line each, as JSON, without secrets and without anything a name could break."""

import json
import logging
import re
from datetime import UTC, datetime

# Codes, cookies and keys have names; whatever follows such a name is left out.
_SECRET = re.compile(
    r"(?i)((?:code|cookie|csrf\w*|sessionid|hub-session|password|secret\w*|token|authorization)[\"']?\s*[=:]\s*[\"']?)"
    r"[^\s\"',;&]+"
)


class WithoutSecrets(logging.Filter):
    """Takes values of secret-looking names out of a message before anything writes it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _SECRET.sub(r"\1…", record.getMessage()), ()
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
        for name in ("status_code", "request_id"):
            if hasattr(record, name):
                line[name] = getattr(record, name)
        if record.exc_info:
            line["trace"] = _SECRET.sub(r"\1…", self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
