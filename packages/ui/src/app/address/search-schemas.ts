import * as z from 'zod'
import { SINCE } from '../../data/since.ts'

/** Text in an address, even if it looks like a number. */
export const textSchema = z.coerce.string().optional().catch(undefined)

export const sinceSchema = z.enum(SINCE).optional().catch(undefined)
