"""What an alarm is made of: drafts, what CloudWatch takes of them, suggestions, packs."""
