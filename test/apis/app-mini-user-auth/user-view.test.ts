import { describe, expect, test } from 'vitest'
import {
  avatarView,
  genderText,
  masked,
  nameView,
  shanghaiDate,
  shanghaiTime,
  shopGender,
} from '../../../src/apis/app-mini-user-auth/user-view.ts'

describe('time in Shanghai', () => {
  test.each([
    ['0', '1970-01-01 08:00:00'],
    ['1627535697', '2021-07-29 13:14:57'],
    ['1634724821', '2021-10-20 18:13:41'],
    ['684867599', '1991-09-15 01:59:59'],
    ['684867600', '1991-09-15 01:00:00'],
    // Summer time: a birthday stays on its day.
    ['583689600', '1988-07-01 01:00:00'],
    ['-86400', '1969-12-31 08:00:00'],
    ['253402300799', '9999-12-31 23:59:59'],
    ['99999999999999999', '1970-01-01 08:00:00'],
    ['abc', '1970-01-01 08:00:00'],
    ['12.9', '1970-01-01 08:00:12'],
  ])('%s is %s', (seconds, text) => {
    expect(shanghaiTime(seconds)).toBe(text)
  })

  test('a date is its first half', () => {
    expect(shanghaiDate('631123200')).toBe('1990-01-01')
    expect(shanghaiDate('583686000')).toBe('1988-07-01')
  })
})

test.each([
  ['17602128368', '176***368'],
  ['8613800138', '861***138'],
  ['12345', '123***345'],
  ['ab', 'ab***ab'],
  ['ab@c', 'ab@***b@c'],
  ['保😀密x', '保😀密***😀密x'],
  ['', ''],
  ['0', ''],
])('%s is masked as %s', (value, text) => {
  expect(masked(value)).toBe(text)
})

test('the shop’s genders', () => {
  expect(['0', '1', '2', '5', ''].map(genderText)).toEqual(['保密', '女', '男', '', '保密'])
  expect([0, 1, 2].map(shopGender)).toEqual([0, 2, 1])
})

test('the name shown is the first that PHP does not take for empty', () => {
  expect(nameView('u', 'n')).toBe('u')
  expect(nameView('0', 'n')).toBe('n')
  expect(nameView('', '', 'm', 'e')).toBe('m')
  expect(nameView('0', '0')).toBe('0')
  expect(nameView()).toBe('')
})

test.each([
  ['', 'https://h/static/index/default/images/default-user-avatar.jpg'],
  ['https://thirdwx.qlogo.cn/a/132', 'https://thirdwx.qlogo.cn/a/132'],
  ['/static/upload/a.jpg', 'https://h/static/upload/a.jpg'],
])('avatar %j is %s', (avatar, shown) => {
  expect(avatarView(avatar, 'https://h')).toBe(shown)
})
