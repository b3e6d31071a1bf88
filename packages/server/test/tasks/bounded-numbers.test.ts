import { expect, test } from 'vitest'
import * as z from 'zod'
import { unboundedNumbers } from '../../../sdk/src/testing/unbounded-numbers.ts'
import { configSchema } from '../../src/config/config-schema.ts'
import * as parameters from '../../src/http/parsing/name-params.ts'

test('every number of the configuration, and of the paths of the API, has a least and a greatest value', () => {
  const schemas = [configSchema, ...Object.values(parameters)].filter((one) => one instanceof z.ZodType)
  expect(schemas.length).toBeGreaterThan(5)
  expect(schemas.flatMap((schema) => unboundedNumbers(schema, []))).toEqual([])
})
