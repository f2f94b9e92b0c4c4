"""Pages of the ledger, a module per subject."""
