"""Readers of what people bring: files and folders."""
