import * as z from 'zod'
import { filePathProblem } from '../../model/text/file-path.ts'
import { countSchema } from '../numbers.ts'

/** A file that a task left. */
const artifactSchema = z.object({
  /** A relative path. */
  name: z.string(),
  /** Bytes. */
  size: countSchema,
  /** SHA-256 of its content, in hex. */
  sha256: z.string(),
})

/** `GET …/task-executions/:task/:sequence/artifacts` and `GET /task/artifacts/:task`, in the order of their names. */
export const artifactsResponseSchema = z.object({
  /** The execution of the task that left them, or null if none has succeeded. */
  sequenceNumber: countSchema.nullable(),
  artifacts: z.array(artifactSchema),
})

/** `PUT /task/artifacts`, and `GET …/file`. */
export const artifactQuerySchema = z
  .object({
    name: z.string().superRefine((name, context) => {
      const problem = filePathProblem(name)
      if (problem !== null)
        context.addIssue(`The name of the artifact ${problem}. Use a relative path, such as "models/best.json"`)
    }),
  })
  .strict()

/** A file that a task has left. */
export type Artifact = z.infer<typeof artifactSchema>
/** The artifacts of a task execution, by name. */
export type ArtifactsResponse = z.infer<typeof artifactsResponseSchema>
