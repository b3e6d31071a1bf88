import * as z from 'zod'
import { storedJsonListSchema, storedJsonObjectSchema } from './model-schemas.ts'

const textsSchema = z.array(z.string()).default([])

/** What a project of uv consists of. */
const PROJECT_FILES = ['pyproject.toml', 'uv.lock']

/** What a Python task runs. Files are below the uploaded files. */
const pythonRunSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('script'), file: z.string().min(1), args: textsSchema }).strict(),
  z.object({ type: z.literal('module'), name: z.string().min(1), args: textsSchema }).strict(),
  z
    .object({
      type: z.literal('callable'),
      /** `module:function` */
      name: z.string().min(1),
      args: storedJsonListSchema.default([]),
      kwargs: storedJsonObjectSchema.default({}),
    })
    .strict(),
])

/** Where it runs; with the `python3` of the worker if there is none. */
const pythonEnvironmentSchema = z.discriminatedUnion('type', [
  /** A program: a name in the PATH of the worker, or a path. */
  z.object({ type: z.literal('python'), program: z.string().min(1) }).strict(),
  /** A virtual environment that somebody made on the machine of the worker. */
  z.object({ type: z.literal('venv'), folder: z.string().min(1) }).strict(),
  /** An uploaded file for pip, from which the worker makes an environment. */
  z.object({ type: z.literal('requirements'), file: z.string().min(1) }).strict(),
  /** An uploaded folder with `pyproject.toml` and `uv.lock`. */
  z.object({ type: z.literal('uv'), folder: z.string().min(1) }).strict(),
])

/** Runs Python, as a command does. A worker says that it can in `operators` of its `hello`. */
export const pythonOperatorSchema = z
  .object({
    type: z.literal('python'),
    run: pythonRunSchema,
    environment: pythonEnvironmentSchema.optional(),
    env: z.record(z.string(), z.string()).default({}),
    cwd: z.string().optional(),
    /** Whether the module of a function is imported ahead of its task. */
    preload: z.boolean().optional(),
  })
  .strict()

export type PythonRun = z.infer<typeof pythonRunSchema>
export type PythonEnvironment = z.infer<typeof pythonEnvironmentSchema>
export type PythonOperatorDefinition = z.infer<typeof pythonOperatorSchema>

/** What it runs, in a few words: `script train.py`. */
export function pythonRunText({ run }: Pick<PythonOperatorDefinition, 'run'>): string {
  return `${run.type} ${run.type === 'script' ? run.file : run.name}`
}

/** Where it runs, in a few words: `requirements.txt`. */
export function pythonEnvironmentText({ environment }: Pick<PythonOperatorDefinition, 'environment'>): string {
  switch (environment?.type) {
    case undefined:
      return 'python3'
    case 'python':
      return environment.program
    case 'venv':
      return `the venv ${environment.folder}`
    case 'requirements':
      return `an environment of ${environment.file}`
    case 'uv':
      return `an environment of uv, from ${environment.folder}`
  }
}

/** The uploaded files without which it cannot run. */
export function pythonFiles({ run, environment }: Pick<PythonOperatorDefinition, 'run' | 'environment'>): string[] {
  const script = run.type === 'script' ? [run.file] : []
  if (environment?.type === 'requirements') return [...script, environment.file]
  if (environment?.type !== 'uv') return script
  const folder = environment.folder === '.' ? '' : `${environment.folder}/`
  return [...script, ...PROJECT_FILES.map((name) => `${folder}${name}`)]
}
