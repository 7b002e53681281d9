import type { ApiName, CaseName, MockClient, Use } from '../client/index.ts'

/**
 * Puts a case in use, or several in turn, or with `none` takes away what is; prints what is in use then.
 * Without a name it prints only.
 */
export const useCase = async (
  names: readonly string[],
  { api, times }: { readonly api?: string; readonly times?: number },
  client: MockClient,
): Promise<void> => {
  // The server knows which there are.
  const only = api as ApiName | undefined
  const [first] = names
  const uses =
    first === undefined
      ? await client.uses()
      : first === 'none' && names.length === 1
        ? await client.unuse(only)
        : await client.use(names.length === 1 ? (first as CaseName) : (names as CaseName[]), {
            api: only,
            times,
          })
  process.stdout.write(uses.length === 0 ? 'no case in use\n' : uses.map(lineOf).join(''))
}

const lineOf = ({ case: name, api, times, turn }: Use): string =>
  `${name}${api === undefined ? '' : ` for ${api}`}${times === undefined ? '' : `, ${times} more`}${turn === true ? ', in turn' : ''}\n`
