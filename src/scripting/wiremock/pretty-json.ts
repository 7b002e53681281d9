/** JSON as WireMock prints it: `"a" : 1`, lists in one line. */
export const prettyJson = (value: unknown, indent = ''): string => {
  if (Array.isArray(value))
    return value.length === 0
      ? '[ ]'
      : `[ ${value.map((one) => prettyJson(one, indent)).join(', ')} ]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = `${indent}  `
  const lines = Object.entries(value).map(
    ([name, one]) => `${inner}${JSON.stringify(name)} : ${prettyJson(one, inner)}`,
  )
  return lines.length === 0 ? '{ }' : `{\n${lines.join(',\n')}\n${indent}}`
}
