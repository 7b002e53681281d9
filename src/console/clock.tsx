import { useSignal, useSignalEffect } from '@preact/signals'
import { dependOn } from './route.ts'
import { useResource, client } from './server.ts'
import { t, tIn, type TextKey } from './texts.ts'
import { attempt, Button, Field, say, Waiting, submitted, tied } from './ui.tsx'

interface Ending {
  readonly what: string
  readonly name: string
  readonly at: number
}

const MINUTE = 60_000
const steps = [
  [5 * MINUTE, 'plus5'],
  [120 * MINUTE, 'plus2h'],
  [30 * 24 * 60 * MINUTE, 'plus30'],
] as const

/** The view of the tenant's clock, with the codes and tokens that expire as it advances. */
export const Clock = () => {
  const clock = useResource((client) => client.call('getClock'))
  const world = useResource((client) => client.call('getWorld'))
  const target = useSignal('')
  const real = useSignal(Date.now())
  const asked = useSignal(Date.now())
  useSignalEffect(() => {
    dependOn(clock.value)
    asked.value = Date.now()
    const timer = setInterval(() => (real.value = Date.now()), 1_000)
    return () => {
      clearInterval(timer)
    }
  })
  const state = clock.value.value
  if (state === undefined) return <Waiting error={clock.error.value} />
  const passed = state.frozen ? 0 : Math.max(0, real.value - asked.value)
  const now = Date.parse(state.now) + passed
  const endings = endingsOf({ ...world.value.value })
  const change = attempt(async (work: Promise<unknown>) => {
    await work
    clock.reload()
    world.reload()
  })
  const advance = (ms: number) => {
    change(client.value.call('advanceClock', { body: { ms } }))
  }
  return (
    <div class="page narrow">
      <section class="part">
        <h2>{t('now')}</h2>
        <p class="big">
          <time dateTime={new Date(now).toISOString()}>{new Date(now).toLocaleString()}</time>
        </p>
        <p class="hint">
          {new Date(now).toISOString()} ·{' '}
          {state.frozen
            ? t('frozen')
            : state.offsetMs === 0
              ? t('runs')
              : `${t('shifted')} ${duration(state.offsetMs)}`}
        </p>
        <div class="actions">
          {steps.map(([ms, text]) => {
            const ending = endings.filter(({ at }) => at > now && at <= now + ms).length
            return (
              <Button
                key={ms}
                onClick={() => {
                  advance(ms)
                }}
              >
                {t(text)}
                {ending > 0 && (
                  <small class="count">
                    {ending} {t('willEnd')}
                  </small>
                )}
              </Button>
            )
          })}
          {state.frozen ? (
            <Button
              onClick={() => {
                change(client.value.call('resumeClock'))
              }}
            >
              {t('runOn')}
            </Button>
          ) : (
            <Button
              onClick={() => {
                change(client.value.call('freezeClock'))
              }}
            >
              {t('freeze')}
            </Button>
          )}
          <Button
            onClick={() => {
              change(client.value.call('setClock', { body: { offsetMs: 0, frozen: false } }))
            }}
          >
            {t('realTime')}
          </Button>
        </div>
        <form
          class="bar"
          onSubmit={submitted(() => {
            const at = new Date(target.value)
            if (Number.isNaN(at.getTime())) say(`${t('setTo')}: ${target.value || '—'}?`, true)
            else change(client.value.call('setClock', { body: { now: at.toISOString() } }))
          })}
        >
          <Field label={t('setTo')} type="datetime-local" {...tied(target)} />
          <button type="submit" class="plain">
            {t('set')}
          </button>
        </form>
      </section>
      <section class="part">
        <h2>{t('ends')}</h2>
        <Endings endings={endings} now={now} />
      </section>
    </div>
  )
}

const MOST = 200

const Endings = ({
  endings,
  now,
}: {
  readonly endings: readonly Ending[]
  readonly now: number
}) => {
  const coming = endings.filter(({ at }) => at > now)
  const past = endings.filter(({ at }) => at <= now).reverse()
  if (endings.length === 0) return <p class="hint">{t('endsNothing')}</p>
  return (
    <table class="endings">
      <tbody>
        {[...coming, ...past].slice(0, MOST).map(({ what, name, at }) => (
          <tr key={`${what} ${name} ${at}`} class={at <= now ? 'past' : ''}>
            <th scope="row">{what}</th>
            <td>
              <code>{name.length > 40 ? `${name.slice(0, 40)}…` : name}</code>
            </td>
            <td>
              {at <= now ? t('ended') : `${t('in')} ${duration(at - now)}`}
              <br />
              <time dateTime={new Date(at).toISOString()}>{new Date(at).toLocaleString()}</time>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const names: Readonly<Record<string, TextKey>> = {
  codes: 'loginCode',
  smsCodes: 'smsCode',
  tokens: 'token',
}

/** Returns the codes and tokens of all lists that expire, sorted by time. */
const endingsOf = (world: Readonly<Record<string, unknown>>): readonly Ending[] =>
  Object.entries(world)
    .flatMap(([list, records]) =>
      (Array.isArray(records) ? (records as Readonly<Record<string, unknown>>[]) : []).flatMap(
        (record): Ending[] => {
          const at = Date.parse(String(record['expiresAt'] ?? record['ticketExpiresAt']))
          const known = names[list]
          const what = known === undefined ? tIn('list', list) : t(known)
          // A record's key is its first member.
          const name = String(Object.values(record)[0])
          return Number.isNaN(at) ? [] : [{ what, name, at }]
        },
      ),
    )
    .sort((a, b) => a.at - b.at)

/** Formats milliseconds: 93784000 becomes `1 d 2 h 3 min`. */
const duration = (ms: number): string => {
  const seconds = Math.round(Math.abs(ms) / 1_000)
  const parts = [
    [Math.floor(seconds / 86_400), t('days')],
    [Math.floor(seconds / 3_600) % 24, t('hours')],
    [Math.floor(seconds / 60) % 60, t('minutes')],
    [seconds % 60, t('seconds')],
  ] as const
  const shown = parts.filter(([count]) => count > 0).slice(0, 3)
  const text = shown.map(([count, unit]) => `${count} ${unit}`).join(' ') || `0 ${t('seconds')}`
  return ms < 0 ? `−${text}` : text
}
