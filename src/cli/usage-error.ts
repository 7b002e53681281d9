/** A command line that cannot be done: one line, exit 2. */
export class UsageError extends Error {}

/** What went wrong while doing it: one line, exit 1. */
export class CommandError extends Error {}
