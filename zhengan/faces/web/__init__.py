"""The web face: server-rendered pages that work without script."""
