"""log_lines: what the service tells of itself, a line of JSON each, on a stream of its owner's."""

from __future__ import annotations

import logging
from typing import TextIO

import structlog


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
            structlog.processors.dict_tracebacks,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
