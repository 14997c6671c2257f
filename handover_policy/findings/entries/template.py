"""What the catalogue says of the files of notifications/: shapes, names, and what a text may not do."""

from __future__ import annotations

from handover_policy.findings.entries.entry import Entry, entries

TEMPLATES: tuple[Entry, ...] = (
    *entries(
        "消息模板在制度发布前一次检查完；带错的模板到发送时才失败，员工就收不到提醒。",
        "Messages are checked whole before a policy is used; a faulty one would fail when it should remind somebody.",
        (
            "template-unreadable",
            "{subject} 读不懂：{what}",
            "{subject} cannot be read: {what}",
            "改正这一行的 YAML；不能用锚点、标签和重复的键。",
            "Mend the YAML of this line; anchors, tags and a key twice are not allowed.",
        ),
        (
            "template-shape",
            "{subject} 应为 {what}",
            "{subject} should be {what}",
            "改为 {what}。",
            "Write {what}.",
        ),
        (
            "template-key-unknown",
            "不认识的键 {subject}{hint}",
            "unknown key {subject}{hint}",
            "改正或删除这个键。",
            "Mend the key, or leave it out.",
        ),
        ("template-key-missing", "缺少 {subject}", "{subject} is missing", "补上 {subject}。", "Add {subject}."),
        (
            "template-channel-unknown",
            "没有渠道 {subject}{hint}",
            "there is no channel {subject}{hint}",
            "可用：sms、wecom、dingtalk、feishu、email、webhook、portal。",
            "One of sms, wecom, dingtalk, feishu, email, webhook, portal.",
        ),
        (
            "template-file-missing",
            "缺少文件 {subject}",
            "the file {subject} is missing",
            "在 notifications/ 中加上它。",
            "Add it to notifications/.",
        ),
        (
            "template-file-unknown",
            "{subject} 不是消息文件",
            "{subject} is no file of a message",
            "名称应为 <消息>/notification.yaml、<消息>/<语言>/message.yaml 或 _layouts/、_locales/ 中的文件。",
            "Name it <id>/notification.yaml or <id>/<locale>/message.yaml, or keep it in _layouts/ or _locales/.",
        ),
        (
            "template-sms-placeholder",
            "短信模板与 params 不一致：{subject}",
            "the text message and its params differ: {subject}",
            "text 中的每个 ${{名称}} 都要有同名的 param，反之亦然。",
            "Give every ${{name}} of text a param of that name, and the other way round.",
        ),
        (
            "template-fails",
            "{subject} 写不出来：{what}",
            "{subject} cannot be written: {what}",
            "核对变量与过滤器是否相配；可能没有值的（如 case.last_day）先用 {{% if … %}} 判断。",
            "See that variables and filters fit; guard what may be missing (case.last_day, say) by {{% if … %}}.",
        ),
        (
            "template-sms-too-long",
            "短信最长可达 {subject} 字，超过声明的 max_length {what}",
            "the text message may reach {subject} characters, more than its max_length of {what}",
            "缩短 text 或各取值的 max，使固定文字与各 max 之和不超过 max_length。",
            "Shorten text or the max of its params: fixed words and all max together must not exceed max_length.",
        ),
    ),
    *entries(
        "文档和邮件在收到的人那里打开：页面不得运行脚本、不得从别处加载内容、也不得把人带到模板选定之外的地址。",
        "People open documents and mails: a page runs nothing, loads nothing, and leads nowhere but where it says.",
        (
            "template-markup",
            "页面中不能用“{subject}”",
            "a page may not hold '{subject}'",
            "删去它：只用普通元素和属性；图片用 data:image/png;base64,… 嵌入，样式写在 style.css 中，不引用别处。",
            "Leave it out: plain elements and attributes only; embed images as data:image/png;base64,…, styles as CSS.",
        ),
    ),
    *entries(
        "模板只负责文字，只能使用声明过的变量，也不能写出没有尽头的内容；这样消息可以预先检查，发送时不会出错。",
        "Templates print and decide nothing: declared variables only, and nothing that grows without end.",
        (
            "template-variable-unknown",
            "没有变量 {subject}{hint}",
            "there is no variable {subject}{hint}",
            "改成已有的变量。",
            "Name one that exists.",
        ),
        (
            "template-variable-undeclared",
            "变量 {subject} 没有在 notification.yaml 的 variables 中声明",
            "the variable {subject} is not declared under variables in notification.yaml",
            "在 variables 中加上它。",
            "Add it to variables.",
        ),
        (
            "template-forbidden",
            "模板中不能用“{subject}”",
            "a template may not use '{subject}'",
            "只用变量、if、对给定列表的 for 和列出的过滤器。",
            "Use variables, if, for over a given list, and the listed filters.",
        ),
        (
            "template-syntax",
            "模板语法有误：{what}",
            "the template is not written well: {what}",
            "改正这一行的 Jinja。",
            "Mend the Jinja of this line.",
        ),
    ),
)
