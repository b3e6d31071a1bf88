export { copyBlobs } from './copy-blobs.ts'
export {
  backUpStore,
  describeStore,
  prepareStore,
  removeStore,
  restoreStore,
  type StoreDescription,
} from './sqlite/file/store-file.ts'
export { StoreLock } from './sqlite/file/store-lock.ts'
export { MIGRATIONS } from './sqlite/migrations/migrations.ts'
