"""What the desk reads from files: another desk's incident log, a firm's customers."""
