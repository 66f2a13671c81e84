import type { ConnectionType } from './connection-type.ts'
import { postgresql } from './postgresql.connection.ts'

/** Every type of connection. */
export const connectionTypes: readonly ConnectionType[] = [postgresql]

export const findConnectionType = (type: string): ConnectionType | undefined => connectionTypes.find((known) => known.type === type)
