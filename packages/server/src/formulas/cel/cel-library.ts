export {
  CelScalar,
  celEnv,
  celFunc,
  celMethod,
  isCelError,
  isCelList,
  isCelMap,
  isCelUint,
  listType,
  parse,
  plan,
} from '@bufbuild/cel'
export { isMessage } from '@bufbuild/protobuf'
export { isReflectMessage } from '@bufbuild/protobuf/reflect'
export { DurationSchema, TimestampSchema, timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt'
