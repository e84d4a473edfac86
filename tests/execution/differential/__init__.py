"""The plan and graphql-core are given the same operations, and must give the same answers to the last byte."""
