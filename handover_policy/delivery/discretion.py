"""Discretion: addresses are shortened before httpx writes them to the log, for keys and tokens stand in them."""

from __future__ import annotations

import logging

import httpx


class _Shortened(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_told(each) if isinstance(each, httpx.URL) else each for each in record.args)
        return True


def _told(address: httpx.URL) -> str:
    return f"{address.scheme}://{address.netloc.decode('ascii', 'replace').rpartition('@')[2]}/…"


_SHORTENED = _Shortened()


def keep_addresses_out_of_logs() -> None:
    """Shorten each address that httpx logs from now on to its host; headers of answers, below it, are not logged."""
    logging.getLogger("httpx").addFilter(_SHORTENED)
    logging.getLogger("httpcore").setLevel(logging.INFO)
