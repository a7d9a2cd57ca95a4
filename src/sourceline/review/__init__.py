"""What people's decisions come to: replayed, applied, queued, compared."""
