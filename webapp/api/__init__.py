"""The page objects as JSON under /api/v1."""
