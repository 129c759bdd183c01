"""The nouns of the newsroom and the rules they keep, with nothing but the standard library."""
