"""WORDS, REASONS: short pieces of sentences that findings carry as details, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "string": ("文本", "text"),
        "text": ("文本", "text"),
        "boolean": ("true 或 false", "true or false"),
        "flag": ("true 或 false", "true or false"),
        "number": ("数", "a number"),
        "integer": ("整数", "a whole number"),
        "date": ("日期", "a date"),
        "array": ("列表", "a list"),
        "object": ("映射（键: 值）", "a mapping (key: value)"),
        "null": ("空", "nothing"),
    }
)
"""The names of types, as people say them."""
_VALUE_WITH_COLON = (
    "这里不能再有“键: 值”；值里有冒号时请加引号，或检查上一行的缩进",
    "no further `key: value` fits here; quote a value with a colon, or look at the indentation above",
)
_QUOTE_OPEN = ("引号没有成对", "a quote is not closed")
_TAB = ("缩进或空白处用了制表符（Tab）", "a tab stands where spaces belong")
_ITEM = ("列表的缩进不对，或这里不能写“- ”", "a list item does not fit here; look at the indentation")
REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "time-empty": ("是空的", "it is empty"),
        "time-anchor": (
            "开头须是 arrival、last_day、task.start、task.due 或 event",
            "it begins with arrival, last_day, task.start, task.due or event",
        ),
        "time-form": (
            "锚点后面是 + 或 -、数、单位，以空格隔开",
            "after the anchor come + or -, a number and a unit, set apart by spaces",
        ),
        "time-count": ("数须是 0 到 9999 的整数", "the number is a whole one from 0 to 9999"),
        "time-unit": ("单位须是 days、workdays、weeks 或 months", "the unit is days, workdays, weeks or months"),
        "period-form": ("须是数和单位，以空格隔开", "it is a number and a unit, set apart by a space"),
        # What libyaml says, word for word.
        "mapping values are not allowed in this context": _VALUE_WITH_COLON,
        "mapping keys are not allowed in this context": _VALUE_WITH_COLON,
        "block sequence entries are not allowed in this context": _ITEM,
        "did not find expected '-' indicator": _ITEM,
        "did not find expected key": (
            "缩进不对，或上一个值没有写完（引号、括号）",
            "the indentation does not fit, or the value before has not ended (quote, bracket)",
        ),
        "could not find expected ':'": (
            "键后面缺少冒号和空格，或上一个值没有写完",
            "a colon and a space are missing after the key, or the value before has not ended",
        ),
        "did not find expected ',' or ']'": ("列表缺少逗号或右方括号 ]", "a comma or ] is missing in the list"),
        "did not find expected ',' or '}'": ("花括号里缺少逗号或右花括号", "a comma or } is missing in the braces"),
        "did not find expected node content": (
            "这里缺少内容，或多了一个逗号",
            "content is missing, or a comma too many",
        ),
        "found unexpected end of stream": _QUOTE_OPEN,
        "found unexpected document indicator": _QUOTE_OPEN,
        "found character that cannot start any token": (
            "值不能以这个字符（如 @、`、%）开头，请加引号",
            "no value begins with this character (such as @, ` or %); quote the value",
        ),
        "found unknown escape character": (
            "双引号里的反斜杠 \\ 写法不对，可改用单引号",
            "the backslash in double quotes escapes nothing; use single quotes",
        ),
        "found a tab character that violates indentation": _TAB,
        "found a tab character where an indentation space is expected": _TAB,
        "did not find expected <document start>": (
            "前面的内容已经结束，这里多出了文本",
            "the content before has ended; this text is too much",
        ),
        "did not find expected alphabetic or numeric character": (
            "* 或 & 后面缺少名称；文本以它们开头时请加引号",
            "a name is missing after * or &; quote a text that begins so",
        ),
        "did not find expected comment or line break": (
            "| 或 > 后面不能写文本，请从下一行写起",
            "no text stands behind | or >; begin on the next line",
        ),
    }
)
"""Why a text cannot be read."""
