"""The queue, its thin tasks and the schedule."""
