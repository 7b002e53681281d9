import { format, resolveConfig } from 'prettier'
import type { Api } from '../../src/core/api.ts'
import { casesOf } from '../../src/core/catalogue.ts'

const head = `// Generated from the APIs' own tables by \`npm run client:types\`: do not edit.

/**
 * The APIs and the names of their cases. A server with an API of your own has more: declare it with
 * \`declare module 'wechat-login-mock/client' { interface Apis { 'my-api': { cases: 'success' | … } } }\`.
 */
export interface Apis {
`

const tail = `}

/** Name of an API. */
export type ApiName = keyof Apis

/** Name of a case, short (\`code-invalid\`) or with its API's (\`small-app-login/code-invalid\`). */
export type CaseName<Api extends ApiName = ApiName> = Api extends ApiName
  ? Apis[Api]['cases'] | \`\${Api}/\${Apis[Api]['cases']}\`
  : never
`

/** The text of src/client/api-names.ts. */
export const apiNamesSource = async (apis: readonly Api[], target: URL): Promise<string> => {
  const members = apis.map((api) => {
    const names = casesOf(api).map(({ name }) => JSON.stringify(name))
    return `/** ${api.title} */\nreadonly '${api.name}': { readonly cases: ${names.join(' | ')} }\n`
  })
  const text = `${head}${members.join('')}${tail}`
  return format(text, { ...(await resolveConfig(target)), parser: 'typescript' })
}
