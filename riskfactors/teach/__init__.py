"""Pages for educators: invented people, never a visitor's own answers."""
