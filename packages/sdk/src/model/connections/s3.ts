import type { ConnectionType, FieldValues } from './connection-type.ts'

/** A connection to a bucket of S3, or of a service with the same interface. */
export interface S3Connection {
  readonly type: 's3'
  /** The name of the connection. */
  readonly name: string
  readonly bucket: string
  readonly region: string
  /** The address of the service, unless it is that of AWS. */
  readonly endpoint?: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  /** Whether the bucket is in the path of addresses, and not in the name of the host. */
  readonly pathStyle: boolean
  /** The address of the bucket. */
  readonly url: string
}

export const s3Type: ConnectionType = {
  name: 's3',
  title: 'S3',
  description: 'A bucket of S3, or of a service with the same interface',
  fields: [
    { name: 'bucket', kind: 'text', required: true, description: 'Name of the bucket' },
    { name: 'region', kind: 'text', default: 'us-east-1', description: 'Region of the bucket' },
    { name: 'endpoint', kind: 'url', description: 'Address of the service, unless it is that of AWS' },
    { name: 'accessKeyId', kind: 'text', required: true, description: 'Id of the access key' },
    { name: 'secretAccessKey', kind: 'text', required: true, secret: true, description: 'Secret of the access key' },
    { name: 'sessionToken', kind: 'text', secret: true, description: 'Token of a temporary access key' },
    {
      name: 'pathStyle',
      kind: 'flag',
      description: 'Whether the bucket is in the path of addresses; true if there is an endpoint, false for AWS',
    },
  ],
  problems: ({ bucket }) => (BUCKET.test(String(bucket)) ? [] : [`"bucket" ${BUCKET_RULE}.`]),
  derive: (values) => {
    const pathStyle = values.pathStyle ?? values.endpoint !== undefined
    return { values: { pathStyle, url: urlOf({ ...values, pathStyle }) }, secret: [] }
  },
  programVariables: ({ region, endpoint, accessKeyId, secretAccessKey, sessionToken }) => ({
    AWS_ACCESS_KEY_ID: String(accessKeyId),
    AWS_SECRET_ACCESS_KEY: String(secretAccessKey),
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: String(sessionToken) }),
    AWS_REGION: String(region),
    AWS_DEFAULT_REGION: String(region),
    ...(endpoint === undefined ? {} : { AWS_ENDPOINT_URL_S3: String(endpoint) }),
  }),
}

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const BUCKET_RULE = 'has 3 to 63 lower-case letters, digits, "." and "-", and is no address'

function urlOf({ bucket, region, endpoint, pathStyle }: FieldValues): string {
  const service = new URL(String(endpoint ?? `https://s3.${region}.amazonaws.com`))
  if (pathStyle === true) return `${service.href.replace(/\/+$/, '')}/${bucket}`
  service.host = `${bucket}.${service.host}`
  return service.href.replace(/\/+$/, '')
}
