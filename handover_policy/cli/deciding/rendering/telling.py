"""Events into a folding: files as they are given, or the sample told under the policy at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handover_policy.cli.deciding.rendering.folding import Folding
    from handover_policy.policy.policy_set import PolicySet

SAMPLING = "handover_policy.render.sampling"
HALFWAY = 0.75
"""A list of tasks is of use while there is something left to do."""


def fold_sample(
    folding: Folding, policy: PolicySet, *, story: str = "complete", until: float = 1, role: str = ""
) -> str:
    """Tell one of the sample's stories, of a leaver in a role; return the id of its case."""
    from handover_policy.render.sampling.cast import SAMPLE, Cast
    from handover_policy.render.sampling.story import tell
    from handover_policy.sources.page_texts import page_texts

    cast = Cast(policy, page_texts(SAMPLING, (SAMPLE,))[SAMPLE], role=role)
    tell(cast, folding.decide, story=story, until=until)
    return f"{cast.leaver}/1"
