"""Faces: web, API and command line over the same registers."""
