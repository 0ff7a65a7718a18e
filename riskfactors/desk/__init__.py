"""Pages for editors, in the frame of the stock admin and under its path."""
