"""Entry point of the command `handover` and of `python -m handover_policy`."""


def main() -> None:
    """Run the command line and leave with its exit code; the command line is loaded only now."""
    from handover_policy.cli.main import main as run_command_line  # noqa: PLC0415 - importing this module stays free

    run_command_line()


if __name__ == "__main__":
    main()
