"""Where photo bytes live."""
