"""Pure checks of words against the paper they speak of."""
