"""How a command begins and ends: Django set up, and the exit codes that scripts rely on."""

OK, NOT_MET, USAGE, REFUSED = 0, 1, 2, 3


def set_up() -> None:
    """Set Django up; a wrong declaration or catalogue stops here with its messages."""
    import django

    django.setup()
