import type { Ajv2020, AnySchemaObject } from 'ajv/dist/2020.js'

/*
 * "contentEncoding" and "contentMediaType": the standard leaves it to the reader whether to check them. We check those
 * we know and refuse the others, because a schema that is not checked misleads its readers.
 */

/** RFC 4648, with padding, which base64url may leave out. */
const ENCODINGS: Readonly<Record<string, RegExp>> = {
  base64: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
  base64url: /^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2}(?:==)?|[A-Za-z0-9_-]{3}=?)?$/,
  base32: /^(?:[A-Z2-7]{8})*(?:[A-Z2-7]{2}={6}|[A-Z2-7]{4}={4}|[A-Z2-7]{5}={3}|[A-Z2-7]{7}=)?$/,
  base16: /^(?:[0-9A-Fa-f]{2})*$/,
}
const DECODED: Readonly<Record<string, BufferEncoding>> = { base64: 'base64', base64url: 'base64url', base16: 'hex' }
const JSON_TYPE = 'application/json'

/** Why an encoding or a media type cannot be checked, as the end of a sentence; null if it can. */
export function problemOfContent(
  word: 'contentEncoding' | 'contentMediaType',
  { contentEncoding, contentMediaType }: Readonly<Record<string, unknown>>,
): string | null {
  if (word === 'contentEncoding') {
    if (Object.hasOwn(ENCODINGS, String(contentEncoding))) return null
    return `the encoding "${contentEncoding}" is not known, and could not be checked; known are ${Object.keys(ENCODINGS).join(', ')}`
  }
  if (contentMediaType !== JSON_TYPE)
    return `content of the type "${contentMediaType}" could not be checked; only "${JSON_TYPE}" is, so say it in "description"`
  if (contentEncoding === undefined || Object.hasOwn(DECODED, String(contentEncoding))) return null
  return `JSON in the encoding "${contentEncoding}" could not be checked; it can be in ${Object.keys(DECODED).join(', ')}`
}

export function addContentWords(ajv: Ajv2020): void {
  ajv.removeKeyword('contentEncoding')
  ajv.removeKeyword('contentMediaType')
  ajv.addKeyword({
    keyword: 'contentEncoding',
    type: 'string',
    errors: false,
    error: { message: ({ schema }) => `must be ${schema}` },
    compile: (encoding: string) => (text: string) => ENCODINGS[encoding]?.test(text) === true,
  })
  ajv.addKeyword({
    keyword: 'contentMediaType',
    type: 'string',
    errors: false,
    error: { message: 'must hold JSON' },
    compile: (_type: string, schema: AnySchemaObject) => {
      const encoding = DECODED[String(schema.contentEncoding)]
      return (text: string) => holdsJson(encoding === undefined ? Buffer.from(text) : Buffer.from(text, encoding))
    },
  })
}

function holdsJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder('utf8', { fatal: true }).decode(bytes))
    return true
  } catch {
    return false
  }
}
