"""Checks: code that judges each clause of the policy from the records."""
