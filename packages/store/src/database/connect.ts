import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient, type Prisma } from '@sluice/prisma'
import { answeringPool, USUAL_PATIENCE } from './answering.ts'

export type Database = PrismaClient
export type Transaction = Prisma.TransactionClient

/** A client of the database; nothing is connected before the first query. */
export const connect = (databaseUrl: string, connections = 10, patience = USUAL_PATIENCE): Database =>
  new PrismaClient({ adapter: new PrismaPg(answeringPool(databaseUrl, connections, patience), { disposeExternalPool: true }) })
