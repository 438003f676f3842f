"""Room development: requirements, changes, releases, tests, apps."""
