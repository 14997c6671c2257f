"""Templates, compile_templates, TemplatesInvalid: the files of notifications/, checked and ready to render."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Finding, Location
from handover_policy.render.authoring.author_file import FOLDER, AuthorFile
from handover_policy.render.authoring.declaration import Declaration, Sms, read_declaration, read_sms
from handover_policy.render.authoring.language.checking import Each, Scope, Shape, template_faults
from handover_policy.render.authoring.language.grammar import Fault
from handover_policy.render.authoring.reading import Place
from handover_policy.render.authoring.sandbox import Fence, Prepared, environment_for
from handover_policy.render.authoring.spoken import spoken
from handover_policy.render.authoring.wording import Wording, read_wording
from handover_policy.render.escaping import plain
from handover_policy.render.fitting import CHANNEL_SYNTAX, LAYOUT_SYNTAX, PLAIN_TEXTS
from handover_policy.render.pages.content_policy import with_mail_policy
from handover_policy.render.pages.markup import markup_faults
from handover_policy.render.views import LISTS, RECORDS, VARIABLES, VIEWS, ConsequenceView

BETWEEN = "\x01"
"""Stands between the texts of a message while they are one template; no value and no author's text may hold it."""

LOCALES = "_locales/"
MOST_FACTS = 12
FIELDS = ("title", "lead", "action", "consequence", "contact")
LAYOUT_SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        **dict.fromkeys(("id", "language", *FIELDS, "more", "text", "colon")),
        "items": Each(None),
        "facts": Each(frozenset({"label", "text"})),
    }
)
SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        **dict.fromkeys(VARIABLES),
        **RECORDS,
        **{name: Each(view) for name, view in LISTS.items()},
        **dict.fromkeys(("consequences", "reassurances"), Each(ConsequenceView)),
    }
)
"""What every variable of a message holds."""
FALLBACK = "zh-CN"


class TemplatesInvalid(ValueError):
    """Files of notifications/ must be edited; `findings` holds everything that is wrong with them."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(f"{len(findings)} findings in {FOLDER}/, the first at {findings[0].location}")
        self.findings = findings


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageText:
    """One message in one language: its texts as one template, its list and its text message as two more.

    `variables` are those its texts may name, in alphabetic order; `sources` are what the author wrote of each.
    """

    language: str
    wording: Wording
    variables: tuple[str, ...]
    texts: Prepared
    list_of: str | None
    items: Prepared | None
    sms: Sms | None
    sms_values: Prepared
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    """Everything that `render_notice` needs; `texts` by notification and language."""

    declarations: Mapping[str, Declaration]
    texts: Mapping[str, Mapping[str, MessageText]]
    layouts: Mapping[str, Prepared]
    wordings: Mapping[str, Wording]
    fallback: str

    @property
    def ids(self) -> frozenset[str]:
        """Return the names under which `notification:` may refer to a message."""
        return frozenset(self.declarations)

    def wording(self, language: str) -> Wording:
        """Return how a language writes, or the nearest one there is."""
        return self.wordings[nearest(self.wordings, language, self.fallback)]


def nearest(there: Collection[str], language: str, fallback: str) -> str:
    """Return the language to use: what serves the one asked for, the fallback or zh-CN, else the first there is."""
    served = (spoken(there, wanted) for wanted in (language, fallback, FALLBACK))
    return next((name for name in served if name is not None), min(there))


def compile_templates(
    files: Mapping[str, str], *, fallback: str = FALLBACK, shipped: Mapping[str, str] = MappingProxyType({})
) -> Templates:
    """Check and compile the files of notifications/.

    Args:
        files: text by path relative to notifications/ (`handover-started/notification.yaml`). A company's own files
            replace the bundled ones of the same name before they come here.
        fallback: the language that counts where a message has none in the language asked for.
        shipped: the files that ship with the product: what they say is checked by its tests, and here only where
            something that they depend on is a company's own.

    Raises:
        TemplatesInvalid: with every finding of every file.

    """
    compiler = _Compiler(files, fallback, shipped)
    templates = compiler.templates()
    findings = compiler.findings.sorted()
    if findings:
        raise TemplatesInvalid(findings)
    return templates


class _Compiler:
    """One pass over the files; goes on after a finding, so that all of them are told at once."""

    def __init__(self, files: Mapping[str, str], fallback: str, shipped: Mapping[str, str]) -> None:
        self.findings = Collected()
        self._files = files
        self._own = frozenset(path for path, text in files.items() if shipped.get(path) != text)
        self._own_words = any(path.startswith(LOCALES) for path in self._own | (shipped.keys() - files.keys()))
        self._fallback = fallback
        self._layouts: dict[str, Prepared] = {}
        self._wordings: dict[str, Wording] = {}
        self._environments: dict[str, Fence] = {}
        self._declarations: dict[str, tuple[Declaration, AuthorFile]] = {}
        self._texts: dict[str, dict[str, MessageText]] = {}

    def templates(self) -> Templates:
        messages = []
        for path in sorted(self._files):
            self._decoded(path)
            match path.split("/"):
                case ["_documents", *_]:
                    continue  # documents have a compiler of their own
                case ["_layouts", name] if name.removesuffix(".j2") in LAYOUT_SYNTAX:
                    self._layout(path, name.removesuffix(".j2"))
                case ["_locales", name] if name.endswith(".yaml"):
                    self._locale(path, name.removesuffix(".yaml"))
                case [name, "notification.yaml"]:
                    file = self._file(path, "notification")
                    self._declarations[name] = (read_declaration(name, file), file)
                case [name, language, "message.yaml"]:
                    messages.append((path, name, language))
                case [*_, name] if name.endswith((".yaml", ".yml", ".j2")):
                    self._fault("template-file-unknown", path, path)
        for path, name, language in messages:
            self._message(path, name, language)
        self._complete()
        return Templates(
            declarations=MappingProxyType({name: found for name, (found, _) in self._declarations.items()}),
            texts=MappingProxyType({name: MappingProxyType(found) for name, found in self._texts.items()}),
            layouts=MappingProxyType(self._layouts),
            wordings=MappingProxyType(self._wordings),
            fallback=self._fallback,
        )

    def _file(self, path: str, kind: str) -> AuthorFile:
        return AuthorFile(path, self._files[path], kind=kind, findings=self.findings)

    def _fault(self, code: str, path: str, subject: str, what: str = "", line: int = 1) -> None:
        self.findings.error(code, Location(f"{FOLDER}/{path}", line), subject=subject, what=what or subject)

    def _complete(self) -> None:
        """Every message needs a text in a language that is always at hand, and every channel its layout."""
        if not self._wordings:
            self._fault("template-file-missing", f"_locales/{self._fallback}.yaml", f"_locales/{self._fallback}.yaml")
        for name, (declaration, file) in self._declarations.items():
            if not {self._fallback, FALLBACK} & set(self._texts.get(name, ())):
                file.fault("template-file-missing", (), f"{name}/{self._fallback}/message.yaml")
            for index, channel in enumerate(declaration.channels):
                layouts = [channel, PLAIN_TEXTS.get(channel, channel)] if channel in CHANNEL_SYNTAX else []
                for layout in dict.fromkeys(layouts):
                    if layout not in self._layouts:
                        file.fault("template-file-missing", ("channels", index), f"_layouts/{layout}.j2")

    def _decoded(self, path: str) -> None:
        """Note a file in which bytes had to be replaced: its text is not what its author wrote."""
        before, replaced, _ = self._files[path].partition("\ufffd")
        if replaced:
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
            self.findings.error("not-utf-8", Location(f"{FOLDER}/{path}", line, column))

    def _layout(self, path: str, channel: str) -> None:
        syntax = LAYOUT_SYNTAX[channel]
        fence = environment_for(syntax.escape, html=syntax.html)
        scope = Scope(variables=LAYOUT_SHAPES, prints_all=channel == "webhook")  # JSON takes whole lists
        source = self._files[path]
        faults: tuple[Fault, ...] = ()
        if path in self._own:
            faults = template_faults(fence, source, scope) or (markup_faults(fence, source) if syntax.html else ())
        for fault in faults:
            self._fault(fault.code, path, fault.subject, fault.what, fault.line)
        self._layouts[channel] = Prepared(fence, "" if faults else with_mail_policy(source) if syntax.html else source)

    def _locale(self, path: str, language: str) -> None:
        wording = read_wording(self._file(path, "locale"), language)
        self._wordings[language] = wording
        self._environments[language] = environment_for(plain, filters=wording.filters)

    def _message(self, path: str, name: str, language: str) -> None:
        file = self._file(path, "message")
        if name not in self._declarations:
            file.fault("template-file-missing", (), f"{name}/notification.yaml")
            return
        if not self._wordings:
            return
        declaration, declared_in = self._declarations[name]
        spoken = nearest(self._wordings, language, self._fallback)
        fence = self._environments[spoken]
        file.mapping((), keys=("kind", *FIELDS, "list", "facts", "sms"), required=("title", "lead"))
        checked = self._own_words or not self._own.isdisjoint((path, f"{name}/notification.yaml"))
        scope = scope_of(declaration) if checked else None
        paths: list[Place] = [(field,) for field in FIELDS]
        for path_of_fact in file.sequence(("facts",)):
            file.mapping(path_of_fact, keys=("label", "text"), required=("label", "text"))
            paths += [(*path_of_fact, "label"), (*path_of_fact, "text")]
        if len(paths) > len(FIELDS) + 2 * MOST_FACTS:
            file.fault("template-shape", ("facts",), "facts", f"≤ {MOST_FACTS}")
        own = read_sms(file)
        sms, sms_file = (own, file) if own is not None else (declaration.sms, declared_in)
        values = [parameter.path for parameter in sms.parameters] if sms is not None else []
        of, items, item = self._list(file, fence, scope)
        written = BETWEEN.join(_checked(file, fence, paths, scope))
        parameters = BETWEEN.join(_checked(sms_file, fence, values, scope))
        self._texts.setdefault(name, {})[language] = MessageText(
            language=language,
            wording=self._wordings[spoken],
            variables=tuple(sorted(declaration.variables)),
            texts=Prepared(fence, written),
            list_of=of,
            items=items,
            sms=sms,
            sms_values=Prepared(fence, parameters),
            sources=(written, item, parameters),
        )

    @staticmethod
    def _list(file: AuthorFile, fence: Fence, scope: Scope | None) -> tuple[str | None, Prepared | None, str]:
        if not file.mapping(("list",), keys=("of", "item"), required=("of", "item")):
            return None, None, ""
        of = file.text(("list", "of"))
        if of not in LISTS:
            file.fault("template-variable-unknown", ("list", "of"), of, known=LISTS)
        elif scope is not None and of in scope.undeclared:
            file.fault("template-variable-undeclared", ("list", "of"), of)
        inside = replace(scope, variables={**scope.variables, "item": LISTS.get(of)}) if scope is not None else None
        (source,) = _checked(file, fence, [("list", "item")], inside)
        loop = "{% for item in shown %}" + source + BETWEEN + "{% endfor %}"
        return of, Prepared(fence, loop), source


def scope_of(declaration: Declaration) -> Scope:
    """Return what the texts of a message may name: what it declares; a trial tells of records printed whole."""
    declared = {name: shape for name, shape in SHAPES.items() if name in declaration.variables}
    return Scope(variables=declared, views=VIEWS, undeclared=SHAPES.keys() - declared.keys(), prints_all=True)


def _checked(
    file: AuthorFile,
    fence: Fence,
    paths: list[Place],
    scope: Scope | None,
) -> Iterator[str]:
    """Yield the texts at several places, each checked on its own unless that was done; a faulty one is left empty."""
    for path in paths:
        source = file.text(path)
        if BETWEEN in source:
            file.fault("template-forbidden", path, "\\x01")
            source = ""
        faults = template_faults(fence, source, scope) if scope is not None else ()
        for fault in faults:
            file.fault(fault.code, path, fault.subject, fault.what, below=fault.line - 1)
        yield "" if faults else source
