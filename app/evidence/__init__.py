"""What a photo file itself says."""
