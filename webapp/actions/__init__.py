"""The only part that changes AWS: a plan is shown, confirmed, becomes a job, and is journaled before and after."""
