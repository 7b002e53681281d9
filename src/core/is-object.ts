/** Whether a value is an object that is neither null nor an array: a value that JSON writes in braces. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
