/**
 * Shortens a client's text for a note: returns at most `most` characters, followed by `…` if the text is
 * longer.
 */
export const clip = (text: string, most = 64): string =>
  text.length > most ? `${text.slice(0, most)}…` : text
