"""The public append-only log of commitments; its content comes later, its place in the layers is here."""
