import { describe, expect, it } from 'vitest'
import { toBoolean, toDecimal } from '../../../../src/dialects/aspnet-webapi/xml/xml-convert.ts'

describe('booleans in XML', () => {
  it.each([
    ['true', true],
    ['1', true],
    [' false\n', false],
    ['0', false],
    ['True', undefined],
    ['', undefined],
    ['\u00a0true', undefined],
    ['yes', undefined],
  ])('%j is %s', (text, value) => {
    expect(toBoolean(text)).toBe(value)
  })
})

describe('decimals in XML', () => {
  it.each([
    ['7.10', '7.10'],
    [' -7 ', '-7'],
    ['+.5', '0.5'],
    ['7.', '7'],
    ['0.00', '0.00'],
    ['', undefined],
    ['.', undefined],
    ['-', undefined],
    ['1,000', undefined],
    ['1e2', undefined],
    ['7-', undefined],
    ['1'.repeat(40), undefined],
  ])('%j is %s', (text, value) => {
    expect(toDecimal(text)).toBe(value)
  })
})
