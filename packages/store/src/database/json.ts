import { z } from 'zod'
import { type Prisma } from '@sluice/prisma'

/** Boundary: plain data of ours as a value of a JSON column. */
export const toJson = (value: unknown): Prisma.InputJsonValue => value as Prisma.InputJsonValue

/** A value of a JSON column that anything may stand in. */
export const jsonSchema = z.json()
