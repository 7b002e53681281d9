import { createAdminClient, type AdminTarget } from './admin-client.ts'

interface Use {
  readonly case: string
  readonly api?: string
  readonly times?: number
}

/** Puts a case in use, or with `none` takes away what is, and prints what is in use then. */
export const useCase = async (
  name: string,
  { api, times }: { readonly api?: string; readonly times?: number },
  target: AdminTarget,
): Promise<void> => {
  const client = createAdminClient(target)
  const wanted: Use = {
    case: name,
    ...(api === undefined ? {} : { api }),
    ...(times === undefined ? {} : { times }),
  }
  if (name !== 'none') await client.send('PUT', 'use', wanted)
  else {
    const { uses } = await client.get<{ uses: Use[] }>('use')
    await client.send('DELETE', 'use')
    // Only the one API's was to go.
    for (const other of uses)
      if (api !== undefined && other.api !== api) await client.send('PUT', 'use', other)
  }
  const { uses } = await client.get<{ uses: Use[] }>('use')
  process.stdout.write(uses.length === 0 ? 'no case in use\n' : uses.map(lineOf).join(''))
}

const lineOf = ({ case: name, api, times }: Use): string =>
  `${name}${api === undefined ? '' : ` for ${api}`}${times === undefined ? '' : `, ${times} more`}\n`
