export type Language = 'zh' | 'en'

interface LanguageHeaders {
  readonly language?: string | null | undefined
  readonly acceptLanguage?: string | null | undefined
}

/** X-Q-Language, then Accept-Language, where they name zh or en at all; else `usual` (I). */
export const chooseLanguage = (
  { language, acceptLanguage }: LanguageHeaders,
  usual: Language,
): Language => known(language ?? '') ?? firstAccepted(acceptLanguage ?? '') ?? usual

const known = (tag: string): Language | undefined => {
  const primary = /^\s*(zh|en)(?![a-z])/i.exec(tag)?.[1]?.toLowerCase()
  return primary === 'zh' || primary === 'en' ? primary : undefined
}

/** The best liked of the two; the first of equals. */
const firstAccepted = (header: string): Language | undefined => {
  let best: Language | undefined
  let most = 0
  for (const range of header.split(',', 32)) {
    const language = known(range)
    const quality = Number(/;\s*q=([\d.]+)/i.exec(range)?.[1] ?? 1)
    if (language !== undefined && quality > most) [best, most] = [language, quality]
  }
  return best
}
