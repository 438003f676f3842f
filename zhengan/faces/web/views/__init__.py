"""Views by role: one small module for what a page does, whatever the register."""
