import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apis } from '../../src/apis/index.ts'
import { casesOf } from '../../src/core/catalogue.ts'
import { mounts, type Answered, type Mounted } from './mounts.ts'

/** All mounts, side by side, with the same clock and seed. */
const open: Mounted[] = []
beforeAll(async () => {
  for (const [, mount] of mounts)
    open.push(await mount({ clock: '2026-01-29T07:00:34Z', seed: 'test' }))
})
afterAll(async () => {
  for (const mounted of open) await mounted.close()
})

const rows = apis.flatMap((api) => {
  const [operation] = api.operations
  const own = casesOf(api).filter(
    ({ operations }) => operations?.includes(operation?.name ?? '') ?? true,
  )
  return own.map((row) => ({ full: `${api.name}/${row.name}`, row, operation }))
})

describe.each(rows)('$full', ({ row, operation }) => {
  it('is answered alike by all mounts, with the status its row says', async () => {
    if (operation === undefined) throw new Error('The API has no operation.')
    const { method, target, headers, body } = operation.example()
    // One Host: Web API's 404 repeats the whole URI.
    const steered = { ...headers, Host: 'localhost', 'X-Mock-Case': row.name }
    const asked = { method, headers: steered, body }
    const answers: Answered[] = []
    for (const mounted of open) answers.push(await mounted.ask(target, asked))
    expect(answers.map(({ status }) => status)).toEqual(mounts.map(() => row.status))
    for (const answer of answers) expect(answer).toEqual(answers[0])
  })
})
