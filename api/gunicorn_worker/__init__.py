"""The gunicorn worker process."""
