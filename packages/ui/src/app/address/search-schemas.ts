import * as z from 'zod'
import { SINCE } from '../../data/since.ts'

/** Text of an address, which may look like a number. */
export const textSchema = z.coerce.string().optional().catch(undefined)

export const sinceSchema = z.enum(SINCE).optional().catch(undefined)
