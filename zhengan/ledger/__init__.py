"""The log of acts: who did what, when, from where, to which record."""
