"""The domain: pure, typed, standard library only; clocks and stores are handed in."""
