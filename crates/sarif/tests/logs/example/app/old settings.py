"""Settings that nobody should have."""

DEBUG = True
HOST = "0.0.0.0"
TOKEN_FILE = "/tmp/token"

try:
    import local
except Exception:
    pass
