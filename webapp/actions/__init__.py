"""The only writes to AWS: plan, confirm, job, perform, journal."""
