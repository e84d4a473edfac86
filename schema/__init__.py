"""What clients see: types, inputs, payloads and errors, with the rights of each field beside it."""
