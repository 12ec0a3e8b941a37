"""The console command: the one place where clock, store, AWS, schedule, jobs and app are put together."""
