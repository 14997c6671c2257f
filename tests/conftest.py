"""Hypothesis profiles: `normal`, and `nightly` by HANDOVER_HYPOTHESIS=nightly."""

import os

from hypothesis import settings

settings.register_profile("normal", deadline=None, derandomize="CI" in os.environ)
settings.register_profile("nightly", deadline=None, max_examples=100_000)
settings.load_profile(os.environ.get("HANDOVER_HYPOTHESIS", "normal"))
