"""Pure Python: nothing from Django, no clock, no input or output."""
