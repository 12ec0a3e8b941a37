"""What AWS has announced of the ends of Lambda's runtimes."""
