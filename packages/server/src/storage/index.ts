export { copyBlobs } from './copy-blobs.ts'
export { MIGRATIONS } from './sqlite/migrations/migrations.ts'
export {
  backUpStore,
  describeStore,
  prepareStore,
  removeStore,
  restoreStore,
  type StoreDescription,
} from './sqlite/store-file.ts'
export { StoreLock } from './sqlite/store-lock.ts'
