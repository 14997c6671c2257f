"""fix_policy: what lint mends by itself, shown first and then written, each file whole or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from handover_policy.cli.terminal import say

WORDS = {
    "zh": {
        "mended": "已改正 {subject}（{code}）",
        "nothing": "没有可以自动改正的；其余需要人来判断",
        "unreadable": "无法读取 {path}：{why}；没有改动",
        "unwritable": "无法写入 {path}：{why}；这个文件没有改动",
    },
    "en": {
        "mended": "mended {subject} ({code})",
        "nothing": "nothing to mend; what is left needs a person",
        "unreadable": "cannot read {path}: {why}; nothing was changed",
        "unwritable": "cannot write {path}: {why}; nothing of it was changed",
    },
}


def fix_policy(place: Path, today: date, language: str) -> bool:
    """Mend a policy set and say what was changed; return whether everything could be read and written."""
    from handover_policy.app.lint import mend_policy
    from handover_policy.findings.reporting.cells import escaped
    from handover_policy.sources.policy_repair import write_repair

    words = WORDS[language]
    try:
        mended, repairs = mend_policy(place, today)
    except OSError as error:
        say(words["unreadable"].format(path=place, why=error.strerror or error), err=True)
        return False
    for repair in repairs:
        say(*repair.difference.split("\n"), err=True)
    unwritten = set()
    for repair in repairs:
        try:
            write_repair(repair)
        except OSError as error:
            unwritten.add(repair.path.relative_to(place).as_posix())
            say(words["unwritable"].format(path=escaped(str(repair.path)), why=error.strerror or error), err=True)
    for mend in mended.done:
        if not any(edit.at.file in unwritten for edit in mend.edits):
            say(words["mended"].format(code=mend.code, subject=mend.subject), err=True)
    if not mended.done:
        say(words["nothing"], err=True)
    return not unwritten
