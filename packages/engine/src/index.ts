export * from './job.ts'
export * from './connector.ts'
