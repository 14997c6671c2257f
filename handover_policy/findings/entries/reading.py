"""What the catalogue says of files that cannot be read as they stand: encodings, typing slips, YAML."""

from __future__ import annotations

from handover_policy.findings.entries.entry import Entry, entries

_MEND = (
    "改为半角“{replacement}”；`handover validate --fix` 会自动改好。",
    "Write '{replacement}'; `handover validate --fix` does it.",
)


def _slip(code: str, zh: str, en: str) -> tuple[str, str, str, str, str]:
    return code, f"这里用了{zh}“{{subject}}”", f"a {en} '{{subject}}' stands here", *_MEND


READING: tuple[Entry, ...] = (
    *entries(
        "中文输入法打出的全角符号在 YAML 里没有语法作用，文件会被读成别的意思。正文、标题和引号里的全角符号不受影响。",
        "Full-width characters of Chinese keyboards mean nothing to YAML, so the file would be read as something else. "
        "In prose, titles and quotes they are welcome.",
        _slip("full-width-colon", "全角冒号", "full-width colon"),
        _slip("full-width-comma", "全角逗号", "full-width comma"),
        _slip("full-width-quote", "中文引号", "curly quote"),
        _slip("full-width-bracket", "全角括号", "full-width bracket"),
        _slip("full-width-digit", "全角数字", "full-width digit"),
        _slip("full-width-letter", "全角字符", "full-width character"),
        (
            "full-width-space",
            "这里用了全角空格（U+3000）",
            "a full-width space (U+3000) stands here",
            "改为半角空格；`handover validate --fix` 会自动改好。",
            "Write plain spaces; `handover validate --fix` does it.",
        ),
    ),
    *entries(
        "制度文件须是 UTF-8 文本，这样在任何机器上读出来都一样。",
        "Policy files are UTF-8 text, so that they read the same on every machine.",
        (
            "file-too-large",
            "文件有 {size} 字节，超过上限 {limit} 字节",
            "the file has {size} bytes; the limit is {limit}",
            "拆成几个文件。",
            "Split it into several files.",
        ),
        (
            "set-too-large",
            "制度的文件合计超过 {limit} 字节，从这个文件起没有再读",
            "the files of the set have more than {limit} bytes together; from this one on nothing was read",
            "移走不属于制度的文件，或拆成几套制度。",
            "Take away what is no part of the set, or make it several sets.",
        ),
        ("not-utf-8", "文件不是 UTF-8 编码", "the file is not UTF-8", "用编辑器另存为 UTF-8。", "Save it as UTF-8."),
        (
            "gb18030-file",
            "文件是 GB18030（GBK）编码，不是 UTF-8",
            "the file is GB18030 (GBK), not UTF-8",
            "另存为 UTF-8；`handover validate --fix` 会自动转换。",
            "Save it as UTF-8; `handover validate --fix` does it.",
        ),
        (
            "cut-off",
            "文件在一个字的中间断了，可能没有传完",
            "the file ends in the middle of a character; it may be cut off",
            "重新取得完整的文件。",
            "Get the whole file again.",
        ),
        (
            "byte-order-mark",
            "文件开头有字节顺序标记（BOM）",
            "the file starts with a byte order mark",
            "另存为“UTF-8 无 BOM”；`handover validate --fix` 会自动去掉。",
            "Save it as UTF-8 without BOM; `handover validate --fix` does it.",
        ),
        (
            "control-character",
            "有看不见的控制字符 {subject}",
            "an invisible control character {subject} stands here",
            "删除这个字符。",
            "Delete the character.",
        ),
        (
            "empty-file",
            "文件是空的",
            "the file is empty",
            "写入内容，或删除文件。",
            "Write something into it, or delete it.",
        ),
        (
            "more-findings",
            "这个文件的发现超过 {count} 项，其余未列出",
            "this file has more than {count} findings; the rest is left out",
            "先改好上面各项，再校验一次。",
            "Mend those above, then validate again.",
        ),
    ),
    *entries(
        "制度由评审者看得到的文件组成。指向别处的链接会读到这台机器上的其他文件，评审时看不见，内容还可能写进日志。",
        "A set is made of the files that reviewers see. A link to elsewhere would read other files of the machine that "
        "nobody reviewed, and show them in logs.",
        (
            "link-outside",
            "{subject} 是指向仓库之外的链接（没有 git 时，是制度文件夹之外），没有读取",
            "{subject} is a link out of the repository (without git: out of the policy folder) and was not read",
            "把文件本身放进制度文件夹，或用 extends 继承。",
            "Put the file itself into the policy folder, or inherit it by extends.",
        ),
        (
            "link-hidden",
            "{subject} 是指向隐藏文件或文件夹（名称以“.”开头）的链接，没有读取",
            "{subject} is a link to a hidden file or folder (its name begins with a dot) and was not read",
            "把文件放在不隐藏的文件夹里。",
            "Keep the file in a folder that is not hidden.",
        ),
        (
            "link-broken",
            "{subject} 是链接，但它指向的文件不存在，或链接绕成了圈",
            "{subject} is a link to nothing, or one that leads round in a circle",
            "改正链接，或删除它。",
            "Mend the link, or delete it.",
        ),
        (
            "read-twice",
            "{subject} 指向已经读过的 {first}，没有再读一次",
            "{subject} leads to {first}, which is read already, and was not read again",
            "删除这个链接。",
            "Delete the link.",
        ),
        (
            "not-a-file",
            "{subject} 不是普通文件（而是管道、套接字或设备），没有读取",
            "{subject} is no regular file (but a pipe, a socket or a device) and was not read",
            "换成普通文件，或删除它。",
            "Make it a regular file, or delete it.",
        ),
        (
            "extends-outside",
            "extends: {subject} 不在这个仓库可读的范围内（绝对路径、仓库之外或隐藏文件夹），没有读取",
            "extends: {subject} was not read: it is absolute, outside the repository, or in a hidden folder",
            "写 builtin:default，或仓库内的相对路径。",
            "Write builtin:default, or a relative path within the repository.",
        ),
    ),
    *entries(
        "制度用 YAML 1.2 的一个清楚的子集书写：没有别名、合并键和标签，键不重复，每个文件一个文档。"
        "这样每一条都只有一个意思，也只在一个地方。",
        "Policies are written in a plain part of YAML 1.2: no aliases, merge keys or tags, no key twice, one "
        "document a file. So every rule has one meaning and one place.",
        (
            "yaml-syntax",
            "YAML 语法错误：{reason}",
            "YAML cannot be read here: {reason}",
            "检查缩进、冒号后的空格、引号和括号是否成对。",
            "Check indentation, the space after colons, quotes and brackets.",
        ),
        (
            "tab-indentation",
            "缩进用了制表符（Tab）",
            "a tab is used for indentation",
            "改用空格缩进。",
            "Indent with spaces.",
        ),
        ("too-deep", "嵌套超过 {levels} 层", "nested more than {levels} levels deep", "减少嵌套。", "Nest less."),
        (
            "several-documents",
            "一个文件里有多个文档（---）",
            "the file holds several documents (---)",
            "每个文档放进自己的文件。",
            "Give each document a file of its own.",
        ),
        (
            "alias",
            "不支持别名 *{subject}",
            "aliases such as *{subject} are not read",
            "把内容写出来。",
            "Write the content out.",
        ),
        ("tag", "不支持标签 {subject}", "tags such as {subject} are not read", "去掉标签。", "Leave the tag out."),
        (
            "merge-key",
            "不支持合并键 <<",
            "the merge key << is not read",
            "把内容写出来，或用 extends 继承。",
            "Write the content out, or use extends.",
        ),
        (
            "duplicate-key",
            "键 {subject} 重复，第 {first} 行已经写过",
            "the key {subject} stands twice; first on line {first}",
            "只保留一个。",
            "Keep one of them.",
        ),
        ("complex-key", "键须是一个词", "a key has to be a word", "把键改成一个词。", "Write a word as key."),
        (
            "not-a-number",
            "{subject} 不是可用的数",
            "{subject} is no usable number",
            "写一个具体的数。",
            "Write a real number.",
        ),
        (
            "number-too-long",
            "数太长或太大",
            "the number is too long or too large",
            "最多 15 位；编号请加引号。",
            "At most 15 digits; put ids in quotes.",
        ),
        (
            "invalid-date",
            "日历上没有 {subject} 这一天",
            "there is no day {subject}",
            "改成存在的日期。",
            "Write a day that exists.",
        ),
        (
            "mapping-expected",
            "文件须由“键: 值”组成",
            "the file has to consist of `key: value`",
            "从 kind: … 开始写。",
            "Begin with kind: …",
        ),
        (
            "kind-missing",
            "缺少 kind",
            "kind is missing",
            "写明 kind，可选：{allowed}。",
            "Write kind, one of {allowed}.",
        ),
        (
            "unknown-kind",
            "不认识的 kind：{subject}{hint}",
            "unknown kind {subject}{hint}",
            "可选：{allowed}。",
            "One of {allowed}.",
        ),
        (
            "kind-elsewhere",
            "kind: {subject} 的文件不放在这里",
            "files of kind {subject} do not belong here",
            "测试放进 tests/ 文件夹；法规包不属于公司的制度。",
            "Tests belong under tests/; statute packs are no part of a company's set.",
        ),
        (
            "kind-twice",
            "{subject} 只能有一个文件，{first} 里已经有了",
            "there can be one {subject} file only; {first} is one already",
            "合并成一个文件。",
            "Make them one file.",
        ),
        (
            "file-missing",
            "缺少 kind: {subject} 的文件",
            "a file of kind {subject} is missing",
            "新建这个文件，或用 extends: builtin:default 继承。",
            "Write it, or inherit it by extends: builtin:default.",
        ),
        (
            "modeline-missing",
            "第一行不是模式行，编辑器不能提示和检查",
            "the first line is no modeline, so editors cannot help",
            "第一行写：# yaml-language-server: $schema=…/schemas/{kind}.schema.json",
            "Begin with: # yaml-language-server: $schema=…/schemas/{kind}.schema.json",
        ),
        (
            "modeline-wrong",
            "模式行指向 {subject}，而文件是 {kind}",
            "the modeline names {subject}, but the file is of kind {kind}",
            "改为 {kind}.schema.json。",
            "Name {kind}.schema.json.",
        ),
    ),
)
