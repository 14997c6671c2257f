"""volume: how many of something a test tries, few in `make test` and many in `make long` (HANDOVER_VOLUME=large)."""

import os

LARGE = os.environ.get("HANDOVER_VOLUME") == "large"


def volume(few: int, many: int) -> int:
    """Return `few`, and `many` in `make long`; a test that calls it is marked `volume` so that both run it."""
    return many if LARGE else few
