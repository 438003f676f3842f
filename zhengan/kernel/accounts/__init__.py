"""Acts on accounts: passwords, second factors, sessions; each is entered in the ledger, and the person is told."""
