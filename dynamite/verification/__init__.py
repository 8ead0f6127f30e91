"""Whether a store holds what a program says: both sides as flat records, compared by digests."""
