import { expect, test } from 'vitest'
import { userInfo } from '../../../../src/apis/app-authorization/dtos.ts'
import { wxSmallLoginDto } from '../../../../src/apis/small-app-login/dtos.ts'
import { boolean, decimal, list, shape, string, type Shape } from '../../../../src/core/schema.ts'
import { readForm } from '../../../../src/dialects/aspnet-webapi/form/read-form.ts'

const read = (text: string, to: Shape = userInfo) => readForm(Buffer.from(text), to)
const errorsOf = (text: string, to?: Shape) =>
  read(text, to).errors.map(({ path, message }) => `${path}: ${message}`)

test('an empty body binds nothing, any other one an object', () => {
  expect(read('')).toEqual({ value: null, errors: [], notes: [] })
  expect(read('&').value).toMatchObject({ openId: null, gender: 0 })
  expect(read('{"openId":"o"}').value).toMatchObject({ openId: null, gender: 0 })
})

test('names are CLR names in any case; JSON names bind nothing and are told of', () => {
  const { value, errors, notes } = read('OPENID=o&Sex=3&gender=4&avatarUrl=a&x=1&nicknam=n')
  expect(value).toMatchObject({ openId: 'o', gender: 3, avatarUrl: null })
  expect(errors).toEqual([])
  expect(notes.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
    'form-name-not-bound: Form field `gender` is not bound: forms bind by CLR property name, which is `Sex`, and Web API ignored it; send `Sex`.',
    'form-name-not-bound: Form field `avatarUrl` is not bound: forms bind by CLR property name, which is `Avatar`, and Web API ignored it; send `Avatar`.',
    'unknown-field: Form field `x` names no property: Web API ignored it; the properties are OpenId, NickName, Sex, Language, Province, City, Country, Avatar, SubscribeTime, UnionId, SessionKey.',
    'unknown-field: Form field `nicknam` names no property: Web API ignored it; did you mean `NickName`?',
  ])
})

test('the first of equal names wins, and the message shows them all', () => {
  expect(read('Sex=1&sex=2').value).toMatchObject({ gender: 1 })
  expect(errorsOf('Sex=abc&SEX=2')).toEqual(["Sex: The value 'abc,2' is not valid for Sex."])
  expect(errorsOf('Sex=&Sex=2')).toEqual(['Sex: A value is required.'])
})

test('blank text is null', () => {
  expect(read('City=+&Country=%C2%A0&Province=').value).toMatchObject({
    city: null,
    country: null,
    province: null,
  })
  expect(read('City=+x+').value).toMatchObject({ city: ' x ' })
})

test('errors come in the order of the properties, not of the form', () => {
  expect(errorsOf('SubscribeTime=soon&Sex=3.0')).toEqual([
    "Sex: The value '3.0' is not valid for Sex.",
    "SubscribeTime: The value 'soon' is not valid for SubscribeTime.",
  ])
  expect(errorsOf('uid=&Scene=Nope&smallAppId', wxSmallLoginDto)).toEqual([
    'smallAppId: A value is required.',
    "Scene: The value 'Nope' is not valid for Scene.",
    'uid: A value is required.',
  ])
})

test('an overflow is an exception, which nobody remote reads', () => {
  const [error] = read('Sex=99999999999').errors
  expect(error).toMatchObject({ path: 'Sex', message: '' })
  expect(error?.exception).toContain('conversion from type')
})

test('an unclosed bracket spoils the whole form', () => {
  expect(read('City=c&a[b=1')).toEqual({
    value: null,
    errors: [
      {
        path: '',
        message: '',
        exception: 'The key is invalid JQuery syntax because it is missing a closing bracket.',
      },
    ],
    notes: [
      {
        kind: 'form-syntax',
        message:
          'A form field has a `[` without its `]`: Web API bound nothing at all; escape it or close it.',
      },
    ],
  })
})

test('a value that does not convert is told of, with what would', () => {
  const odd = shape('Odd', { yes: boolean(), price: decimal() })
  const messages = (text: string, to?: Shape) => read(text, to).notes.map(({ message }) => message)
  expect(messages('Sex=abc&SubscribeTime=soon')).toEqual([
    'Form field `Sex` is `abc`, which is none: Web API left it at its default and noted an error; send an integer from -2147483648 to 2147483647.',
    'Form field `SubscribeTime` is `soon`, which is read as no date: Web API left it at its default and noted an error; send a date such as 2026-01-29 15:00:34.',
  ])
  expect(messages('Scene=', wxSmallLoginDto)).toEqual([
    'Form field `Scene` is blank: Web API left it at its default and noted an error; send one of Love, House, Job, or a number.',
  ])
  expect(messages('yes=1&price=x', odd).map((message) => message.split(': ')[1])).toEqual([
    'Web API left it at its default and noted an error; send true or false.',
    'Web API left it at its default and noted an error; send a number.',
  ])
})

test('empty brackets are no part of a name', () => {
  expect(read('City[]=c')).toMatchObject({ value: { city: 'c' }, notes: [] })
})

test('other kinds of values bind too, lists do not', () => {
  const odd = shape('Odd', { yes: boolean(), price: decimal(), tags: list(string()) })
  expect(read('yes=+TRUE+&price=7.10&tags=a', odd).value).toEqual({
    yes: true,
    price: '7.10',
    tags: null,
  })
  expect(errorsOf('yes=1&price=x', odd)).toEqual([
    "yes: The value '1' is not valid for yes.",
    "price: The value 'x' is not valid for price.",
  ])
})

test('a flood of unknown names is told of twenty times', () => {
  const names = Array.from({ length: 500 }, (_, index) => `zzzzzzzz${index}`)
  expect(read(names.join('&')).notes).toHaveLength(20)
  expect(read('q'.repeat(100)).notes[0]?.path).toBe(`${'q'.repeat(64)}…`)
})
