"""The price book's data, and where newer prices come from."""
