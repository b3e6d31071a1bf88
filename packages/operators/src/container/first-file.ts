/* The header of a file in a tar archive, as POSIX.1 has it. */
const HEADER_BYTES = 512
const SIZE = { from: 124, to: 136 }

/** The content of the first file of a tar archive, which may be cut off. Null if it is larger than `maxBytes`, or no archive. */
export function firstFileOf(archive: Buffer, maxBytes: number): Buffer | null {
  if (archive.length < HEADER_BYTES) return null
  const size = Number.parseInt(archive.toString('latin1', SIZE.from, SIZE.to).replaceAll('\0', ' ').trim(), 8)
  if (!Number.isSafeInteger(size) || size > maxBytes || archive.length < HEADER_BYTES + size) return null
  return archive.subarray(HEADER_BYTES, HEADER_BYTES + size)
}
