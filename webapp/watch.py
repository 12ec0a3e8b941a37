"""What is due -> ask -> save chunk by chunk with its watermark -> judge -> note changes -> prune."""
