"""`zhengan serve`: the web server and, in the same process, the recurring work."""

import os
import socket
import sys
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.core.wsgi import get_wsgi_application
from django.db import connection
from gunicorn.app.base import BaseApplication

from zhengan.faces.cli.settling import settle
from zhengan.kernel import sweeps
from zhengan.ledger import apart, sequencer

THREADS = 8
BESIDE = (
    "  注意：最後檢查點與資料庫在同一個磁碟，還原該磁碟時兩者一起回到過去，無從察覺；請改設 ZHENGAN_LEDGER_APART。\n"
    "  Note: the last checkpoint is on the disk of the database; whoever restores that disk puts both back, unseen.\n"
    "  Set ZHENGAN_LEDGER_APART to a file on another one.\n"
)


class Server(BaseApplication):
    """Gunicorn with one process of several threads for SQLite, several processes for PostgreSQL."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn its settings."""
        on_postgres = connection.vendor == "postgresql"
        for name, value in {
            "bind": self.address,
            "worker_class": "gthread",
            "workers": int(os.environ.get("ZHENGAN_PROCESSES", "2" if on_postgres else "1")),
            "threads": THREADS,
            "timeout": 120,
            "graceful_timeout": 10,
            "accesslog": None,
            "loglevel": "warning",
            "post_worker_init": _begin,
            "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,  # noqa: S108 (heartbeat file only)
            "control_socket_disable": True,
        }.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the application."""
        return get_wsgi_application()


def serve(*, host: str = "127.0.0.1", port: int = 8000) -> int:
    """Bring the database up to date, print the address and serve until told to stop.

    Returns 1 with a plain message when the port is taken.
    """
    if trouble := _cannot_bind(host, port):
        sys.stderr.write(f"無法使用 {host}:{port}：{trouble}。請以 PORT=… 指定其他埠。\n")
        sys.stderr.write(f"Cannot listen on {host}:{port}: {trouble}. Choose another with PORT=…\n")
        return 1
    call_command("migrate", verbosity=0, interactive=False)
    try:
        call_command("check", fail_level="ERROR")
    except SystemCheckError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0") else host  # noqa: S104 (compared, not bound)
    sys.stdout.write(f"\n  證安 Zhengan  →  http://{shown}:{port}/\n  資料 data     →  {settings.HOME}\n\n")
    sys.stdout.flush()
    if apart.is_on_the_disk_of_the_database() and not settings.DEMONSTRATION:
        sys.stderr.write(f"{BESIDE}\n")
    connection.close()
    Server(f"{host}:{port}").run()
    return 0


def _begin(_worker: Any) -> None:
    settle()
    _start_sweeping()


def _start_sweeping() -> None:
    """Run sequencer and recurring work beside the requests; leases keep several processes from doing them twice."""
    stop = threading.Event()
    for name, work in {"sweeps": sweeps.run_for_ever, "sequencer": sequencer.run_for_ever}.items():
        threading.Thread(target=work, args=(stop,), name=name, daemon=True).start()


def _cannot_bind(host: str, port: int) -> str:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.strerror or str(error)
    return ""
