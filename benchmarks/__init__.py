"""How fast the site is, always as a ratio to a reference measured in the same minute."""
