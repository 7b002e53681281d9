/** Returns the hash of a text as Java's `String.hashCode` computes it: a signed integer of 32 bits. */
export const javaHash = (text: string): number => {
  let hash = 0
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
  return hash
}
