"""Kernel: what senders sent, and what moderators conclude about it."""
