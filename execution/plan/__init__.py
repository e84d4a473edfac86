"""Operations compiled once: a plan knows where each value of the answer is, and asks nothing that the schema tells."""
