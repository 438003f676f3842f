"""Room privacy: personal data files and their changes."""
