export { default as negotiate } from '@fastify/accept-negotiator'
export { default as send } from '@fastify/send'
