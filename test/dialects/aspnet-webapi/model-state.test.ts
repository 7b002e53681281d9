import { expect, test } from 'vitest'
import { modelState, type ReadError } from '../../../src/dialects/aspnet-webapi/model-state.ts'
import { actionOf } from './ask.ts'

const signup = actionOf('004', 'SignupByThirdPart')
const bound = { ThirdPartID: '1', ThirdPartID2: '2', ThirdPartAppid: '3' }
const error = (path: string, exception?: string): ReadError =>
  exception === undefined ? { path, message: `wrong ${path}` } : { path, message: '', exception }

const state = (value: Record<string, unknown> | null, errors: readonly ReadError[] = []) =>
  modelState({ value, errors, notes: [] }, signup)

test('a whole object has a valid model state', () => {
  expect(state(bound)).toEqual({ issues: [], notes: [] })
})

test.each([null, undefined, '', '  ', '\u00a0'])('%j is not what [Required] wants', (value) => {
  expect(state({ ...bound, ThirdPartID2: value })).toEqual({
    issues: [
      { field: 'dto.ThirdPartID2', errors: [{ message: 'The ThirdPartID2 field is required.' }] },
    ],
    notes: [
      {
        kind: 'required-missing',
        message:
          '`ThirdPartID2` is [Required] and absent, null, empty or blank: model validation refused it; send a text.',
        path: 'ThirdPartID2',
      },
    ],
  })
})

test('nothing is required of no object', () => {
  expect(state(null).issues).toEqual([])
  expect(state(null, [error('', 'boom')]).issues).toEqual([
    { field: 'dto', errors: [{ message: '', exception: 'boom' }] },
  ])
})

test('errors come first, in their order; one key is one entry whatever its case', () => {
  const { issues } = state({ ...bound, ThirdPartID: null }, [
    error('Name'),
    error("['a b'].c"),
    error('thirdpartid'),
    error('NAME', 'again'),
  ])
  expect(issues.map(({ field, errors }) => [field, errors.length])).toEqual([
    ['dto.Name', 2],
    ["dto['a b'].c", 1],
    ['dto.thirdpartid', 2],
  ])
  expect(issues[2]?.errors[1]?.message).toBe('The ThirdPartID field is required.')
})

test('an action whose parameter has no name here calls it value', () => {
  const { parameter, ...nameless } = signup
  expect(parameter).toBe('dto')
  const { issues } = modelState({ value: null, errors: [error('x')], notes: [] }, nameless)
  expect(issues[0]?.field).toBe('value.x')
})
