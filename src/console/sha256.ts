/** The fractional parts of roots of primes, as SHA-256 takes them. */
const fraction = (value: number): number => ((value - Math.floor(value)) * 2 ** 32) | 0

const primes: number[] = []
for (let one = 2; primes.length < 64; one++)
  if (primes.every((prime) => one % prime !== 0)) primes.push(one)

const rounds = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)))
const start = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)))

const turned = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

/**
 * SHA-256 of a text in UTF-8, in hex. `crypto.subtle` has it too, but only where the page is secure: not on an
 * address of the local network by plain HTTP.
 */
export const sha256 = (text: string): string => {
  const bytes = new TextEncoder().encode(text)
  const padded = new Uint8Array(((bytes.length + 72) >> 6) << 6)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 4, bytes.length * 8)
  const hash = Int32Array.from(start)
  const words = new Int32Array(64)
  const at = (list: Int32Array, index: number): number => list[index] ?? 0
  for (let block = 0; block < padded.length; block += 64) {
    for (let n = 0; n < 64; n++) {
      const [early, late] = [at(words, n - 15), at(words, n - 2)]
      words[n] =
        n < 16
          ? view.getInt32(block + n * 4)
          : at(words, n - 16) +
            at(words, n - 7) +
            (turned(early, 7) ^ turned(early, 18) ^ (early >>> 3)) +
            (turned(late, 17) ^ turned(late, 19) ^ (late >>> 10))
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash
    for (let n = 0; n < 64; n++) {
      const first =
        h +
        (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) +
        ((e & f) ^ (~e & g)) +
        at(rounds, n) +
        at(words, n)
      const second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))
      ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
    }
    ;[a, b, c, d, e, f, g, h].forEach((word, n) => (hash[n] = at(hash, n) + word))
  }
  return [...hash].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}
