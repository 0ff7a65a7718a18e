"""The life of an edition: freeze, gate, publish, keep live."""
