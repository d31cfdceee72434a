"""The roof: settings, addresses, command line, and the processes of an installation."""
