import type { AdminCallAnswer } from '../client/admin-caller.ts'
import { Change } from './difference.tsx'
import { addressOf } from './route.ts'
import { t } from './texts.ts'

type NearMiss = AdminCallAnswer<'getUnmatchedNearMisses'>['nearMisses'][number]

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

/** Whether two were reported of the same request; requests have no id there. */
const isOfSame = (a: NearMiss, b: NearMiss): boolean =>
  JSON.stringify(a.request) === JSON.stringify(b.request)

/** The stubs that the last unmatched request nearly matched, each with what kept it from matching. */
export const NearMisses = ({ list }: { readonly list: readonly NearMiss[] }) => {
  const last = list.at(-1)
  if (last === undefined) return <p class="hint">{t('noNearMiss')}</p>
  const url = textOf(last.request['url'])
  const others = list.findLastIndex((one) => !isOfSame(one, last))
  const near = list.slice(others + 1)
  return (
    <>
      <p>
        <b>{textOf(last.request['method'])}</b>{' '}
        <a class="url" href={addressOf('requests', '', { text: url, unmatched: '1' })}>
          {url}
        </a>
      </p>
      <ul class="notes">
        {near.map((one, at) => (
          <li key={at}>
            <strong>{one.stubMapping?.name ?? one.stubMapping?.id}</strong>
            {one.mock?.differences.map(({ what, expected, actual }, n) => (
              <div key={n}>
                <code>{textOf(what)}</code>
                <Change before={textOf(expected)} after={textOf(actual)} />
              </div>
            ))}
          </li>
        ))}
      </ul>
    </>
  )
}
