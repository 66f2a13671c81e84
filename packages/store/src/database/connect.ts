import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient, type Prisma } from '@sluice/prisma'

export type Database = PrismaClient
export type Transaction = Prisma.TransactionClient

/** A client of the database; nothing is connected before the first query. */
export const connect = (databaseUrl: string, connections = 10): Database =>
  new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl, max: connections }) })
