"""What log events say: platform lines, reports and application records, parsed; errors, fingerprinted."""
