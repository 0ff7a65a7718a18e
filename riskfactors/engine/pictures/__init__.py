"""Pictures: plain functions from an edition's rows to SVG."""
