"""Who signs in, and which offices they hold."""
