import { type Response } from 'express'

/** Headers that make a browser save the answer and never show it as a page of ours. */
export function sendAttachment(response: Response, name: string): void {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  response.setHeader('Content-Type', 'application/octet-stream')
  response.setHeader('Content-Disposition', `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`)
  response.setHeader('Cache-Control', 'no-store')
  response.setHeader('Content-Security-Policy', "sandbox; default-src 'none'")
}
