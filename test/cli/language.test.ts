import { expect, it } from 'vitest'
import { languageOf } from '../../src/cli/client-command.ts'

it.each([
  [undefined, {}, 'en'],
  [undefined, { LANG: 'zh_CN.UTF-8' }, 'zh'],
  [undefined, { LC_ALL: '', LC_MESSAGES: 'zh_TW', LANG: 'en_US' }, 'zh'],
  [undefined, { LC_ALL: 'C', LANG: 'zh_CN' }, 'en'],
  ['en', { LANG: 'zh_CN' }, 'en'],
  ['zh', {}, 'zh'],
] as const)('of --lang %s in %o titles come in %s', (given, environment, language) => {
  expect(languageOf(given, environment)).toBe(language)
})
