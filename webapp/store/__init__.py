"""The only SQL: one table, one file."""
