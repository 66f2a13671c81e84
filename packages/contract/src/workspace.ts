import { z } from 'zod'
import { nameSchema, usedBySchema } from './connections.ts'
import { route } from './route.ts'

const instant = z.iso.datetime()

export const fileSchema = z.object({ path: z.string(), bytes: z.int(), modifiedAt: instant }).meta({ id: 'File' })
export type FileDto = z.output<typeof fileSchema>

/** A path inside the workspace's folder: relative, POSIX, no `..`. */
const filePath = z.strictObject({ path: z.string().min(1).max(500) })

export const secretSchema = z.object({ name: z.string(), updatedAt: instant, usedBy: z.array(usedBySchema) }).meta({ id: 'Secret' })
export type SecretDto = z.output<typeof secretSchema>

/** An IANA time zone that this runtime knows. */
export const zoneSchema = z.string().max(64).refine(isZone)

/** Zones that were asked for before: making a format takes a millisecond. */
const knownZones = new Set<string>()

function isZone(zone: string): boolean {
  if (knownZones.has(zone)) return true
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    knownZones.add(zone)
    return true
  } catch {
    return false
  }
}

export const settingsSchema = z
  .strictObject({
    zone: zoneSchema,
    allowedHosts: z.array(z.string().max(300)).max(100),
    /** Nothing new starts: runs wait in the queue until this is off again. */
    paused: z.boolean(),
    /** Runs at once in the whole workspace; null: as many as the workers take. */
    runsAtOnce: z.int().min(1).max(1_000).nullable(),
    /** Days that runs are kept with their events, rejected rows and outputs. */
    retentionDays: z.int().min(1).max(3_650),
    /** Megabytes of outputs kept; the oldest go first. */
    outputsMb: z.int().min(1).max(100_000_000),
  })
  .meta({ id: 'Settings' })
export type SettingsDto = z.output<typeof settingsSchema>

export const workspaceRoutes = {
  health: route({ name: 'health', method: 'get', path: '/api/health', summary: 'Alive, and the database answers', ability: 'public', response: z.object({ ok: z.literal(true), version: z.string() }) }),
  openApi: route({ name: 'openApi', method: 'get', path: '/api/openapi.json', summary: 'This contract as OpenAPI 3.1', ability: 'read', response: z.unknown() }),
  listFiles: route({ name: 'listFiles', method: 'get', path: '/api/files', summary: 'Files of the workspace', ability: 'read', response: z.object({ files: z.array(fileSchema) }) }),
  uploadFile: route({ name: 'uploadFile', method: 'put', path: '/api/files/content', summary: 'Upload a file (raw body), streamed to disk', ability: 'edit', query: filePath, upload: true, response: fileSchema }),
  downloadFile: route({ name: 'downloadFile', method: 'get', path: '/api/files/content', summary: 'Download a file', ability: 'read', query: filePath, download: true }),
  deleteFile: route({ name: 'deleteFile', method: 'delete', path: '/api/files/content', summary: 'Delete a file', ability: 'edit', query: filePath, response: z.object({ deleted: z.literal(true) }) }),
  listSecrets: route({ name: 'listSecrets', method: 'get', path: '/api/secrets', summary: 'Names of secrets and where they are used; never values', ability: 'read', response: z.object({ secrets: z.array(secretSchema) }) }),
  writeSecret: route({ name: 'writeSecret', method: 'put', path: '/api/secrets/{name}', summary: 'Create or replace a secret', ability: 'edit', params: z.strictObject({ name: nameSchema }), body: z.strictObject({ value: z.string().min(1).max(10_000) }), response: secretSchema }),
  deleteSecret: route({ name: 'deleteSecret', method: 'delete', path: '/api/secrets/{name}', summary: 'Delete a secret', ability: 'edit', params: z.strictObject({ name: nameSchema }), response: z.object({ deleted: z.literal(true) }) }),
  readSettings: route({ name: 'readSettings', method: 'get', path: '/api/settings', summary: 'Settings of the workspace', ability: 'read', response: settingsSchema }),
  writeSettings: route({ name: 'writeSettings', method: 'put', path: '/api/settings', summary: 'Change the settings that are given; the others stay', ability: 'administer', body: settingsSchema.partial(), response: settingsSchema }),
} // prettier-ignore
