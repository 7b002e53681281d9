import { computed, signal, type ReadonlySignal } from '@preact/signals'

/** The views, in the order of the navigation. */
export const views = ['requests', 'cases', 'try', 'world', 'clock', 'stubs', 'tenants'] as const
export type View = (typeof views)[number]

/** The state that the address keeps: `#/requests/<id>?text=…&tenant=…`. */
interface Place {
  readonly view: View
  /** The chosen item of the view, such as an entry or a list of the world. Empty for none. */
  readonly chosen: string
  readonly query: Readonly<Record<string, string>>
}

const isView = (text: string): text is View => (views as readonly string[]).includes(text)

const read = (): Place => {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?', 2)
  const [view = '', chosen = ''] = path.split('/', 2)
  return {
    view: isView(view) ? view : 'requests',
    chosen: decoded(chosen),
    query: Object.fromEntries(new URLSearchParams(query)),
  }
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The current place. Changes with the address. */
export const place = signal<Place>(read())
addEventListener('hashchange', () => {
  place.value = read()
})

/** The key of the tenant that the page shows. The address keeps it. */
export const tenant = computed(() => {
  const { tenant: key = '' } = place.value.query
  return key === '' ? 'default' : key
})

/** Returns the address of a view with the current tenant. Leaves out empty members of `query`. */
export const addressOf = (
  view: View,
  chosen = '',
  query: Readonly<Record<string, string | undefined>> = {},
): string => {
  const kept: Readonly<Record<string, string | undefined>> = {
    ...(tenant.value === 'default' ? {} : { tenant: tenant.value }),
    ...query,
  }
  const pairs = Object.entries(kept).flatMap(([name, value = '']): [string, string][] =>
    value === '' ? [] : [[name, value]],
  )
  const text = new URLSearchParams(pairs).toString()
  const path = chosen === '' ? view : `${view}/${encodeURIComponent(chosen)}`
  return `#/${path}${text === '' ? '' : `?${text}`}`
}

/** Goes to an address. `replace` adds no entry to the browser's history. */
export const go = (address: string, replace = false): void => {
  if (replace) {
    history.replaceState(null, '', address)
    place.value = read()
  } else location.hash = address
}

/** Changes members of the query and stays in the view. */
export const change = (query: Readonly<Record<string, string | undefined>>): void => {
  const { view, chosen, query: before } = place.value
  go(addressOf(view, chosen, { ...before, ...query }), true)
}

/** Makes the running effect or component run again when one of these signals changes. */
export const dependOn = (...signals: readonly ReadonlySignal<unknown>[]): void => {
  signals.forEach(({ value }): unknown => value)
}
