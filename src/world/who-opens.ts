import type { Person, Table } from '../core/records.ts'
import type { Encrypted, OpenedBy } from '../core/encrypted.ts'
import { contentOf, decryptText } from './phone-cipher.ts'
import type { SessionKeys } from './session-keys.ts'

interface Keys {
  readonly keys: SessionKeys
  readonly people: Table<Person>
}

interface Question {
  readonly person: Person
  readonly appId: string
  readonly encrypted: Encrypted
}

/** People of the world whose keys are tried. */
const MOST_PEOPLE = 200
/** Apps of each of them. */
const MOST_APPS = 4

/** Whose key opens data that the key of this login does not open to a phone number. */
export const whoOpens = ({ keys, people }: Keys, question: Question): OpenedBy | undefined => {
  const { person, appId, encrypted } = question
  const contentWith = (key: string) => {
    const text = decryptText(key, encrypted)
    return text === undefined ? undefined : contentOf(text)
  }
  const own =
    contentWith(keys.sessionKey(person, appId)) ?? contentWith(keys.sessionKey(person, ''))
  if (own === 'garbled-phone') return { kind: 'other-iv' }
  if (own !== undefined && own !== 'phone') return { kind: 'no-phone', members: own }
  const earlier = [...keys.earlier(person, appId), ...keys.earlier(person, '')]
  if (earlier.some((key) => contentWith(key) !== undefined)) return { kind: 'earlier-login' }
  const other = appsOf(person).find(
    (app) => app !== appId && app !== '' && opensFor(keys, person, app, contentWith),
  )
  if (other !== undefined) return { kind: 'other-app', appId: other }
  let looked = 0
  for (const somebody of people.values()) {
    if (somebody.id === person.id) continue
    if (++looked > MOST_PEOPLE) break
    if ([appId, ...appsOf(somebody)].some((app) => opensFor(keys, somebody, app, contentWith)))
      return { kind: 'other-person', person: somebody.id }
  }
  return undefined
}

const opensFor = (
  keys: SessionKeys,
  person: Person,
  appId: string,
  contentWith: (key: string) => unknown,
): boolean => contentWith(keys.phoneKey(person, appId, 'current')) !== undefined

const appsOf = ({ openIds }: Person): readonly string[] => [
  '',
  ...Object.keys(openIds ?? {}).slice(0, MOST_APPS),
]
