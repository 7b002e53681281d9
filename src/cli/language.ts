import { choice } from './option-rows.ts'

/** `--lang`: in which language titles come. */
export const lang = choice('--lang <zh|en>', 'language of titles; by LANG unless given', [
  'zh',
  'en',
] as const)

/** The given language, else that of the locale: LC_ALL, LC_MESSAGES, LANG, the first that is set. */
export const languageOf = (
  given: 'zh' | 'en' | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): 'zh' | 'en' => {
  if (given !== undefined) return given
  const locale = ['LC_ALL', 'LC_MESSAGES', 'LANG'].map((name) => environment[name]).find(Boolean)
  return locale?.toLowerCase().startsWith('zh') === true ? 'zh' : 'en'
}
