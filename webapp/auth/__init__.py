"""Who may come in: sign-in, sessions, roles."""
