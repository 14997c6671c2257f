"""log_lines: what the service tells of itself, a line of JSON each, on a stream of its owner's."""

from __future__ import annotations

import logging
import traceback
from typing import TextIO

import structlog
import structlog.tracebacks

_TRACEBACKS = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
"""Where something failed, without the values at hand there: keys and what was told are among them."""


REQUESTS = ("httpx", "httpcore")
"""Libraries that tell whole addresses of requests as they go, secrets in them too."""


def places_of(error: BaseException | None) -> list[str]:
    """Return where an error came about, each error before it included, by kind and place: messages quote values."""
    found: list[str] = []
    while error is not None:
        found.append(type(error).__name__)
        found += [f"{each.filename}:{each.lineno} {each.name}" for each in traceback.extract_tb(error.__traceback__)]
        error = error.__cause__ or error.__context__
    return found


class _Told(logging.Handler):
    """Writes what libraries tell as lines like all others."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, as long as somebody said where to."""
        if structlog.is_configured():
            log = structlog.get_logger()
            log.log(record.levelno, "library", library=record.name, said=record.getMessage(), exc_info=record.exc_info)


def log_lines(stream: TextIO, *, least: int = logging.INFO) -> None:
    """Write what is logged to a stream, a line of JSON each, with the name of the request it belongs to.

    Args:
        stream: takes the lines.
        least: the level from which they are written.

    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.ExceptionRenderer(_TRACEBACKS),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [*(each for each in root.handlers if not isinstance(each, _Told)), _Told(least)]
    for name in REQUESTS:
        logging.getLogger(name).setLevel(logging.WARNING)
