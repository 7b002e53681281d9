import { dependOn } from './depend-on.ts'
import { useSignal, useSignalEffect } from '@preact/signals'
import { useResource } from './resource.ts'
import { client } from './server.ts'
import { t } from './texts.ts'
import { attempt, Button, Field, say } from './ui.tsx'

interface Ending {
  readonly what: string
  readonly name: string
  readonly at: number
}

const MINUTE = 60_000

/** The tenant's clock, and what ends as it moves on. */
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
  if (state === undefined) return <p class="hint">{clock.error.value || t('loading')}</p>
  const passed = state.frozen ? 0 : Math.max(0, real.value - asked.value)
  const now = Date.parse(state.now) + passed
  const change = (work: Promise<unknown>) => {
    attempt(async () => {
      await work
      clock.reload()
      world.reload()
    })
  }
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
          <Button
            onClick={() => {
              advance(5 * MINUTE)
            }}
          >
            {t('plus5')}
          </Button>
          <Button
            onClick={() => {
              advance(120 * MINUTE)
            }}
          >
            {t('plus2h')}
          </Button>
          <Button
            onClick={() => {
              advance(30 * 24 * 60 * MINUTE)
            }}
          >
            {t('plus30')}
          </Button>
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
          onSubmit={(event) => {
            event.preventDefault()
            const at = new Date(target.value)
            if (Number.isNaN(at.getTime())) say(`${t('setTo')}: ${target.value || '—'}?`, true)
            else change(client.value.call('setClock', { body: { now: at.toISOString() } }))
          }}
        >
          <Field
            label={t('setTo')}
            type="datetime-local"
            value={target.value}
            onInput={(value) => (target.value = value)}
          />
          <button type="submit" class="plain">
            {t('set')}
          </button>
        </form>
      </section>
      <section class="part">
        <h2>{t('ends')}</h2>
        <Endings endings={endingsOf({ ...world.value.value })} now={now} />
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
  if (endings.length === 0) return <p class="hint">{t('endsNothing')}</p>
  return (
    <table class="fields">
      <tbody>
        {endings.slice(0, MOST).map(({ what, name, at }) => (
          <tr key={what + name} class={at <= now ? 'past' : ''}>
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

/** Codes and tokens that end, the next first. Those that ended come last. */
const endingsOf = (world: Readonly<Record<string, unknown>>): readonly Ending[] => {
  const of = (list: string, what: string, key: string): Ending[] =>
    (Array.isArray(world[list])
      ? (world[list] as Readonly<Record<string, unknown>>[])
      : []
    ).flatMap((record) => {
      const at = Date.parse(String(record['expiresAt']))
      return Number.isNaN(at) ? [] : [{ what, name: String(record[key]), at }]
    })
  return [
    ...of('codes', t('loginCode'), 'code'),
    ...of('smsCodes', t('smsCode'), 'mobile'),
    ...of('tokens', t('token'), 'token'),
  ].sort((a, b) => a.at - b.at)
}

/** 93784000 becomes `1 d 2 h 3 min`. */
export const duration = (ms: number): string => {
  const seconds = Math.round(Math.abs(ms) / 1_000)
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const
  const shown = parts.filter(([count]) => count > 0).slice(0, 3)
  const text = shown.map(([count, unit]) => `${count} ${unit}`).join(' ') || '0 s'
  return ms < 0 ? `−${text}` : text
}
