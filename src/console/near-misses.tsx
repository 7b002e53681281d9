import type { AdminCallAnswer } from '../client/admin-caller.ts'
import { Change } from './difference.tsx'
import { addressOf } from './route.ts'
import { t } from './texts.ts'

type NearMiss = AdminCallAnswer<'getUnmatchedNearMisses'>['nearMisses'][number]

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

/** When a request came, for the order. */
const timeOf = ({ request }: NearMiss): number => Number(request['loggedDate']) || 0

/** The stubs that the last unmatched request nearly matched, each with what kept it from matching. */
export const NearMisses = ({ list }: { readonly list: readonly NearMiss[] }) => {
  const last = list.reduce<NearMiss | undefined>(
    (latest, one) => (latest === undefined || timeOf(one) > timeOf(latest) ? one : latest),
    undefined,
  )
  if (last === undefined) return <p class="hint">{t('noNearMiss')}</p>
  const id = textOf(last.request['id'])
  const near = list.filter(({ request }) => textOf(request['id']) === id)
  return (
    <>
      <p>
        <b>{textOf(last.request['method'])}</b>{' '}
        <a class="url" href={addressOf('requests', id)}>
          {textOf(last.request['url'])}
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
