import type { ApiName, CaseName, MockClient, Use } from '../client/index.ts'

/** Puts a case in use, or with `none` takes away what is, and prints what is in use then. */
export const useCase = async (
  name: string,
  { api, times }: { readonly api?: string; readonly times?: number },
  client: MockClient,
): Promise<void> => {
  // The server knows which there are.
  const only = api as ApiName | undefined
  const uses =
    name === 'none'
      ? await client.unuse(only)
      : await client.use(name as CaseName, { api: only, times })
  process.stdout.write(uses.length === 0 ? 'no case in use\n' : uses.map(lineOf).join(''))
}

const lineOf = ({ case: name, api, times }: Use): string =>
  `${name}${api === undefined ? '' : ` for ${api}`}${times === undefined ? '' : `, ${times} more`}\n`
