/** Why what is to be said on stdout is not. */
export const unwritable = ({ code, message }: NodeJS.ErrnoException): string =>
  `stdout cannot be written (${code ?? message}): send it where there is room and somebody reads.`
