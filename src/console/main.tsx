import { useSignal, computed, useSignalEffect } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { render } from 'preact'
import { Cases } from './cases.tsx'
import { Clock } from './clock.tsx'
import { step, Requests } from './requests.tsx'
import { addressOf, go, place, tenant, views, type View, dependOn } from './route.ts'
import { keepToken, tokenNeeded, client, loadUses, uses } from './server.ts'
import { Stubs } from './stubs.tsx'
import { Tenants } from './tenants.tsx'
import { language, switchLanguage, t } from './texts.ts'
import { Try } from './try.tsx'
import { Button, Dialog, Field, toast, attempt, submitted, tied } from './ui.tsx'
import { World } from './world.tsx'
import { startFollowing, changes, connection, entries } from './journal.ts'
import { loadKinds } from './detail.tsx'
import { shownPath } from './filters.tsx'

const shows: Readonly<Record<View, () => preact.JSX.Element>> = {
  requests: Requests,
  cases: Cases,
  try: Try,
  world: World,
  clock: Clock,
  stubs: Stubs,
  tenants: Tenants,
}

/** The page: the navigation, the cases in use, and one view. */
const App = () => {
  const help = useSignal(false)
  const { view } = place.value
  const View = shows[view]
  useEffect(() => {
    document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en'
    document.title = `${t(view)} · wechat-login-mock`
  }, [view, language.value])
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      press(event, () => (help.value = !help.value))
    }
    addEventListener('keydown', listen)
    return () => {
      removeEventListener('keydown', listen)
    }
  }, [])
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>
        {t('skip')}
      </a>
      <header class="top">
        <a class="brand" href={addressOf('requests')}>
          wechat-login-mock
        </a>
        <nav aria-label={t('menu')}>
          {views.map((one) => (
            <a
              key={one}
              class={one === view ? 'current' : ''}
              aria-current={one === view ? 'page' : undefined}
              href={addressOf(one)}
            >
              {t(one)}
            </a>
          ))}
        </nav>
        <span class="grow" />
        {tenant.value !== 'default' && <span class="tag">{tenant.value}</span>}
        <Button onClick={() => (help.value = true)} label={t('keys')}>
          ?
        </Button>
        <Button onClick={switchLanguage}>{t('language')}</Button>
      </header>
      <InUse />
      <main id="main" tabIndex={-1}>
        <h1 class="off-screen">{t(view)}</h1>
        <View key={tenant.value} />
      </main>
      {toast.value !== undefined && (
        <div
          class={`toast ${toast.value.bad ? 'bad' : ''}`}
          role={toast.value.bad ? 'alert' : 'status'}
        >
          <span>{toast.value.text}</span>
          <Button onClick={() => (toast.value = undefined)} label={t('close')}>
            ✕
          </Button>
        </div>
      )}
      {help.value && (
        <Dialog title={t('keys')} onClose={() => (help.value = false)}>
          <p>{t('keysHelp')}</p>
        </Dialog>
      )}
      {tokenNeeded.value && <AskToken />}
    </>
  )
}

const skip = (event: Event): void => {
  event.preventDefault()
  document.getElementById('main')?.focus()
}

/** Handles the keys `/` `j` `k` `Enter` `Esc` `?`, unless the user is typing in a field. */
const press = (event: KeyboardEvent, help: () => void): void => {
  const target = event.target as HTMLElement
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
  if (event.key === 'Escape') {
    if (typing) target.blur()
    else if (document.querySelector('dialog[open]') === null && place.value.view === 'requests')
      go(addressOf('requests', '', place.value.query))
    return
  }
  if (typing || document.querySelector('dialog[open]') !== null) return
  if (event.key === '/') {
    const search = document.getElementById('search')
    if (search !== null) {
      event.preventDefault()
      search.focus()
    }
  } else if (event.key === '?') help()
  else if (place.value.view !== 'requests') return
  else if (event.key === 'j') step(1)
  else if (event.key === 'k') step(-1)
  else if (event.key === 'Enter' && place.value.chosen === '' && target === document.body) step(1)
}

/** Asks for the admin token, which the admin API requires beyond loopback. Only this tab keeps it. */
const AskToken = () => {
  const token = useSignal('')
  return (
    <div class="cover">
      <form
        class="part"
        onSubmit={submitted(() => {
          keepToken(token.value.trim())
          location.reload()
        })}
      >
        <h2>{t('tokenTitle')}</h2>
        <p>{t('tokenHelp')}</p>
        <Field label={t('tokenTitle')} type="password" {...tied(token)} />
        <button type="submit" class="main">
          {t('enter')}
        </button>
      </form>
    </div>
  )
}

const RECENT = 200

/** The latest answer that a case in use decided. */
const latest = computed(() => {
  dependOn(changes)
  const entry = entries.slice(-RECENT).findLast(({ decider }) => decider === 'use')
  return uses.value.length > 0 || entry === entries.at(-1) ? entry : undefined
})

const AGAIN_MS = 2_000

/** The bar that shows the cases in use above every view, with a button to end the use. */
const InUse = () => {
  useSignalEffect(() => {
    dependOn(client)
    if (tokenNeeded.value) return
    const load = () => {
      if (!document.hidden) loadUses().catch(() => undefined)
    }
    load()
    // The cases in use also change elsewhere: by the command line, by a test, or when `times` runs out.
    const timer = setInterval(load, AGAIN_MS)
    return () => {
      clearInterval(timer)
    }
  })
  const list = uses.value
  const entry = latest.value
  return (
    <section class={`in-use ${list.length === 0 ? '' : 'on'}`} aria-label={t('inUse')}>
      <span class={`state ${connection.value}`} role="status">
        {t(connection.value)}
      </span>
      {list.length === 0 ? (
        <span role="status">{t('nothingInUse')}</span>
      ) : (
        <>
          <span role="status">
            {t('inUse')}:{' '}
            {list.map(({ case: name, api, times }, at) => (
              <span key={at} class="use">
                <code>{name}</code> {api ?? t('allApis')}
                {times !== undefined && ` · ${times} ${t('timesLeft')}`}
              </span>
            ))}
          </span>
          <Button
            onClick={attempt(async () => {
              await client.value.call('useNothing')
              await loadUses()
            })}
          >
            {t('takeOff')}
          </Button>
        </>
      )}
      {entry !== undefined && (
        <a class="latest" href={addressOf('requests', entry.id)}>
          {t('latestAnswer')} {entry.method} {shownPath(entry.url)}: {t('why').toLowerCase()}?
        </a>
      )}
    </section>
  )
}

const root = document.getElementById('console')
if (root !== null) {
  render(<App />, root)
  startFollowing()
  loadKinds().catch(() => undefined)
}
