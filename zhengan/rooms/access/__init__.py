"""Room access: accounts, rights, passwords, tokens, data entry."""
