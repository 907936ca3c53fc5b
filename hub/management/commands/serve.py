"""`manage.py serve`: the whole hub in one process, pages, sockets and background work."""

import errno
import ipaddress
import logging
import os
import shlex
import socket
import sys
import threading
from argparse import ArgumentParser
from typing import ClassVar

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import connections
from django.urls import get_resolver

from hub import demo, lock, worker
from hub.backup.restoring import clear_up
from hub.models import Installation

SHORTEST_KEY = 32  # characters of a secret key that may sign cookies


class Command(BaseCommand):
    """Refuses in one clear line what would go wrong later; else serves until it is told to stop."""

    help = "Serve the hub in one process: pages, live notices and background work."
    requires_system_checks: ClassVar = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bind", default=os.environ.get("HUB_BIND", "127.0.0.1"), help="address to listen on")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--demo", dest="fill", action="store_true", help="first fill an empty hub with demo content")

    def handle(self, *, bind: str, port: int, fill: bool, **options) -> None:
        try:
            with lock.held(settings.DATA, address_of(port)):
                self.prepare(bind, port, fill)
                self.serve(bind, port)
        except lock.Held as held:
            who = f"process {held.pid}" if held.pid else "another process"
            raise CommandError(f"{who} serves {settings.DATA} already: stop it, or name another folder with HUB_DATA") from None
        except OSError as error:
            raise CommandError(f"{error.filename or settings.DATA} cannot be written to: {error.strerror}") from None

    def prepare(self, bind: str, port: int, fill: bool) -> None:
        """Check the port, bring the tables up to date, fill the demo where asked, and check what may be served like this."""
        check_port(bind, port)
        clear_up()
        call_command("migrate", verbosity=0, interactive=False)
        if fill:
            call_command("demo", stdout=self.stdout)
        if not (settings.STATIC_ROOT / "staticfiles.json").exists():
            call_command("collectstatic", verbosity=0, interactive=False)
        if faults := demo_faults(bind) if demo.is_demo() else real_faults(bind):
            raise CommandError(faults[0])

    def serve(self, bind: str, port: int) -> None:
        """Work and serve until SIGTERM or SIGINT; running requests and the batch in hand are finished."""
        list(get_resolver().url_patterns)  # what cannot be imported ends the start, not the first request
        # Only now: the application reads the database when it is made.
        from hub.asgi import application
        from hub.markdown import warm
        from hub.serving import HubServer

        warm()
        connections.close_all()
        stop = threading.Event()
        work = threading.Thread(target=worker.run_forever, args=[stop], name="worker", daemon=True)
        work.start()
        server = HubServer(application, bind, port, ready=lambda: self.greet(port))
        server.run()
        stop.set()
        worker.wake()
        work.join(timeout=30)
        if server.failure:
            raise CommandError(server.failure)
        self.stdout.write("The hub has stopped.")

    def greet(self, port: int) -> None:
        """Say where the hub is and how to sign in."""
        address = f"{address_of(port)}/"
        if demo.is_demo():
            # The address stays in sight: in a demo only what goes wrong is worth a line.
            logging.getLogger("hub.access").setLevel(logging.WARNING)
            people = "\n".join(f"  {email:<40} {says}" for email, says in demo.HOW_TO_SIGN_IN)
            lines = f"Sign in with one of these addresses; the code is at {address}demo/mail/\n{people}"
        elif Installation.get().ready_at:
            lines = "People sign in with their work email address and a code that is mailed to them."
        else:
            lines = (
                "First make yourself an administrator, in another window, with your own address for EMAIL:\n"
                f"  {makeadmin_line()}\nThen sign in; the hub leads you on."
            )
        self.stdout.write(f"\nThe hub is at {address}\n{lines}\nCtrl-C stops it.\n")
        self.stdout.flush()


def address_of(port: int) -> str:
    """Where people reach the hub that listens on `port`, without a slash at the end."""
    return f"http://127.0.0.1:{port}" if settings.LOOPBACK else settings.HUB_URL


def makeadmin_line() -> str:
    """The command that makes an administrator of this very hub, as it can be pasted into a shell anywhere."""
    names = f"HUB_DEMO=0 HUB_DATA={shlex.quote(str(settings.DATA))}"
    if "DATABASE_URL" in os.environ:  # it may hold a password, which is nothing for a screen
        names += ' DATABASE_URL="$DATABASE_URL"'
    return f"{names} {shlex.quote(sys.executable)} {shlex.quote(str(settings.BASE_DIR / 'manage.py'))} makeadmin EMAIL"


def check_port(bind: str, port: int) -> None:
    """Raise CommandError where nobody can listen on `bind`:`port` now."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind.strip("[]"), port))
            probe.listen()
        except (OSError, OverflowError) as error:
            if getattr(error, "errno", None) == errno.EADDRINUSE:
                raise CommandError(
                    f"port {port} is taken: stop what listens there, or choose another, as in PORT=8001"
                ) from None
            raise CommandError(f"cannot listen on {bind}, port {port}: {getattr(error, 'strerror', error)}") from None


def demo_faults(bind: str) -> list[str]:
    """Why a database that was made as a demo cannot be served like this."""
    faults = []
    if not settings.HUB_DEMO:
        faults.append(
            f"{settings.DATA} was made as a demo, whose sign-in codes anybody can read: for a real hub name another, empty "
            "folder with HUB_DATA (and another database, if DATABASE_URL names one)"
        )
    if not is_loopback(bind) or not settings.LOOPBACK:
        faults.append("a demo is served on this machine only: leave HUB_BIND and HUB_URL out")
    return faults


def real_faults(bind: str) -> list[str]:
    """Why a real hub would not be safe to serve like this; its database is marked as real from now on."""
    if not settings.HUB_DEMO:
        Installation.get()
    faults = []
    if len(settings.SECRET_KEY) < SHORTEST_KEY:
        faults.append(f"SECRET_KEY is shorter than {SHORTEST_KEY} characters: leave it out, and one is made and kept")
    if settings.LOOPBACK and is_loopback(bind):
        return faults
    if settings.DEBUG:
        faults.append("DEBUG is on, which shows strangers the inside of the hub: leave it out")
    if "*" in settings.ALLOWED_HOSTS:
        faults.append("ALLOWED_HOSTS lets every name in: name the hub's own, or leave it out")
    if not settings.EMAIL_URL:
        faults.append(
            "EMAIL_URL is not set, so nobody would get a sign-in code; it looks like smtp+tls://user:password@host:587"
        )
    return faults


def is_loopback(bind: str) -> bool:
    """Whether only this machine reaches a listener on `bind`."""
    try:
        return ipaddress.ip_address(bind.strip("[]")).is_loopback
    except ValueError:
        return bind == "localhost"
