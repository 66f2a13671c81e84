export * from './types.ts'
export * from './scalar.ts'
export * from './relation.ts'
export * from './builder.ts'
