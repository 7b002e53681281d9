/** Texts, each once, in the order in which a Java `HashSet` of them lists them. */
export const hashOrder = (texts: readonly string[]): readonly string[] => {
  let buckets = 16
  while (texts.length > buckets * 0.75) buckets *= 2
  const bucketOf = (text: string): number => {
    let hash = 0
    for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
    return (hash ^ (hash >>> 16)) & (buckets - 1)
  }
  return texts
    .map((text) => ({ text, bucket: bucketOf(text) }))
    .sort((a, b) => a.bucket - b.bucket)
    .map(({ text }) => text)
}
