"""The pure core of the ledger: canonical bytes and digests, without framework, clock or disk."""
