"""How the house is put together and run: settings, tokens, commands, logs, health."""
