"""What the catalogue says of diff: what has to come with a change of a policy set."""

from __future__ import annotations

from handover_policy.findings.entries.entry import entries

DIFF = (
    *entries(
        "决定按版本引用制度；同一版本号下内容不同，就说不清当时适用的是哪一份。",
        "Decisions quote the version of a policy; two contents under one version cannot be told apart afterwards.",
        (
            "version-not-raised",
            "制度有变更，但版本 {subject} 没有高于原版本 {old}",
            "the policy changed, but its version {subject} is not above the former {old}",
            "至少提高 {step} 一级的版本号。",
            "Raise the version, at least its {step} part.",
        ),
        (
            "version-raised-too-little",
            "版本从 {old} 提高到 {subject}，但这些变更需要提高 {step} 一级",
            "the version rose from {old} to {subject}, but these changes ask for a {step} step",
            "提高 {step} 一级的版本号：对员工不利或移除编号为 major，新增或有利为 minor，仅文字为 patch。",
            "Raise the {step} part: major for worse or removed, minor for added or better, patch for words.",
        ),
    ),
    *entries(
        "规章制度直接涉及劳动者切身利益的修改，须经讨论、协商并公示或告知，否则仲裁和法院可能不予采用（劳动合同法第四条）。",
        "Rules that touch employees' interests need consultation and publication, or they may not bind (LCL art. 4).",
        (
            "adoption-not-renewed",
            "有 {count} 项对员工不利的变更，但 {subject} 没有更新（原日期：{earlier}）",
            "{count} changes are worse for employees, but {subject} was not renewed (formerly: {earlier})",
            "办理民主程序与公示后，写明新的日期与证据。",
            "Consult and publish, then write the new day and the evidence.",
        ),
    ),
    *entries(
        "对员工不利的规定一般不应适用于公布之前的事。",
        "What is worse for employees should not, as a rule, reach back before it was published.",
        (
            "change-retroactive",
            "有 {count} 项对员工不利的变更自 {subject} 起算，早于今天（{today}）",
            "{count} changes for the worse count from {subject}, which lies before today ({today})",
            "把 effective.from 或该取值的日期改为公布之后的日期。",
            "Write an effective.from, or a date of the value, that lies after the publication.",
        ),
    ),
    *entries(
        "批准按指纹对应变更；内容一变，指纹就变，须重新批准。",
        "An approval fits a change by its fingerprint; where the content changes, somebody has to approve it anew.",
        (
            "approval-of-nothing",
            "批准 {subject} 没有对应的变更",
            "the approval {subject} fits no change",
            "删除这条批准，或改为 diff 给出的指纹。",
            "Delete the approval, or write the fingerprint that diff tells.",
        ),
    ),
)
