"""The pages that visitors read."""
