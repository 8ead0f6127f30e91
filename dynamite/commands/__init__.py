"""The commands as library functions; opening a URL or a file is their work."""
