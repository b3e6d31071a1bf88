import type { S3Connection } from '@aiflow/sdk'
import { AwsClient } from 'aws4fetch'
import type { ConnectionProbe, TestResult } from './connection-probe.ts'
import { networkFailure } from './network-failures.ts'

/** The beginning of an answer, which has the code of an error. */
const ANSWER_BYTES = 4096

/** Asks for the first name in the bucket: unlike an answer to HEAD, the answer says why it is refused. */
export const testS3: ConnectionProbe = async (values, signal) => {
  const connection = values as unknown as S3Connection
  const { url, region, accessKeyId, secretAccessKey, sessionToken } = connection
  const { hostname, host } = new URL(url)
  try {
    const token = sessionToken === undefined ? {} : { sessionToken }
    const signer = new AwsClient({ service: 's3', region, accessKeyId, secretAccessKey, ...token })
    const request = await signer.sign(`${url}?list-type=2&max-keys=1`, { method: 'GET' })
    const response = await fetch(request, { redirect: 'manual', signal })
    return judged(connection, host, response, await beginningOf(response))
  } catch (error) {
    return { ok: false, message: networkFailure(error, { host: hostname, place: host }, signal) }
  }
}

async function beginningOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    chunks.push(chunk)
    bytes += chunk.byteLength
    if (bytes >= ANSWER_BYTES) break
  }
  return Buffer.concat(chunks).toString('utf8')
}

function judged(
  { bucket, region, accessKeyId }: S3Connection,
  host: string,
  response: Response,
  text: string,
): TestResult {
  const failed = (message: string) => ({ ok: false, message })
  if (response.ok && text.includes('<ListBucketResult'))
    return { ok: true, message: `${host} answers with the content of the bucket "${bucket}" (${region}).` }
  if (response.ok) return failed(`${host} answers, but not as S3 does. Look at "endpoint".`)
  const code = /<Code>([A-Za-z0-9.]{1,100})<\/Code>/.exec(text)?.[1] ?? ''
  const home = response.headers.get('x-amz-bucket-region') ?? /<Region>([a-z0-9-]{1,50})<\/Region>/.exec(text)?.[1]
  switch (code) {
    case 'NoSuchBucket':
      return failed(`${host} has no bucket "${bucket}".`)
    case 'InvalidAccessKeyId':
      return failed(`${host} does not know the access key "${accessKeyId}".`)
    case 'SignatureDoesNotMatch':
      return failed(`${host} refuses the secret of the access key "${accessKeyId}".`)
    case 'AccessDenied':
      return failed(`${host} does not let the access key "${accessKeyId}" list the bucket "${bucket}".`)
    case 'ExpiredToken':
      return failed(`The session token of the access key "${accessKeyId}" has expired.`)
    case 'RequestTimeTooSkewed':
      return failed(`${host} refuses the request, because the clock of the worker is wrong.`)
    case 'PermanentRedirect':
    case 'AuthorizationHeaderMalformed':
      return failed(`The bucket "${bucket}" is not in the region "${region}"${home ? `, but in "${home}"` : ''}.`)
    default:
      return failed(`${host} answers with ${response.status}${code === '' ? '' : ` ${code}`}.`)
  }
}
