/** Tag, length, content (X.690). */
export const der = (tag: number, content: Buffer): Buffer => {
  const { length } = content
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

export const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, Buffer.concat(parts))
export const set = (part: Buffer): Buffer => der(0x31, part)
export const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'))
export const octets = (bytes: Buffer): Buffer => der(0x04, bytes)
export const truth = (): Buffer => der(0x01, Buffer.from([0xff]))

/** `unused`: bits of the last byte that are none. */
export const bitString = (bytes: Buffer, unused = 0): Buffer =>
  der(0x03, Buffer.concat([Buffer.from([unused]), bytes]))

/** Not negative; a leading zero keeps the sign bit clear. */
export const integer = (value: number | Buffer): Buffer => {
  const bytes = typeof value === 'number' ? bytesOf(value) : value
  return der(0x02, (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.from([0]), bytes]))
}

const bytesOf = (value: number): Buffer => {
  const hex = value.toString(16)
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
}

/** YYMMDDHHMMSSZ, good until 2049. */
export const utcTime = (ms: number): Buffer => {
  const digits = new Date(ms).toISOString().replace(/[-:T]/g, '').slice(2, 14)
  return der(0x17, Buffer.from(`${digits}Z`))
}
