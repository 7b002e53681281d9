import { describe, expect, it } from 'vitest'
import { list, map, object, shape, string } from '../../../../src/core/schema.ts'
import {
  contentNamespace,
  contractName,
  contractNamespace,
  itemName,
} from '../../../../src/dialects/aspnet-webapi/xml/contract.ts'
import { requestResult, resultMessage, userInfo } from './read-xml.ts'

describe('data contract names', () => {
  it('are the type name, and the CLR namespace under a fixed address', () => {
    expect(contractName(userInfo)).toBe('UserInfo')
    expect(contractNamespace(userInfo)).toBe(
      'http://schemas.datacontract.org/2004/07/Applications.MiniProgramTools.Models',
    )
    expect(contractNamespace(shape('Bare', {}))).toBe('http://schemas.datacontract.org/2004/07/')
  })

  it("compute the documents' generic roots", () => {
    expect(contractName(resultMessage)).toBe('ResultMessageOfMAuthorizationResponsepV765kqn')
    expect(contractName(requestResult)).toBe('RequestResultOfOAuthToken6NgmDdgv')
  })

  it('spell the digest without / and +', () => {
    const names = Array.from({ length: 200 }, (_, index) =>
      contractName(shape('List', {}, { argument: shape('T', {}, { namespace: `N${index}` }) })),
    )
    expect(names.some((name) => name.includes('_S'))).toBe(true)
    expect(names.some((name) => name.includes('_P'))).toBe(true)
    for (const name of names) expect(name).toMatch(/^ListOfT(?:[0-9A-Za-z]|_S|_P){8}$/)
  })

  it('nest, for a generic of a generic', () => {
    const page = shape('Page', {}, { namespace: 'N', argument: requestResult })
    expect(contractName(page)).toMatch(/^PageOfRequestResultOfOAuthToken6NgmDdgv.{8,}$/)
  })

  it('name the items of lists', () => {
    expect(itemName(list(list(string())))).toBe('ArrayOfArrayOfstring')
    expect(itemName(object(requestResult))).toBe('RequestResultOfOAuthToken6NgmDdgv')
  })

  it('refuse a map, which no data contract here has', () => {
    expect(() => itemName(map(string()))).toThrow('A map has no data contract here')
    expect(() => contentNamespace(map(string()), 'urn:x')).toThrow('list of objects')
  })
})
