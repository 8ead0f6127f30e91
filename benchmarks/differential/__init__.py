"""Two SQL programs compared on real engines, by nothing that their search or proofs use."""
