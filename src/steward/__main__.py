"""`python -m steward`: the command line."""

from steward.config.command_line import main

if __name__ == "__main__":
    main()
