"""serve: take events over HTTP, decide and keep them, until somebody ends it."""

from __future__ import annotations

import gc
import signal
import socket
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handover_policy.cli.help_texts import Command
from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.serving.extra import need_extra
from handover_policy.cli.serving.settings_option import chosen_settings, of_a_service, unreadable_settings
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say

if TYPE_CHECKING:
    from datetime import datetime
    from types import FrameType

    from handover_policy.app.sending.sender import Sender
    from handover_policy.app.serving.demo.folder import DemoFolder
    from handover_policy.app.serving.service import Service
    from handover_policy.app.serving.settings import Settings

ERRORS, MISUSED, UNREADABLE = 1, 2, 3
WEB, WRITER, SENDER = ROLES = ("web", "writer", "sender")
DEMO_DATA = Path("handover-demo")
SELDOM = (50_000, 20, 20)
"""How often unreachable cycles are looked for, as in `run`."""
BACKLOG = 2048


class Roles(click.ParamType):  # type: ignore[type-arg] # generic in its stubs only
    """Turns `web,writer` into roles."""

    name = "roles"

    def convert(
        self, value: str | frozenset[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> frozenset[str]:
        """Return the roles."""
        if not isinstance(value, str):
            return value
        asked = frozenset(each.strip() for each in value.split(",") if each.strip())
        if not asked or not asked <= set(ROLES):
            from handover_policy.cli.usage import fail_value

            raise fail_value(phrase("serving.roles", known=ROLES), param, ctx)
        return asked


@click.command("serve", cls=Command)
@of_a_service
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True)
@click.option("--roles", type=Roles(), default=",".join(ROLES), show_default=True)
@click.option("--demo", is_flag=True)
@click.option("--check", "check", is_flag=True)
@click.option("--migrate", is_flag=True)
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def command(
    ctx: click.Context,
    settings: Path | None,
    data: Path | None,
    host: str,
    port: int,
    roles: frozenset[str],
    demo: bool,
    check: bool,
    migrate: bool,
    lang: str | None,
) -> None:
    """Serve companies."""
    need_extra(ctx)
    from handover_policy.cli.serving.failures import or_not_started

    if check:
        _check(ctx, settings, data, lang)
    chosen = _demo(settings, data) if demo else chosen_settings(ctx, settings, data, lang)
    _refuse_split(chosen, roles)
    with ExitStack() as stack:
        folder = _held(ctx, stack, chosen, demo=demo)
        stack.enter_context(or_not_started(ctx, chosen, lang))
        bound = stack.enter_context(_bound(ctx, host, port))
        _serve(chosen, bound, roles, folder, migrate=migrate)


def _check(ctx: click.Context, settings: Path | None, data: Path | None, lang: str | None) -> None:
    """Tell what is wrong with settings and policies, and leave the command; nothing is started."""
    from handover_policy.cli.findings_report import counted, fails, language_of, write_report
    from handover_policy.cli.serving.settings_report import embedded_report, settings_report
    from handover_policy.cli.speech import spoken_in

    language = language_of(lang)
    try:
        report = embedded_report(language) if settings is None else settings_report(settings, language, data=data)
    except OSError as error:
        unreadable_settings(ctx, settings, error)
    write_report(report, "text")
    counts = spoken_in(language, "validate.counts", **counted(report.findings))
    say(f"{report.asked}: {counts}", err=True)
    ctx.exit(ERRORS if fails(report.findings, "error") else 0)


def _demo(settings: Path | None, data: Path | None) -> Settings:
    from handover_policy.app.serving.demo.folder import demo_settings
    from handover_policy.cli.usage import Misused

    if settings is not None:
        raise Misused(phrase("serving.demo-settings"))
    return demo_settings(data or DEMO_DATA)


def _refuse_split(settings: Settings, roles: frozenset[str]) -> None:
    """Fail where the roles of SQLite are to be played by several processes."""
    from handover_policy.cli.usage import Misused

    if settings.database.startswith("sqlite") and not {WEB, WRITER} <= roles:
        raise Misused(phrase("serving.roles-apart"))


def _held(ctx: click.Context, stack: ExitStack, settings: Settings, *, demo: bool) -> DemoFolder | None:
    """Hold the database, and return the folder of a demo; leaves the command where another process has it."""
    from handover_policy.app.serving.demo.folder import DemoFolder, FolderMixed
    from handover_policy.cli.serving.holding import holding

    holding(ctx, stack, settings)
    try:
        return DemoFolder.of(settings.data, demo=demo)
    except FolderMixed:
        say(phrase("serving.no-demo" if demo else "serving.a-demo", place=settings.data), err=True)
        ctx.exit(MISUSED)


def _serve(
    settings: Settings, bound: socket.socket, roles: frozenset[str], folder: DemoFolder | None, *, migrate: bool
) -> None:
    """Serve until somebody ends it."""
    from handover_policy.app.serving.service import Service, wall_clock
    from handover_policy.cli.serving.welcome import tell_set_up
    from handover_policy.web.log import log_lines

    log_lines(sys.stderr)
    gc.set_threshold(*SELDOM)
    signal.signal(signal.SIGTERM, _interrupt)
    now = wall_clock if folder is None else folder.now
    service = Service(
        settings,
        now=now,
        address=_address(bound),
        writes=WRITER in roles,
        migrate=migrate,
        any_silence=folder is not None,  # the clock of a demo is set on purpose
    )
    try:
        service.start()
        tell_set_up(settings)
        _run(service, bound, roles, folder)
    except KeyboardInterrupt:
        return
    finally:
        service.stop()


def _bound(ctx: click.Context, host: str, port: int) -> socket.socket:
    """Return a socket that listens; leaves the command where it cannot."""
    try:
        return socket.create_server((host, port), backlog=BACKLOG, family=_family(host))
    except OSError as error:
        say(phrase("serving.no-address", host=host, port=port, why=error), err=True)
        ctx.exit(UNREADABLE)


def _run(service: Service, bound: socket.socket, roles: frozenset[str], folder: DemoFolder | None) -> None:
    """Take requests until somebody says to end."""
    from handover_policy.app.proving.watching import LogWatch
    from handover_policy.app.serving.watching import PolicyWatch
    from handover_policy.app.signing.watching import SigningWatch
    from handover_policy.cli.serving.welcome import welcome
    from handover_policy.web.api import application
    from handover_policy.web.server import ApiServer

    signing = SigningWatch(service)  # signatures count from here on, those of a demo's story among them
    app = application(service, demo=folder)
    sender = _sender(service, bound) if SENDER in roles else None
    if folder is not None:
        from handover_policy.app.serving.demo.parts import tell_story
        from handover_policy.web.demo import add_demo_routes

        add_demo_routes(app, service, folder)
        for company in service.companies.values():
            tell_story(company, folder, service.archive, lambda at: _delivered(sender, at))
    watches = (PolicyWatch(service), LogWatch(service), signing)
    for watch in watches:
        watch.start()
    if sender is not None:
        sender.start()
    try:
        welcome(service, service.settings.public_url or _address(bound), folder)
        while not roles & {WEB, WRITER}:  # who writes answers too: what reaches the others is handed on to it
            signal.pause()
        server = ApiServer(app)
        for each in (signal.SIGTERM, signal.SIGINT):  # uvicorn takes them over, and hands them back once it has ended
            signal.signal(each, lambda *_: setattr(server, "should_exit", True))
        server.run(sockets=[bound])
    finally:
        for watch in watches:
            watch.stop()
        if sender is not None:
            sender.stop()


def _sender(service: Service, bound: socket.socket) -> Sender | None:
    """Return what sends messages, to be started; None where no channel is set up."""
    from handover_policy.app.sending.starting import sender_of

    base = service.settings.public_url or _address(bound)
    return sender_of(service, lambda: base)


def _delivered(sender: Sender | None, at: datetime) -> None:
    """Send the messages of a day of a demo's story, on that day."""
    if sender is not None:
        place = sender.place
        sender.place = replace(place, now=lambda: at)
        sender.work_off()
        sender.place = place


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _address(bound: socket.socket) -> str:
    """Return the address at which a socket is reached from this machine, or from others where it listens to all."""
    host, port = bound.getsockname()[:2]
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - told, not bound
        host = socket.gethostname()
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"
