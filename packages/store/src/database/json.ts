import { type Prisma } from '@sluice/prisma'

/** Boundary: plain data of ours as a value of a JSON column. */
export const toJson = (value: unknown): Prisma.InputJsonValue => value as Prisma.InputJsonValue
