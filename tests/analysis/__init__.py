"""Reading feedback: traits, weights, the model that ships, the process it runs in, and how it is trained."""
