/** The beginning of a text that a client sent, for a note: at most so many characters, then `…`. */
export const clip = (text: string, most = 64): string =>
  text.length > most ? `${text.slice(0, most)}…` : text
