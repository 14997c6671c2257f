"""What the catalogue says of ids that were renamed: rings, ids that never were, old ones still in use."""

from __future__ import annotations

from handover_policy.findings.entries.entry import entries

RENAMING = entries(
    "改名记录让旧事件、旧案件里的编号继续有效：已办的工作不会作废。记录写错，旧编号就对不上任何规则。",
    "A renaming keeps the ids of earlier events and cases good, so no work is lost. A wrong one leads them nowhere.",
    (
        "moved-cycle",
        "改名记录绕回自己：{subject} → {new} → … → {subject}",
        "the renamings lead back to themselves: {subject} → {new} → … → {subject}",
        "删掉其中一条，最后一条的 to 写现在的编号。",
        "Delete one of them; the last `to` is the id of today.",
    ),
    (
        "moved-together",
        "{first} 和 {second} 改成了同一个编号 {subject}",
        "{first} and {second} are renamed to the same id {subject}",
        "改名是一换一：只保留真正改名的那一条；另一条规则是删除，不是改名。",
        "A renaming is one for one: keep the record of the rule that was renamed; the other rule was removed.",
    ),
    (
        "moved-from-nothing",
        "改名前的编号 {subject} 在之前的版本里没有出现过{hint}",
        "no earlier version has the id {subject} that is renamed{hint}",
        "改成之前版本里的编号，或删除这条改名记录。",
        "Write the id that the earlier version has, or delete the record.",
    ),
    (
        "moved-to-another-kind",
        "{subject} 原是 {was} 中的规则，改名后的 {new} 却在 {kind} 中",
        "{subject} was a rule of {was}, but its new name {new} is one of {kind}",
        "改名不能换种类：删除这条改名记录，或写同一种规则的编号。",
        "A renaming stays within a kind: delete the record, or name a rule of the same kind.",
    ),
    (
        "old-id",
        "编号 {subject} 已改名为 {new}",
        "the id {subject} is now called {new}",
        "改写为 {new}。",
        "Write {new}.",
    ),
)
