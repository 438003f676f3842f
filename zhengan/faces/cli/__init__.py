"""The command line: `zhengan ...`."""


def main() -> int:
    """Carry out the command in sys.argv and return the exit code."""
    from zhengan.faces.cli.main import run

    return run()
