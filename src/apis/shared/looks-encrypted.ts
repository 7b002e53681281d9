const BLOCK = 16

/**
 * Whether some key may open this: AES-CBC in base64 has whole blocks, and an iv of one. What WeChat
 * encrypted for the real app does, and only its own server can tell more.
 */
export const looksEncrypted = (encryptedData: string, iv: string): boolean => {
  const bytes = bytesIn(encryptedData)
  return bytes > 0 && bytes % BLOCK === 0 && bytesIn(iv) === BLOCK
}

const bytesIn = (base64: string): number =>
  /^[A-Za-z0-9+/]*={0,2}$/.test(base64) ? Buffer.byteLength(base64, 'base64') : -1
