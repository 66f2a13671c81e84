export * from './job.ts'
export * from './connector.ts'
export { runFlow } from './run/run-flow.ts'
