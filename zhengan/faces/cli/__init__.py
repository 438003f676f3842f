"""The command line: `zhengan ...`."""


def main() -> int:
    """Carry out the command in sys.argv and return the exit code."""
    from zhengan.faces.cli.main import run  # noqa: PLC0415 (Django must not be set up by importing this package)

    return run()
