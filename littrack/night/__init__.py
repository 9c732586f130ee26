"""What a machine that nobody watches needs around a run: schedule, signs of life, logs, backups, and the digest's post."""
