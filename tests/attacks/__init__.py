"""Attacks, each a test by its name, through the real doors: one file for each family.

THREAT_MODEL.md ("Attacks tried") lists them all; tests/house/test_attacks_listed.py holds the list against this folder.
"""
